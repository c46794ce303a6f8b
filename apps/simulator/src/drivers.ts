import type { DomainRegistry, ScenarioPhase } from '@civitas/domain-kit'

/** Numbers that drive the city, as a phase of a scenario names them: `rain_mm_h`, `temperature_c` … */
export type Drivers = Readonly<Record<string, number>>

export const ordinaryDay = 'ordinary-day'

/** City minutes from the first phase to the end of the last. */
export function lengthOf(phases: readonly ScenarioPhase[]): number {
  return phases.reduce((sum, phase) => sum + phase.minutes, 0)
}

/** Length of a scenario over all domains that have it, in city minutes; 0 for an unknown one. */
export function scenarioMinutes(registry: DomainRegistry, id: string): number {
  return Math.max(0, ...registry.listScenarios(id).map(({ scenario }) => lengthOf(scenario.phases)))
}

/**
 * Drivers of one scenario at a minute. `again`: after the last phase the first follows; otherwise the last phase stays.
 * A phase that ramps goes in a straight line from the drivers of the phase before.
 */
export function driversAt(phases: readonly ScenarioPhase[], minute: number, again: boolean): Drivers {
  const length = lengthOf(phases)
  let left = again ? ((minute % length) + length) % length : Math.min(Math.max(minute, 0), length)
  for (const [i, phase] of phases.entries()) {
    if (left > phase.minutes && i < phases.length - 1) {
      left -= phase.minutes
      continue
    }
    const before = phases[i - 1] ?? (again ? phases.at(-1) : undefined)
    if (!phase.ramp || !before) return phase.drivers
    return blend(before.drivers, phase.drivers, Math.min(left / phase.minutes, 1))
  }
  return {}
}

function blend(from: Drivers, to: Drivers, share: number): Drivers {
  return Object.fromEntries(
    Object.entries(to).map(([name, value]) => [name, (from[name] ?? value) * (1 - share) + value * share]),
  )
}

/**
 * Drivers of all domains together. A domain without the started scenario plays its ordinary day; where two name the same
 * driver, the scenario that was started wins.
 */
export function cityDrivers(
  registry: DomainRegistry,
  started: { id: string; minute: number } | null,
  minuteOfDay: number,
): Drivers {
  const usual: Record<string, number> = {}
  for (const { scenario } of registry.listScenarios(ordinaryDay))
    Object.assign(usual, driversAt(scenario.phases, minuteOfDay, true))
  if (!started || started.id === ordinaryDay) return usual
  for (const { scenario } of registry.listScenarios(started.id))
    Object.assign(usual, driversAt(scenario.phases, started.minute, false))
  return usual
}

const dayMs = 86_400_000
/** Asia/Shanghai. */
const offsetMs = 8 * 3_600_000

/** Minutes since midnight in the city. */
export function minuteOfDay(timeMs: number): number {
  return ((timeMs + offsetMs) % dayMs) / 60_000
}
