import {
  compare,
  type Level,
  type ObservationRule,
  type RuleLevel,
  raiseLevel,
  rankLevel,
} from '@civitas/domain-kit'

/** Memory of one rule at one thing, between readings. Times in ms since epoch. */
export interface RuleState {
  /** Last readings as they came, ascending by time: [time, value]. */
  recent: Array<[number, number]>
  /** Last values after the filter, for the rise. */
  filtered: Array<[number, number]>
  /** For each level: the first reading of the hold under way, how many there are, and whether the level is reached. */
  levels: Array<{ since: number | null; count: number; reached: boolean }>
  /** Level kept because the value rose quickly; until the firing clears. */
  kept: Level | null
  open: { level: Level; startTime: number } | null
}

export type Firing =
  | { act: 'opened' | 'raised' | 'lowered'; level: Level; time: number; startTime: number; value: number }
  | { act: 'cleared'; time: number; startTime: number; value: number }
  | { act: 'spike'; time: number; spikeTime: number; value: number }

export interface Evaluation {
  state: RuleState
  firings: Firing[]
}

export function newRuleState(rule: ObservationRule): RuleState {
  return {
    recent: [],
    filtered: [],
    levels: rule.levels.map(() => ({ since: null, count: 0, reached: false })),
    kept: null,
    open: null,
  }
}

/** `advanceRule` on a copy: the state given stays as it was. */
export function evaluateRule(
  rule: ObservationRule,
  before: RuleState,
  time: number,
  value: number,
  holds = true,
): Evaluation {
  const state = structuredClone(before)
  return { state, firings: advanceRule(rule, state, time, value, holds) }
}

/**
 * Takes one usable reading into account, in event time; the semantics are those of the kit’s `rules.ts`. While `holds` is
 * false (a further condition of the rule is not met) no level is reached, and those reached are left. The state is
 * changed in place: a copy for every reading would cost more than the judgement.
 */
export function advanceRule(
  rule: ObservationRule,
  state: RuleState,
  time: number,
  value: number,
  holds = true,
): Firing[] {
  if (!isInSeason(rule, time)) return []
  const last = state.recent.at(-1)
  if (last && time === last[0]) return []
  if (last && time < last[0]) return holds ? advanceLate(rule, state, time, value) : []
  state.recent.push([time, value])
  const firings = findSpike(rule, state)
  const judged = filter(rule, state)
  state.filtered.push([time, judged])
  rule.levels.forEach((level, i) => {
    step(level, state, i, time, judged, holds)
  })
  firings.push(...follow(rule, state, time, judged))
  forget(rule, state, time)
  return firings
}

const offset = 8 * 3_600_000

function isInSeason(rule: ObservationRule, time: number): boolean {
  return !rule.months || rule.months.includes(new Date(time + offset).getUTCMonth() + 1)
}

/** The median of the last readings (lower median while fewer have been seen), or the reading itself. */
function filter(rule: ObservationRule, state: RuleState): number {
  const size = rule.filter?.kind === 'median' ? rule.filter.size : 1
  const values = state.recent
    .slice(-size)
    .map(([, value]) => value)
    .sort((a, b) => a - b)
  return values[Math.floor((values.length - 1) / 2)] as number
}

function step(
  level: RuleLevel,
  state: RuleState,
  i: number,
  time: number,
  value: number,
  holds: boolean,
): void {
  const own = state.levels[i] as RuleState['levels'][number]
  if (own.reached) {
    if (!holds || compare(value, level.clear)) Object.assign(own, { reached: false, since: null, count: 0 })
    return
  }
  if (!holds || !compare(value, level.raise)) {
    Object.assign(own, { since: null, count: 0 })
    return
  }
  own.since ??= time
  own.count++
  own.reached = time - own.since >= level.holdSeconds * 1000 && own.count >= (level.holdReadings ?? 1)
}

