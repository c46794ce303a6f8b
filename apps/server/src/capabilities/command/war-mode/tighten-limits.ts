import { commandChanged } from '@civitas/contract'
import type { CommandParts } from '../parts.ts'
import { covers } from './rules.ts'
import * as store from './store.ts'

/**
 * Tells sensing which limits hold tighter: those of the switches that are active, in their scope. Every process asks anew
 * whenever the mode changes, so that nothing is written into rules and nothing has to be written back.
 */
export async function tightenLimits(parts: CommandParts): Promise<void> {
  const { kernel, sensing } = parts
  const read = async () => {
    const rows = await store.listSwitches(kernel.db, 'active')
    sensing.tighten(
      rows
        .filter((row) => !row.is_drill && row.settings.tightenPercent > 0)
        .map((row) => ({
          ...{ title: `战时：${row.title}`, percent: row.settings.tightenPercent, until: row.end_time },
          covers: (place) => covers(row, place),
        })),
    )
  }
  let reading: Promise<void> = read()
  await reading
  kernel.messages.tail(commandChanged, ({ kind }) => {
    if (kind !== 'mode') return
    reading = reading
      .then(read)
      .catch((error: Error) => kernel.log.error({ error: error.message }, 'limits of war mode'))
  })
}
