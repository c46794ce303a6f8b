import { type Journey, type Moment, momentAt, moveBy } from './journey.ts'

/** What a satellite receiver says. */
export interface Fix extends Moment {
  readonly timeMs: number
}

/** One fix in so many is drift, as between high buildings, this many metres off. */
const drift = { oneIn: 400, metres: 7_000 }
const noiseM = 4

/** A number from 0 to 1 that a text always gives again (FNV-1a). */
export function shareOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return ((hash ^ (hash >>> 13)) >>> 0) / 4_294_967_296
}

/** What the receiver of somebody on a journey says at an instant: a few metres off, and now and then quite wrong. */
export function receive(reference: string, journey: Journey, timeMs: number): Fix {
  const moment = momentAt(journey, timeMs)
  const chance = shareOf(`${reference}/${timeMs}`)
  const reach = chance < 1 / drift.oneIn ? drift.metres : noiseM
  const turn = shareOf(`${timeMs}/${reference}`) * 2 * Math.PI
  return {
    ...moment,
    timeMs,
    place: moveBy(moment.place, reach * Math.cos(turn), reach * Math.sin(turn)),
    speedKmH: Math.round((moment.speedKmH + (moment.speedKmH > 5 ? chance * 3 : 0)) * 10) / 10,
  }
}

const historyStepMs = 60_000
/** While it stands still every fifth of them is enough. */
const restSteps = 5

/** Fixes of the past on whole minutes, so that sent again they are the same. */
export function recall(reference: string, journey: Journey, fromMs: number, toMs: number): Fix[] {
  const fixes: Fix[] = []
  const first = Math.ceil((fromMs + 1) / historyStepMs) * historyStepMs
  for (let timeMs = first; timeMs < toMs; timeMs += historyStepMs) {
    const isMoving = momentAt(journey, timeMs).speedKmH > 0
    if (isMoving || (timeMs / historyStepMs) % restSteps === 0)
      fixes.push(receive(reference, journey, timeMs))
  }
  return fixes
}