/** What the state of the levels means for the firing: open, change, clear. */
function follow(rule: ObservationRule, state: RuleState, time: number, value: number): Firing[] {
  const reached = highestReached(rule, state)
  if (!reached) {
    if (!state.open) return []
    const { startTime } = state.open
    state.open = null
    state.kept = null
    return [{ act: 'cleared', time, startTime, value }]
  }
  const risen =
    rule.rise && isRising(rule, state, time, value) ? raiseLevel(reached.level, rule.rise.raisesBy) : null
  state.kept = higher(state.kept, risen)
  const level = higher(reached.level, state.kept) as Level
  if (!state.open) {
    state.open = { level, startTime: reached.since }
    return [{ act: 'opened', level, time, startTime: reached.since, value }]
  }
  if (state.open.level === level) return []
  const act = rankLevel(level) > rankLevel(state.open.level) ? 'raised' : 'lowered'
  state.open.level = level
  return [{ act, level, time, startTime: state.open.startTime, value }]
}

function highestReached(rule: ObservationRule, state: RuleState): { level: Level; since: number } | null {
  for (let i = rule.levels.length - 1; i >= 0; i--) {
    const own = state.levels[i]
    if (own?.reached && own.since !== null)
      return { level: (rule.levels[i] as RuleLevel).level, since: own.since }
  }
  return null
}

function higher(a: Level | null, b: Level | null): Level | null {
  return rankLevel(a) >= rankLevel(b) ? a : b
}

function isRising(rule: ObservationRule, state: RuleState, time: number, value: number): boolean {
  const { amount = 0, withinSeconds = 0 } = rule.rise ?? {}
  const lowest = state.filtered
    .filter(([at]) => at >= time - withinSeconds * 1000)
    .reduce((low, [, one]) => Math.min(low, one), value)
  return value - lowest > amount
}

/** A single reading far from both its neighbours, seen when the second neighbour arrives. */
function findSpike(rule: ObservationRule, state: RuleState): Firing[] {
  const [before, middle, after] = state.recent.slice(-3)
  if (!rule.spike || !before || !middle || !after) return []
  if (after[0] - before[0] > rule.spike.withinSeconds * 1000) return []
  const up = Math.min(middle[1] - before[1], middle[1] - after[1])
  const down = Math.min(before[1] - middle[1], after[1] - middle[1])
  if (Math.max(up, down) <= rule.spike.amount) return []
  return [{ act: 'spike', time: after[0], spikeTime: middle[0], value: middle[1] }]
}

/** A late reading may raise, never clear: it joins the recent ones, and a hold it completes is taken as reached. */
function advanceLate(rule: ObservationRule, state: RuleState, time: number, value: number): Firing[] {
  if (state.recent.some(([at]) => at === time)) return []
  state.recent.push([time, value])
  state.recent.sort(([a], [b]) => a - b)
  const now = (state.recent.at(-1) as [number, number])[0]
  rule.levels.forEach((level, i) => {
    const own = state.levels[i] as RuleState['levels'][number]
    const since = own.reached ? null : holdEndingAt(level, state.recent, now)
    if (since !== null) Object.assign(own, { reached: true, since })
  })
  const reached = highestReached(rule, state)
  const firings =
    reached && rankLevel(reached.level) > rankLevel(state.open?.level) ? follow(rule, state, now, value) : []
  forget(rule, state, now)
  return firings
}

/** Start of the unbroken run of raising readings up to `now`, when it has lasted long enough. */
function holdEndingAt(level: RuleLevel, recent: RuleState['recent'], now: number): number | null {
  let since: number | null = null
  let count = 0
  for (const [at, value] of recent) {
    const raising = compare(value, level.raise)
    since = raising ? (since ?? at) : null
    count = raising ? count + 1 : 0
  }
  const held = since !== null && now - since >= level.holdSeconds * 1000 && count >= (level.holdReadings ?? 1)
  return held ? since : null
}

const mostRemembered = 60

function forget(rule: ObservationRule, state: RuleState, time: number): void {
  const holds = rule.levels.map((level) => level.holdSeconds)
  const keepMs = 1000 * Math.max(rule.rise?.withinSeconds ?? 0, rule.spike?.withinSeconds ?? 0, ...holds)
  const least = Math.max(rule.filter?.kind === 'median' ? rule.filter.size : 1, 3)
  const isOld = (list: Array<[number, number]>) =>
    list.length > least && ((list[0] as [number, number])[0] < time - keepMs || list.length > mostRemembered)
  while (isOld(state.recent)) state.recent.shift()
  while (isOld(state.filtered)) state.filtered.shift()
}
