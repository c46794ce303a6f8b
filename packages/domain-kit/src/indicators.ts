import type { NumberComparison, Where } from './conditions.ts'
import type { Window } from './durations.ts'
import type { Level } from './levels.ts'
import type { LocalText, Scalar } from './text.ts'

/** How many values become one. A `percentile` needs `percentile` (0–100, linear interpolation between ranks). */
export type Aggregate = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'percentile'

/**
 * Observations: first one value per Thing over the window, then one over the Things of the division.
 *
 * 1. Readings of good quality in the window whose value satisfies `reading` (when given).
 * 2. Per Thing `perThing`: `latest` is the newest reading in the window (older ones are stale and do not count). A Thing
 *    with fewer than `atLeast` readings (default 1) takes no part.
 * 3. Things whose value satisfies `keep` (when given) stay.
 * 4. `across` of the values that remain; no value remaining gives 0 for `count` and `sum` of counts, otherwise null.
 */
export type ObservationsFormula = {
  readonly kind: 'observations'
  readonly thingType: string
  readonly datastream: string
  readonly where?: Where
  readonly window: Window
  readonly reading?: NumberComparison
  readonly perThing: 'latest' | Aggregate
  readonly atLeast?: number
  readonly keep?: NumberComparison
  readonly across: Aggregate
  /** For a percentile, of either step. */
  readonly percentile?: number
}

/** Things by their health: `online` has been heard within the heartbeat. Only the count. */
export type ThingsFormula = {
  readonly kind: 'things'
  readonly thingType: string
  readonly status: 'online' | 'offline' | 'any'
  readonly where?: Where
}

/** Entities of a register. `attribute` is needed for everything but `count`. */
export type EntitiesFormula = {
  readonly kind: 'entities'
  readonly entityType: string
  readonly aggregate: Aggregate
  readonly attribute?: string
  readonly percentile?: number
  readonly where?: Where
}

/**
 * A number a case has. `handleMinutes`: opened → closed, on the clock of its limit (only closed cases have it).
 * `inTime`: 1 or 0 once closed. `returns`: times a check failed. `task:<id>:minutes`: natural minutes from opening
 * the case to finishing that task (the first time).
 */
export type CaseField = 'handleMinutes' | 'inTime' | 'returns' | `task:${string}:minutes`

/**
 * Cases. Without `window`, all of them. Filter keys: `status` (`open` | `closed`), `level`, `stage` (stage id, or `check`),
 * `inTime` and `overdue` (true | false; a case not closed is never in time).
 */
export type CasesFormula = {
  readonly kind: 'cases'
  /** One or several; all case types of the city when absent. */
  readonly caseType?: string | readonly string[]
  readonly aggregate: Aggregate
  readonly field?: CaseField
  readonly percentile?: number
  readonly where?: { readonly [field: string]: Scalar | readonly Scalar[] }
  readonly window?: Window
  /** Which time must lie in the window. */
  readonly by?: 'openedTime' | 'closedTime'
}

/** Events. Without `window`, all of them. Filter keys: `status` (`open` | `closed`), `level`, `verified`. */
export type EventsFormula = {
  readonly kind: 'events'
  readonly eventType?: string | readonly string[]
  readonly aggregate: Aggregate
  /** `openMinutes`: raised → closed, or → now. */
  readonly field?: 'openMinutes'
  readonly percentile?: number
  readonly where?: { readonly [field: string]: Scalar | readonly Scalar[] }
  readonly window?: Window
  readonly by?: 'raisedTime' | 'closedTime'
}

/** The value of another indicator for the same division. */
export type IndicatorFormula = { readonly kind: 'indicator'; readonly indicator: string }

/** A fixed number. */
export type NumberFormula = { readonly kind: 'number'; readonly value: number }

/** Left to right; null when any part is null, or when dividing by zero. */
export type ArithmeticFormula = {
  readonly kind: 'arithmetic'
  readonly op: 'add' | 'subtract' | 'multiply' | 'divide' | 'min' | 'max'
  readonly of: readonly Formula[]
}

/** `part ÷ whole`, times 100 when the indicator's unit is `%`; null when the whole is 0 or either is null. */
export type RatioFormula = { readonly kind: 'ratio'; readonly part: Formula; readonly whole: Formula }

