import { type CasesFormula, type Dashboard, type Indicator, text } from '@civitas/domain-kit'
import { facilityTypes } from './facilities.ts'

type Parts = Pick<Indicator, 'id' | 'title' | 'unit' | 'direction' | 'formula'> & Partial<Indicator>

function indicator(parts: Parts): Indicator {
  return {
    thresholds: [],
    targets: [],
    refresh: { on: 'change' },
    drillDown: { to: 'formula' },
    downTo: 'community',
    audience: 'public',
    ...parts,
  }
}

function count(entityType: string) {
  return { kind: 'entities', entityType, aggregate: 'count' } as const
}

const closedRepairs: CasesFormula = {
  kind: 'cases',
  caseType: 'parts-repair',
  aggregate: 'count',
  where: { status: 'closed' },
  window: '30d',
  by: 'closedTime',
}

/** Figures of the city's stock and of its repair. */
export const indicators: readonly Indicator[] = [
  indicator({
    id: 'parts-total',
    title: text('城市部件总数', 'City parts'),
    unit: '{item}',
    direction: 'neutral',
    formula: {
      kind: 'arithmetic',
      op: 'add',
      of: facilityTypes.filter((type) => type.partClass).map((type) => count(type.id)),
    },
  }),
  indicator({
    id: 'buildings-total',
    title: text('建筑总数', 'Buildings'),
    unit: '{item}',
    direction: 'neutral',
    formula: count('building'),
  }),
  indicator({
    id: 'schools-and-hospitals',
    title: text('学校和医院', 'Schools and hospitals'),
    unit: '{item}',
    direction: 'neutral',
    formula: { kind: 'arithmetic', op: 'add', of: [count('school'), count('hospital')] },
  }),
  indicator({
    id: 'repairs-open',
    title: text('在办维修案件', 'Open repairs'),
    unit: '{case}',
    direction: 'down',
    formula: { kind: 'cases', caseType: 'parts-repair', aggregate: 'count', where: { status: 'open' } },
  }),
  indicator({
    id: 'repair-in-time',
    title: text('部件维修按时率', 'Repairs in time'),
    unit: '%',
    direction: 'up',
    formula: {
      kind: 'ratio',
      part: { ...closedRepairs, where: { status: 'closed', inTime: true } },
      whole: closedRepairs,
    },
    decimals: 1,
    targets: [{ value: 95, source: text('本市考核目标（示例）', 'Target of the sample city') }],
  }),
  indicator({
    id: 'cases-open',
    title: text('在办案件', 'Open cases'),
    description: text('全市各类尚未结案的案件。', 'Cases of every type not closed yet.'),
    unit: '{case}',
    direction: 'down',
    formula: { kind: 'cases', aggregate: 'count', where: { status: 'open' } },
  }),
  indicator({
    id: 'cases-closed-today',
    title: text('今日结案', 'Cases closed today'),
    unit: '{case}',
    direction: 'up',
    formula: {
      kind: 'cases',
      aggregate: 'count',
      where: { status: 'closed' },
      window: 'today',
      by: 'closedTime',
    },
  }),
  indicator({
    id: 'events-today',
    title: text('今日事件', 'Events today'),
    unit: '{event}',
    direction: 'neutral',
    formula: { kind: 'events', aggregate: 'count', window: 'today', by: 'raisedTime' },
  }),
]

/** 城市总览. */
export const dashboards: readonly Dashboard[] = [
  {
    id: 'city',
    title: text('城市总览', 'City overview'),
    audience: 'leader',
    cards: [
      { kind: 'indicator', indicator: 'events-today', display: 'number', width: 6 },
      { kind: 'indicator', indicator: 'cases-open', display: 'number', width: 6 },
      { kind: 'indicator', indicator: 'cases-closed-today', display: 'number', width: 6 },
      { kind: 'indicator', indicator: 'repair-in-time', display: 'number', width: 6 },
      { kind: 'map', layers: ['water', 'roads', 'buildings'], width: 16 },
      { kind: 'events', eventTypes: ['parts-damage'], limit: 8, width: 8 },
      { kind: 'cases', caseTypes: ['parts-repair'], limit: 8, width: 12 },
      { kind: 'indicator', indicator: 'parts-total', display: 'by-division', width: 12 },
    ],
  },
]
