import { listProtocols } from '@civitas/sdk'
import { cityNow } from '../city-clock.ts'
import { keepTrying, type Session, sleep } from '../session.ts'
import { momentAt } from './journey.ts'
import { openTerminal, type Terminal } from './jt808-terminal.ts'
import { listMoving, type Mover } from './list-moving.ts'
import { playVessels } from './play-vessels.ts'
import { playWorkers } from './play-workers.ts'
import { recall, receive, shareOf } from './receiver.ts'

const hourMs = 3_600_000
/** How much of the past is sent at the beginning: a day for one vehicle in three, two hours for the others. */
const pastMs = { long: 24 * hourMs, short: 2 * hourMs }
const longOneIn = 3
/** Vehicles that send their past at once. */
const recallAtOnce = 3
/** How often a vehicle reports while it drives and while it stands. */
const driveMs: Readonly<Record<string, number>> = { 'muck-truck': 10_000 }
const usualMs = 15_000
const standMs = 60_000

export interface MovingStage {
  readonly url: string
  readonly session: Session
  readonly signal: AbortSignal
}

interface Line {
  host: string
  port: number
  signal: AbortSignal
  /** Lets so many in at once. */
  turn: <T>(work: () => Promise<T>) => Promise<T>
}

/** Plays vehicles over JT/T 808, ships over AIS, and people on foot over HTTP, until it is told to stop. */
export async function playMoving(stage: MovingStage): Promise<void> {
  const { url, session, signal } = stage
  const moving = await keepTrying('what moves', signal, () => listMoving(session))
  if (moving.vehicles.length + moving.vessels.length + moving.workers.length === 0) return
  const host = new URL(url).hostname
  const portOf = async (id: string) => {
    const protocols = await keepTrying('protocols', signal, () => session.call(listProtocols, {}))
    return protocols.find((one) => one.id === id)?.port ?? null
  }
  const turn = createTurn(recallAtOnce)
  const vehicles = [...moving.vehicles].sort(
    (a, b) => pastOf(a, moving.vehicles) - pastOf(b, moving.vehicles),
  )
  await Promise.all([
    ...vehicles.map((one) =>
      followVehicle(one, pastOf(one, moving.vehicles), { host, signal, turn }, portOf),
    ),
    playVessels(moving.vessels, host, () => portOf('ais'), signal),
    playWorkers(moving.workers, session, signal),
  ])
}

function pastOf(mover: Mover, all: readonly Mover[]): number {
  return all.indexOf(mover) % longOneIn === 0 ? pastMs.long : pastMs.short
}

/** Connects a vehicle again and again; what it lived through in between is sent afterwards. */
async function followVehicle(
  mover: Mover,
  past: number,
  line: Omit<Line, 'port'>,
  portOf: (id: string) => Promise<number | null>,
): Promise<void> {
  const { signal } = line
  for (let pauseMs = 2_000; !signal.aborted; pauseMs = Math.min(60_000, pauseMs * 2)) {
    try {
      const port = await portOf('jt808')
      if (port === null) return
      await driveOnce(mover, past, { ...line, port })
      pauseMs = 2_000
    } catch {
      // The line is gone or was refused: a terminal tries again, and says so to nobody.
    }
    await sleep(pauseMs * (1 + shareOf(mover.reference)), signal)
  }
}

async function driveOnce(mover: Mover, past: number, { host, port, signal, turn }: Line): Promise<void> {
  let terminal: Terminal | null = null
  try {
    terminal = await turn(async () => {
      const opened = await openTerminal(host, port, mover.terminal as string)
      const fromMs = Math.max(mover.lastMs, cityNow() - past)
      await opened.reportPast(recall(mover.reference, mover.journey, fromMs, cityNow()))
      return opened
    })
    await sleep(shareOf(mover.reference) * usualMs, signal)
    while (!signal.aborted && terminal.isOpen) {
      const timeMs = Math.floor(cityNow() / 1000) * 1000
      await terminal.report(receive(mover.reference, mover.journey, timeMs))
      mover.lastMs = timeMs
      const stands = momentAt(mover.journey, timeMs).speedKmH === 0
      await sleep(stands ? standMs : (driveMs[mover.kind] ?? usualMs), signal)
    }
  } finally {
    terminal?.close()
  }
}

function createTurn(most: number): Line['turn'] {
  let inside = 0
  const queue: Array<() => void> = []
  return async (work) => {
    if (inside >= most) await new Promise<void>((next) => queue.push(next))
    inside++
    try {
      return await work()
    } finally {
      inside--
      queue.shift()?.()
    }
  }
}
