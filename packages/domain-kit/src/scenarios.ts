import type { LocalText } from './text.ts'

/** A stretch of a scenario. Drivers go in a straight line from those of the phase before to these when `ramp`. */
export type ScenarioPhase = {
  readonly title: LocalText
  /** City minutes. */
  readonly minutes: number
  /** Numbers the domain's `simulate` functions read, with the unit in the name: `rain_mm_h`, `emission_factor`. */
  readonly drivers: Readonly<Record<string, number>>
  readonly ramp?: boolean
}

/**
 * How the domain behaves in the sample city. Carried out today by the simulator: scenarios of the same id in several
 * domains play together; a domain without the scenario plays its `ordinary-day`. Every device sees the drivers of all
 * domains together; where two name the same driver, the scenario that was started wins. After the last phase an
 * `ordinary-day` starts again, any other scenario hands back to it.
 */
export type Scenario = {
  readonly id: string
  readonly title: LocalText
  readonly description: LocalText
  readonly phases: readonly ScenarioPhase[]
}