/** A model of the domain over values of formulas; `output` names the number taken. A null input stays null. */
export type ModelFormula = {
  readonly kind: 'model'
  readonly model: string
  readonly inputs: { readonly [input: string]: Formula }
  readonly output: string
}

/** Values that people report and others approve; below a division that has none they are rolled up as the indicator says. */
export type ManualFormula = { readonly kind: 'manual'; readonly indicator: string }

/**
 * Rows of a dataset of the catalogue, by its name; for the whole city only. `newest` is a column of days or times: only
 * the rows of its greatest value that has a figure count. `field` is needed for everything but `count`.
 */
export type DatasetFormula = {
  readonly kind: 'dataset'
  readonly dataset: string
  readonly aggregate: Aggregate
  readonly field?: string
  readonly percentile?: number
  readonly where?: Where
  readonly newest?: string
}

/** The value another indicator had some time ago: `1d`, `7d`, `1M` (month) or `1y`. Null when history has none near it. */
export type PastFormula = { readonly kind: 'past'; readonly indicator: string; readonly ago: Ago }
export type Ago = `${number}${'h' | 'd' | 'M' | 'y'}`

/**
 * A count or mean another part of the platform keeps over its own records, by its name (`data.open-datasets`). It is known for
 * the whole city only, and open down to the records.
 */
export type RecordsFormula = { readonly kind: 'records'; readonly measure: string }

/** The formula language of indicators. Grouping by division is the engine's part, and so is drill-down. */
export type Formula =
  | ObservationsFormula
  | ThingsFormula
  | EntitiesFormula
  | CasesFormula
  | EventsFormula
  | IndicatorFormula
  | NumberFormula
  | ArithmeticFormula
  | RatioFormula
  | ModelFormula
  | ManualFormula
  | DatasetFormula
  | PastFormula
  | RecordsFormula

/**
 * A limit of a state. It holds in the given months (1–12), hours (`from` ≤ hour < `to`, over midnight when `from` is later)
 * and division, always and everywhere when they are absent.
 */
export type Band = NumberComparison & {
  readonly state: 'attention' | 'warning'
  readonly months?: readonly number[]
  readonly hours?: { readonly from: number; readonly to: number }
  readonly division?: string
}

/** A measured figure of the city. Carried out today; targets are shown, forecasts come later. */
export type Indicator = {
  readonly id: string
  readonly title: LocalText
  readonly description?: LocalText
  /** UCUM code of `units.ts`. */
  readonly unit: string
  /** Which way is better; `range` is good inside `good`, `milestone` once reached, `neutral` for facts such as rain. */
  readonly direction: 'up' | 'down' | 'range' | 'milestone' | 'neutral'
  readonly good?: { readonly low: number; readonly high: number }
  readonly formula: Formula
  /** Digits after the point; the unit's own when absent. */
  readonly decimals?: number
  /** Colours of the figure, mildest first; the last that holds is shown. */
  readonly thresholds: readonly ({ readonly level: Level } & NumberComparison)[]
  readonly targets: readonly { readonly value: number; readonly year?: number; readonly source: LocalText }[]
  /** `change`: soon after something it depends on changed. A number: every so many seconds. */
  readonly refresh: { readonly on: 'change' } | { readonly everySeconds: number }
  /** Limits by season, hour and area; where one holds it decides over `thresholds`. */
  readonly bands?: readonly Band[]
  /** A source silent for longer is delayed, and interrupted after six times as long. */
  readonly freshMinutes?: number
  /** Who answers for the figure, and where it comes from. */
  readonly owner?: string
  readonly source?: LocalText
  /** How reported values of divisions become that of the one above; computed figures always come from rows. */
  readonly rollUp?: 'rows' | 'sum' | 'weighted-mean' | 'last' | 'ratio-of-sums'
  /** How often a new value is due, for reported figures, with the hours of grace. */
  readonly cycle?: 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'
  readonly graceHours?: number
  /** What opens on a click; `formula` lists the rows the formula used. */
  readonly drillDown: { readonly to: 'formula' } | { readonly to: 'dashboard'; readonly dashboard: string }
  /** Lowest division it is computed for; `city` only when it means nothing below. */
  readonly downTo: 'city' | 'district' | 'street' | 'community'
  /** Who may see it (convention 9). */
  readonly audience: 'leader' | 'department' | 'public'
}
