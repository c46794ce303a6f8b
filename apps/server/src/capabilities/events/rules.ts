import type { CityEvent, EventState, LocalText, WarningLevel } from '@civitas/contract'
import { type EventType, rankLevel } from '@civitas/domain-kit'

/** Acts of the timeline, in words. */
export const actTexts = {
  raised: { zh: '发生', en: 'Raised' },
  'level-changed': { zh: '等级变化', en: 'Level changed' },
  reported: { zh: '再次上报', en: 'Reported again' },
  cleared: { zh: '现象解除', en: 'Condition cleared' },
  verified: { zh: '核实为真', en: 'Verified' },
  dismissed: { zh: '核实不属实', en: 'Dismissed' },
  merged: { zh: '并入其他事件', en: 'Merged into another event' },
  absorbed: { zh: '并入一起事件', en: 'Another event merged in' },
  unmerged: { zh: '撤销合并', en: 'Merge undone' },
  released: { zh: '移出一起事件', en: 'A merged event taken out' },
  'case-opened': { zh: '立案', en: 'Case opened' },
  reclassified: { zh: '分类', en: 'Classified' },
  'split-off': { zh: '拆出一条上报', en: 'A report taken out' },
  rated: { zh: '上报人评价', en: 'Rated by a reporter' },
  told: { zh: '告知上报人', en: 'Reporters told' },
  reopened: { zh: '重新打开', en: 'Reopened' },
  'assigned-out': { zh: '下派或转办', en: 'Given to another installation' },
  'peer-progress': { zh: '对方平台进展', en: 'Progress elsewhere' },
  urged: { zh: '催办', en: 'Urged' },
  closed: { zh: '关闭', en: 'Closed' },
} as const satisfies Record<string, LocalText>

export type Act = keyof typeof actTexts

export function isOpen(state: EventState): boolean {
  return state === 'raised' || state === 'verified'
}

/** The graver of two levels; null is below every level. */
export function worstLevel(levels: ReadonlyArray<WarningLevel | null>): WarningLevel | null {
  return levels.reduce<WarningLevel | null>(
    (worst, level) => (rankLevel(level) > rankLevel(worst) ? level : worst),
    null,
  )
}

/** What a rule at a thing holds an event up with. */
export interface Cause {
  level: WarningLevel | null
  active: boolean
}

/**
 * Level and activity that follow from the causes of an event. When no cause holds any more the level stays as it was:
 * the event is still to be dealt with, and `active` says that the condition has passed.
 */
export function judgeCauses(causes: readonly Cause[], lastLevel: WarningLevel | null): Cause {
  const holding = causes.filter((cause) => cause.active)
  if (holding.length === 0) return { level: lastLevel, active: false }
  return { level: worstLevel(holding.map((cause) => cause.level)), active: true }
}

/** Whether a case must be opened for an event of this type once it is verified: the highest level it had decides. */
export function needsCase(type: EventType | undefined, highestLevel: WarningLevel | null): boolean {
  return type?.opensCase !== undefined && rankLevel(highestLevel) >= rankLevel(type.opensCase.minLevel)
}

/**
 * Whether an event ends by itself now that its condition has passed. One that has, or is about to get, a case ends with
 * the case; one nobody has verified waits for a person.
 */
export function endsWhenCleared(
  event: { state: EventState; caseId: string | null; highestLevel: WarningLevel | null },
  type: EventType | undefined,
): boolean {
  return event.state === 'verified' && event.caseId === null && !needsCase(type, event.highestLevel)
}

/** Metres between two points on the sphere; exact enough for a city. */
export function metresBetween(
  [lon1, lat1]: readonly [number, number],
  [lon2, lat2]: readonly [number, number],
): number {
  const toRad = Math.PI / 180
  const x = (lon2 - lon1) * toRad * Math.cos(((lat1 + lat2) / 2) * toRad)
  const y = (lat2 - lat1) * toRad
  return Math.hypot(x, y) * 6_371_008.8
}

/** Why an event cannot be merged into another, as a stable code and a sentence; null when it can. */
export function mergeFault(
  from: CityEvent,
  into: CityEvent,
  hasOpenCase: boolean,
): { code: string; message: string } | null {
  if (from.id === into.id) return { code: 'same-event', message: '不能把事件并入它自己。' }
  if (!isOpen(from.state))
    return { code: 'not-open', message: `事件 ${from.reference} 已不在办理中，不能合并。` }
  if (!isOpen(into.state))
    return { code: 'target-not-open', message: `事件 ${into.reference} 已不在办理中，不能并入。` }
  if (from.type !== into.type) return { code: 'other-type', message: '只能并入同一类型的事件。' }
  if (hasOpenCase)
    return { code: 'has-case', message: `事件 ${from.reference} 已立案，请把另一起事件并入它。` }
  if (from.state === 'verified' && into.state === 'raised') {
    return { code: 'target-not-verified', message: `事件 ${into.reference} 尚未核实，请先核实再并入。` }
  }
  return null
}

/** Why an event cannot be closed by a person; null when it can. */
export function closeFault(state: EventState, caseOpen: boolean): { code: string; message: string } | null {
  if (state === 'merged') return { code: 'merged', message: '事件已并入其他事件，请关闭主事件。' }
  if (!isOpen(state)) return { code: 'not-open', message: '事件已经关闭。' }
  if (caseOpen) return { code: 'case-open', message: '事件的案件尚未结案，结案后事件自动关闭。' }
  return null
}

/** The day of the city an instant falls on, `20250601` (Asia/Shanghai, UTC+8 all year). */
export function dayNumberOf(time: Date): string {
  return new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')
}

/** The city’s own number of an event: `SJ20250601-000123`. */
export function referenceOf(time: Date, number: number): string {
  return `SJ${dayNumberOf(time)}-${String(number).padStart(6, '0')}`
}

/** A short Chinese title: who, what, and the value that says it. */
export function titleOf(place: string, what: string, value: string | null): string {
  return `${place} · ${what}${value ? `（${value}）` : ''}`
}

/**
 * Cells of a lattice that the square of this half side (m) around a place touches, six at most. Of two places no farther
 * apart than that, the squares have a cell in common: that of either place.
 */
export function cellsAround([lon, lat]: readonly [number, number], metres: number): string[] {
  const half = Math.max(metres, 1) / 110_500
  const reach = half / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  const height = half * 2
  const cells: string[] = []
  for (let row = Math.floor((lat - half) / height); row <= Math.floor((lat + half) / height); row++) {
    // Columns narrow toward the equator: those of a row are counted by its own latitude, the same for all who come by it.
    const width = height / Math.max(0.01, Math.cos((row * height * Math.PI) / 180))
    for (
      let column = Math.floor((lon - reach) / width);
      column <= Math.floor((lon + reach) / width);
      column++
    )
      cells.push(`${row} ${column}`)
  }
  return cells
}
