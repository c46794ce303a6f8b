import { sensorThingsChanged, thingsChanged } from '@civitas/contract'
import type { Kernel } from '../../../kernel/kernel.ts'
import { readDatastreams, readThings } from '../store.ts'
import type { DatastreamIndex } from './datastream-index.ts'

/** Keeps what this process holds in memory of things as other processes of the cluster have changed it. */
export function followThings(kernel: Kernel, index: DatastreamIndex): void {
  const learn = async (ids: readonly string[]) => {
    const [things, datastreams] = [await readThings(kernel.db, ids), await readDatastreams(kernel.db, ids)]
    index.add(things, datastreams)
    const found = new Map(things.map((row) => [row.id, row]))
    for (const id of ids) {
      const row = found.get(id)
      if (!row) {
        const gone = index.findThing(id)?.datastreams.map((one) => one.id) ?? []
        index.remove([id], gone)
      } else
        index.change(id, {
          name: row.name,
          divisionCode: row.division_code,
          position: row.lon === null || row.lat === null ? null : [row.lon, row.lat],
        })
    }
  }
  const learnSafely = (ids: readonly string[]) => {
    if (ids.length > 0 && kernel.config.cluster)
      learn(ids).catch((error: Error) => kernel.log.error({ error: error.message }, 'things not read'))
  }
  kernel.messages.tail(thingsChanged, ({ thingIds }) => learnSafely(thingIds))
  kernel.messages.tail(sensorThingsChanged, ({ changes }) =>
    learnSafely(changes.flatMap((one) => (one.set === 'Things' ? [String(one.id)] : []))),
  )
}
