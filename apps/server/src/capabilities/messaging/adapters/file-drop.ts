import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChannelAdapter } from './channel.ts'

/**
 * Leaves each message as a JSON file in `outbox/<channel>/<day>/` for whatever gateway the city has: the default for SMS
 * and voice. The file is complete when its name ends in `.json`.
 */
export function fileDrop(dataFolder: string, now: () => Date): ChannelAdapter {
  return {
    send: async (outgoing) => {
      const day = now().toISOString().slice(0, 10)
      const folder = join(dataFolder, 'outbox', outgoing.channel, day)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const file = join(folder, `${outgoing.deliveryId}.json`)
      await writeFile(`${file}.part`, `${JSON.stringify(outgoing, null, 2)}\n`, { mode: 0o600 })
      await rename(`${file}.part`, file)
      return { state: 'sent', code: 'file-drop' }
    },
  }
}
