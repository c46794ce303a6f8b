import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CallOrder } from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'

/** What the platform asks of the switch: an order about one of its calls. */
export interface Telephony {
  carryOut(externalId: string, order: CallOrder): Promise<void>
}

/**
 * Leaves each order as a JSON file in `outbox/telephony/<day>/` for whatever switch the city has; what happens there comes
 * back by `messaging.reportCall` and `messaging.signalCall`. The file is complete when its name ends in `.json`.
 */
export function dropOrders(dataFolder: string, now: () => Date): Telephony {
  return {
    carryOut: async (externalId, order) => {
      const time = now().toISOString()
      const folder = join(dataFolder, 'outbox', 'telephony', time.slice(0, 10))
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const file = join(folder, `${newId()}.json`)
      await writeFile(`${file}.part`, `${JSON.stringify({ time, externalId, ...order })}\n`, { mode: 0o600 })
      await rename(`${file}.part`, file)
    },
  }
}
