import type { SimulationInput } from '@civitas/domain-kit'
import { type Catchment, computePondingDepth } from './model.ts'

type Readings = Readonly<Record<string, number>>

/** Catchment of a kind of point; `pondingShare` of it is under water, and above `spillCm` the water runs off elsewhere. */
type Kind = Omit<Catchment, 'pondingM2'> & { readonly pondingShare: number; readonly spillCm: number }

/** What a point is like when its register says nothing: an underpass is a pit, on a road the water spreads. */
const kinds: Readonly<Record<string, Kind>> = {
  'low-road': { runoff: 0.85, drainMmH: 45, catchmentM2: 9_000, pondingShare: 0.07, spillCm: 60 },
  underpass: { runoff: 0.9, drainMmH: 30, catchmentM2: 18_000, pondingShare: 1 / 70, spillCm: 150 },
  estate: { runoff: 0.7, drainMmH: 40, catchmentM2: 8_000, pondingShare: 0.1, spillCm: 50 },
}

/** A ponding gauge: the water balance of its point, the float's noise, a slowly ageing battery. Driver: `rain_mm_h`. */
export function simulateGauge(input: SimulationInput): Readings {
  const { drivers, previous, stepMinutes, attributes, random } = input
  const before = previous.depth ?? 0
  const kind = kinds[String(attributes.point_kind)] ?? kinds['low-road']!
  const catchment = readCatchment(attributes, kind)
  const depth = computePondingDepth(before, drivers.rain_mm_h ?? 0, stepMinutes, catchment)
  const standing = Math.min(depth, kind.spillCm)
  const seen = standing > 0.5 ? standing + (random() - 0.5) * 0.6 : 0
  return {
    depth: Math.round(Math.max(seen, 0) * 10) / 10,
    battery: drain(previous.battery ?? newBattery(random), stepMinutes),
    signal: 70 + Math.round(random() * 25),
  }
}

/** A rain gauge: what fell in five minutes. Driver: `rain_mm_h`. */
export function simulateRainGauge({ drivers, previous, stepMinutes, random }: SimulationInput): Readings {
  const amount = ((drivers.rain_mm_h ?? 0) / 12) * (0.85 + 0.3 * random())
  return {
    rain_5min: Math.round(amount * 10) / 10,
    battery: drain(previous.battery ?? newBattery(random), stepMinutes),
  }
}

/** A river rising with the rain and falling back to its base level. Driver: `rain_mm_h`. */
export function simulateRiverGauge({
  drivers,
  previous,
  attributes,
  stepMinutes,
  random,
}: SimulationInput): Readings {
  const warning = typeof attributes.warning_level_m === 'number' ? attributes.warning_level_m : 12
  const base = warning - 2.5
  const before = previous.level ?? base
  const rise = ((drivers.rain_mm_h ?? 0) / 100) * 0.02 * stepMinutes
  const fall = (before - base) * (1 - 0.998 ** stepMinutes)
  const level = Math.min(before + rise - fall, warning + 1.5) + (random() - 0.5) * 0.01
  return {
    level: Math.round(level * 100) / 100,
    battery: drain(previous.battery ?? newBattery(random), stepMinutes),
  }
}

function readCatchment(attributes: Readonly<Record<string, unknown>>, usual: Kind): Catchment {
  const pick = (name: string, fallback: number) => {
    const value = attributes[name]
    return typeof value === 'number' && value >= 0 ? value : fallback
  }
  const catchmentM2 = pick('catchment_m2', usual.catchmentM2)
  return {
    runoff: pick('runoff_coefficient', usual.runoff),
    drainMmH: pick('drain_mm_h', usual.drainMmH),
    catchmentM2,
    pondingM2: Math.max(pick('ponding_m2', catchmentM2 * usual.pondingShare), 1),
  }
}

/** Charge of a battery first heard, %: some are older than others. */
function newBattery(random: () => number): number {
  return 70 + 28 * random()
}

/** A battery lasts about two years. */
function drain(before: number, minutes: number): number {
  return Math.max(0, Math.round((before - minutes / 10_000) * 100_000) / 100_000)
}
