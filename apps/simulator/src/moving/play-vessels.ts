import { connect, type Socket } from 'node:net'
import { cityNow } from '../city-clock.ts'
import { sleep } from '../session.ts'
import { positionSentence } from './ais-sentences.ts'
import type { Mover } from './list-moving.ts'
import { receive } from './receiver.ts'

/** Class A ships under way report every 10 s (ITU-R M.1371-5, table 1). */
const everyMs = 10_000
const againMs = 15_000

/** One base station hears all ships and passes on what they say, line by line. */
export async function playVessels(
  vessels: readonly Mover[],
  host: string,
  findPort: () => Promise<number | null>,
  signal: AbortSignal,
): Promise<void> {
  let station: Socket | null = null
  while (!signal.aborted && vessels.length > 0) {
    if (!station?.writable) {
      const port = await findPort()
      if (port === null) return
      station = connect({ host, port })
      station.on('error', () => station?.destroy())
      await sleep(1_000, signal)
    }
    const timeMs = Math.floor(cityNow() / 1000) * 1000
    for (const { reference, journey } of vessels)
      if (station.writable) station.write(positionSentence(reference, receive(reference, journey, timeMs)))
    await sleep(station.writable ? everyMs : againMs, signal)
  }
  station?.destroy()
}
