import { reportSimulatorSeen, type ScenarioRun, stopScenario } from '@civitas/sdk'
import { cityNow } from './city-clock.ts'
import { type Session, sleep } from './session.ts'

/** What is being played. `beganMs`: when the scenario began, in the clock of this process. */
export interface Playing {
  readonly runId: string | null
  readonly scenario: string | null
  readonly speed: number
  readonly beganMs: number
}

export const atRest: Playing = { runId: null, scenario: null, speed: 1, beganMs: 0 }

export interface RunFollower {
  readonly playing: Playing
  /** Tells the platform that a run has come to its end. */
  finish(runId: string): Promise<void>
}

const everyMs = 1_000

/** Reports every second and learns what to play. While the platform does not answer, what was begun goes on. */
export function followRun(session: Session, signal: AbortSignal): RunFollower {
  const follower = { playing: atRest, finish: (runId: string) => finish(session, follower, runId) }
  let first = true
  let lost = false
  const beat = async () => {
    const run = await session.call(reportSimulatorSeen, {})
    if (run.runId !== follower.playing.runId) follower.playing = toPlaying(run, first)
    first = false
    if (lost) console.error('simulator: the platform answers again')
    lost = false
  }
  const loop = async () => {
    while (!signal.aborted) {
      await beat().catch((error: Error) => {
        if (!lost && !signal.aborted)
          console.error(`simulator: no answer from the platform (${error.message})`)
        lost = true
      })
      await sleep(everyMs, signal)
    }
  }
  void loop()
  return follower
}

/** A run that was under way before this process started is taken up where it is; a new one begins now. */
function toPlaying(run: ScenarioRun, resumed: boolean): Playing {
  const nowMs = cityNow()
  const startedMs = run.startedTime ? Date.parse(run.startedTime) : nowMs
  return {
    runId: run.runId,
    scenario: run.id,
    speed: run.id ? run.speed : 1,
    beganMs: resumed ? Math.min(startedMs, nowMs) : nowMs,
  }
}

async function finish(session: Session, follower: { playing: Playing }, runId: string): Promise<void> {
  const run = await session.call(reportSimulatorSeen, {})
  if (run.runId === runId) await session.call(stopScenario, {})
  if (follower.playing.runId === runId) follower.playing = atRest
}
