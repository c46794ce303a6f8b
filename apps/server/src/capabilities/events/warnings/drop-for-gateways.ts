import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { WarningChannel } from '@civitas/contract'
import type { EventsParts } from '../publish-event.ts'
import type { WarningRow } from './store.ts'

/**
 * Leaves the CAP message for the gateway of loudspeakers, screens or broadcasting stations in
 * `outbox/<channel>/<day>/`; a drill stays inside. A gateway that cannot be given it is told as failed, never in silence.
 */
export async function dropForGateways(
  { kernel }: EventsParts,
  row: WarningRow,
  channel: WarningChannel,
): Promise<{ targets: number; sent: number; failed: number; detail: string | null }> {
  if (row.exercise) return { targets: 1, sent: 0, failed: 0, detail: '演练，不对外发布' }
  const day = kernel.clock.now().toISOString().slice(0, 10)
  const folder = join(kernel.config.data, 'outbox', channel, day)
  const file = join(folder, `${row.identifier}.xml`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(`${file}.part`, row.cap ?? '', { mode: 0o600 })
    await rename(`${file}.part`, file)
    return { targets: 1, sent: 1, failed: 0, detail: null }
  } catch (error) {
    const { message } = error as Error
    kernel.log.warn(
      { warning: row.reference, channel, error: message },
      'a warning could not be left for a gateway',
    )
    return { targets: 1, sent: 0, failed: 1, detail: message.slice(0, 200) }
  }
}
