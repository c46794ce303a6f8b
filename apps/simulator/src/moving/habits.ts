import { type Journey, type Line, makeJourney, type Phase } from './journey.ts'

/** How something of a kind goes along its route. */
interface Habit {
  kmH: number
  /** Metres from one stop on the way to the next, and how long it lasts. */
  every: number
  stopSeconds: number
  /** How long it stays at each end of its route. */
  endSeconds: number
}

const habits: Readonly<Record<string, Habit>> = {
  bus: { kmH: 28, every: 650, stopSeconds: 20, endSeconds: 300 },
  taxi: { kmH: 38, every: 3_300, stopSeconds: 240, endSeconds: 420 },
  'muck-truck': { kmH: 36, every: 100_000, stopSeconds: 0, endSeconds: 1_200 },
  sanitation: { kmH: 9, every: 1_500, stopSeconds: 60, endSeconds: 900 },
  patrol: { kmH: 26, every: 1_800, stopSeconds: 300, endSeconds: 600 },
  emergency: { kmH: 42, every: 100_000, stopSeconds: 0, endSeconds: 3_600 },
  'field-worker': { kmH: 4, every: 450, stopSeconds: 240, endSeconds: 600 },
  vessel: { kmH: 11, every: 8_000, stopSeconds: 600, endSeconds: 1_800 },
}

/** Rounds of a journey; in the last one something out of the ordinary may happen. */
const rounds = 6
const hurry = { kmH: 76, fromPart: 0.3, metres: 1_600 }

export interface Character {
  kind: string
  line: Line
  /** Where a truck goes that does not keep to its route. */
  detour: Line | null
  /** A driver who is too fast now and then. */
  isHasty: boolean
  /** How far ahead it is on its journey, 0 to 1. */
  share: number
}

/** What it does again and again: to and fro with its stops, now and then another way, or too fast. */
export function planJourney({ kind, line, detour, isHasty, share }: Character): Journey {
  const habit = habits[kind] ?? (habits.patrol as Habit)
  const phases: Phase[] = []
  for (let round = 1; round <= rounds; round++) {
    const isLast = round === rounds
    const there = isLast && detour ? detour : line
    phases.push(...(isLast && isHasty ? hurryThere(there, habit) : goThere(there, habit)))
    const back = legs(line, habit).reverse().map(backwards)
    phases.push(stay(line, line.metres, habit.endSeconds), ...back)
  }
  return makeJourney(phases, share)
}

function goThere(line: Line, habit: Habit): Phase[] {
  return [stay(line, 0, habit.endSeconds), ...legs(line, habit)]
}

function legs(line: Line, { kmH, every, stopSeconds }: Habit): Phase[] {
  const phases: Phase[] = []
  for (let at = 0; at < line.metres; at += every) {
    const to = Math.min(line.metres, at + every)
    phases.push(go(line, at, to, kmH))
    if (to < line.metres && stopSeconds > 0) phases.push(stay(line, to, stopSeconds))
  }
  return phases
}

function hurryThere(line: Line, { kmH, endSeconds }: Habit): Phase[] {
  const from = line.metres * hurry.fromPart
  const to = Math.min(line.metres * 0.9, from + hurry.metres)
  return [
    ...[stay(line, 0, endSeconds), go(line, 0, from, kmH)],
    ...[go(line, from, to, hurry.kmH), go(line, to, line.metres, kmH)],
  ]
}

function go(line: Line, fromM: number, toM: number, kmH: number): Phase {
  return { line, fromM, toM, seconds: Math.max(0.1, Math.abs(toM - fromM) / (kmH / 3.6)) }
}

function stay(line: Line, atM: number, seconds: number): Phase {
  return { line, fromM: atM, toM: atM, seconds }
}

/** The way back goes over the same stretches and stops the other way round. */
function backwards({ line, fromM, toM, seconds }: Phase): Phase {
  return { line, fromM: toM, toM: fromM, seconds }
}
