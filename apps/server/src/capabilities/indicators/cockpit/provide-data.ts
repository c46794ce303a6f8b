import type { CockpitComponent, ComponentBinding, ComponentData, IndicatorValue } from '@civitas/contract'
import { findUnit, type Indicator } from '@civitas/domain-kit'
import { type Principal, wholeScope } from '../../../kernel/access.ts'
import { forecastFigure } from '../analysis/analyse-indicator.ts'
import { computeIndex, versionFor } from '../indices/manage-indices.ts'
import { readIndexVersions } from '../indices/store.ts'
import { getVitalSigns } from '../indices/vital-signs.ts'
import { listOpenInstructions } from '../leader/store.ts'
import { type ReadParts, readValues } from '../read-indicators.ts'
import { downToFault, spanOf } from '../rules.ts'
import { readHistory, readSteps } from '../store.ts'
import { listTargets } from '../targets/manage-targets.ts'
import { type Item, readFactView } from './fact-views.ts'

/** For whom and when data are computed; everything below the division counts. */
export interface DataAsk {
  division: string
  now: Date
  /** Period of what is shown over time; that of the component when absent. */
  window?: string
}

type Frame = Omit<ComponentData, 'component' | 'cutOffTime' | 'coarse'>

const nothing: Frame = {
  ...{
    source: '',
    unit: '',
    precision: 0,
    value: null,
    status: null,
    note: null,
    freshness: null,
    items: [],
  },
}

/** The platform’s own eye for what lies below one division; rights of the viewer are checked before. */
function ownEye(): Principal {
  return {
    ...{ userId: '', account: '', name: '', organisationId: null, organisationName: null, sessionId: '' },
    permissions: new Set(['indicators.read']),
    scope: wholeScope,
  }
}

/** The data of a component at a cut-off time. */
export async function provideData(
  parts: ReadParts,
  component: CockpitComponent,
  ask: DataAsk,
): Promise<ComponentData> {
  const { binding } = component
  const frame = binding ? await provide(parts, overPeriod(binding, ask.window), ask) : nothing
  return { component: component.id, cutOffTime: ask.now.toISOString(), coarse: false, ...frame }
}

const overTime: readonly (string | undefined)[] = ['history', 'ohlc']

/** A binding over the period the viewer chose, where it shows something over a period. */
function overPeriod(binding: ComponentBinding, window: string | undefined): ComponentBinding {
  return window && (binding.window || overTime.includes(binding.view)) ? { ...binding, window } : binding
}

function provide(parts: ReadParts, binding: ComponentBinding, ask: DataAsk): Promise<Frame> | Frame {
  switch (binding.source) {
    case 'indicator':
      return provideIndicator(parts, binding, ask)
    case 'indicators':
      return provideSeveral(parts, binding, ask)
    case 'index':
      return provideIndex(parts, binding, ask)
    case 'targets':
      return provideTargets(parts, binding)
    case 'events':
    case 'cases':
      return provideFacts(parts, binding.source, binding, ask)
    case 'entities':
      return provideEntities(parts, binding, ask)
    case 'vital-signs':
      return provideVitalSigns(parts, binding, ask)
    case 'instructions':
      return provideInstructions(parts, binding, ask)
    // Computed for each caller by himself.
    case 'analysis':
      return nothing
    case 'static':
      return {
        ...nothing,
        source: '人工录入',
        precision: decimalsOf(binding.items ?? []),
        items: binding.items ?? [],
      }
  }
}

const mostDecimals = 4

/** As many decimals as the values given by hand have, so that none is rounded away. */
function decimalsOf(items: readonly Item[]): number {
  const lengths = items.flatMap((item) =>
    Object.values(item).map((value) =>
      typeof value === 'number' ? (String(value).split('.')[1]?.length ?? 0) : 0,
    ),
  )
  return Math.min(mostDecimals, Math.max(0, ...lengths))
}

function head(parts: ReadParts, one: Indicator, current: IndicatorValue | undefined): Frame {
  const unit = findUnit(one.unit)
  const isLive = current?.freshness === undefined || current.freshness === 'live'
  return {
    ...nothing,
    source:
      one.source?.zh ?? parts.domains.findDomain(one.id.split('.')[0] as string)?.title.zh ?? '指标计算',
    unit: unit?.symbol.zh ?? one.unit,
    precision: one.decimals ?? unit?.decimals ?? 0,
    value: isLive ? (current?.value ?? null) : (current?.value ?? current?.lastValue ?? null),
    status: current?.status ?? null,
    note: current?.note ?? null,
    freshness: current?.freshnessText ?? null,
  }
}

async function provideIndicator(parts: ReadParts, binding: ComponentBinding, ask: DataAsk): Promise<Frame> {
  const one = parts.registry.find(binding.ids?.[0] ?? '')
  if (!one) return { ...nothing, note: '没有绑定的指标' }
  const children = parts.territory
    .listChildren(ask.division)
    .filter((child) => binding.view === 'by-division' && downToFault(one, child.code) === null)
  const codes = [ask.division, ...children.map((child) => child.code)]
  const values = await readValues(parts, [one], codes)
  const frame = head(parts, one, values.get(`${one.id}/${ask.division}`))
  if (binding.view === 'by-division')
    return {
      ...frame,
      items: children.map((child) => {
        const value = values.get(`${one.id}/${child.code}`)
        return { name: child.name, code: child.code, value: value?.value ?? null, status: value?.status }
      }),
    }
  if (binding.view === 'ohlc') return { ...frame, items: await readOhlc(parts, one.id, binding, ask) }
  if (binding.view === 'forecast') return { ...frame, items: await readForecast(parts, one.id, ask) }
  if (binding.view === 'history') return { ...frame, items: await readPast(parts, [one], binding, ask) }
  const target = one.targets.at(-1)?.value
  return {
    ...frame,
    items: [{ name: one.title.zh, code: one.id, value: frame.value, target: target ?? null }],
  }
}

async function readPast(
  parts: ReadParts,
  list: readonly Indicator[],
  binding: ComponentBinding,
  { division, now }: DataAsk,
): Promise<Item[]> {
  const from = spanOf(binding.window ?? '24h', now).from.toISOString()
  const series = await Promise.all(
    list.slice(0, 7).map(async (one) => {
      const points = await readHistory(parts.kernel.db, {
        ...{ id: one.id, division, from, to: now.toISOString(), points: 240 },
      })
      return points.map((point) => ({ group: one.title.zh, time: point.time, value: point.value }))
    }),
  )
  return series.flat()
}

async function readOhlc(
  parts: ReadParts,
  id: string,
  binding: ComponentBinding,
  { division, now }: DataAsk,
): Promise<Item[]> {
  const { from } = spanOf(binding.window ?? '7d', now)
  const hours = (now.getTime() - from.getTime()) / 3_600_000
  const stepSeconds = hours > 24 * 14 ? 86_400 : hours > 48 ? 4 * 3600 : 3600
  const steps = await readSteps(parts.kernel.db, { id, division, from, to: now, stepSeconds })
  return steps.map((one) => ({ ...one, time: one.time.toISOString() }))
}

async function readForecast(parts: ReadParts, id: string, { division }: DataAsk): Promise<Item[]> {
  const read = await forecastFigure(parts, id, { division, step: 'hour', horizon: 24 }, ownEye())
  return [
    ...read.points.slice(-72).map((one) => ({ group: '实际', ...one })),
    ...read.forecast.map((one) => ({ group: '预测', expected: true, ...one })),
  ]
}

async function provideSeveral(parts: ReadParts, binding: ComponentBinding, ask: DataAsk): Promise<Frame> {
  const list = (binding.ids ?? []).flatMap((id) => parts.registry.find(id) ?? [])
  const children = binding.view === 'by-division' ? parts.territory.listChildren(ask.division) : []
  const values = await readValues(parts, list, [ask.division, ...children.map((one) => one.code)])
  const [first] = list
  const frame = first ? { ...head(parts, first, undefined), value: null, status: null } : nothing
  if (binding.view === 'history') return { ...frame, items: await readPast(parts, list, binding, ask) }
  if (binding.view === 'by-division')
    return {
      ...frame,
      items: children.flatMap((child) =>
        list.map((one) => ({
          ...{ name: child.name, code: child.code, group: one.title.zh },
          value: values.get(`${one.id}/${child.code}`)?.value ?? null,
        })),
      ),
    }
  return {
    ...frame,
    items: list.map((one) => {
      const current = values.get(`${one.id}/${ask.division}`)
      const { unit, precision, value, status, freshness, note } = head(parts, one, current)
      return { name: one.title.zh, code: one.id, unit, precision, value, status, freshness, note }
    }),
  }
}

async function provideIndex(parts: ReadParts, binding: ComponentBinding, ask: DataAsk): Promise<Frame> {
  const versions = await readIndexVersions(parts.kernel.db, binding.ids?.[0] ?? '')
  const period = new Date(ask.now.getTime() + 8 * 3_600_000).toISOString().slice(0, 7)
  const index = versionFor(versions, period) ?? versions.at(-1)
  if (!index) return { ...nothing, note: '没有绑定的指数' }
  const frame = { ...nothing, source: `指数第 ${index.version} 版`, unit: '分', precision: 1 }
  if (binding.view === 'by-division') {
    const items = []
    for (const child of parts.territory.listChildren(ask.division)) {
      const value = await computeIndex(parts, index, { division: child.code, period, now: ask.now })
      items.push({ name: child.name, code: child.code, value: value.value })
    }
    return { ...frame, items }
  }
  const value = await computeIndex(parts, index, { division: ask.division, period, now: ask.now })
  return {
    ...frame,
    value: value.value,
    note: value.note ?? value.formula,
    items: value.contributions.map((one) => ({
      ...{ name: one.title, code: one.indicator, value: one.score, weight: one.weight },
      contribution: one.contribution,
    })),
  }
}

async function provideTargets(parts: ReadParts, binding: ComponentBinding): Promise<Frame> {
  const { plan, area, light } = (binding.where ?? {}) as Record<string, string | undefined>
  const query = { plan, area, ...(light ? { light: light as 'red' } : {}), limit: binding.limit ?? 20 }
  const read = await listTargets(parts, query, ownEye())
  if (binding.view === 'lights') {
    const { green, yellow, red, none } = read.lights
    const items = [
      ['达到', green],
      ['接近', yellow],
      ['未达', red],
      ['待填报', none],
    ].map(([name, value]) => ({ name, value }))
    return { ...nothing, source: '规划目标', unit: '项', value: read.total, items }
  }
  return {
    ...nothing,
    source: '规划目标',
    value: read.total,
    items: read.items.map((one) => ({
      ...{
        name: one.title,
        code: one.code,
        group: one.plan,
        value: one.value,
        target: one.target,
        unit: one.unit,
      },
      status: one.light,
    })),
  }
}

async function provideFacts(
  parts: ReadParts,
  kind: 'events' | 'cases',
  binding: ComponentBinding,
  { division, now }: DataAsk,
): Promise<Frame> {
  const ask = { db: parts.kernel.db, domains: parts.domains, binding, division, now }
  const items = await readFactView(kind, ask)
  const shown = binding.view === 'by-division' ? items.map((one) => withDivision(parts, one)) : items
  const total = shown.reduce((sum, one) => sum + (typeof one.value === 'number' ? one.value : 1), 0)
  return {
    ...nothing,
    source: kind === 'events' ? '城市事件' : '协同处置',
    unit: binding.view === 'durations' ? '分钟' : kind === 'events' ? '起' : '件',
    value: total,
    items: shown,
  }
}

function withDivision(parts: ReadParts, item: Item): Item {
  const code = String(item.name ?? '')
  return {
    ...item,
    code,
    name:
      parts.territory
        .findDivisionName(code)
        ?.split(/[省市]/)
        .at(-1) ?? '未归属',
  }
}

async function provideEntities(
  parts: ReadParts,
  binding: ComponentBinding,
  { division }: DataAsk,
): Promise<Frame> {
  const items = []
  for (const type of binding.ids ?? []) {
    const found = parts.domains.findEntityType(type)
    if (!found) continue
    const counted = await parts.entities.aggregate({ type, aggregate: 'count' }, [division])
    items.push({ name: found.title.zh, code: type, value: counted.get(division)?.value ?? 0 })
  }
  const value = items.reduce((sum, one) => sum + one.value, 0)
  return { ...nothing, source: '城市实体台账', unit: '个', value, items }
}

async function provideVitalSigns(
  parts: ReadParts,
  binding: ComponentBinding,
  { division }: DataAsk,
): Promise<Frame> {
  const signs = await getVitalSigns(parts, division, ownEye())
  const frame = { ...nothing, source: '城市体征', unit: '分', precision: 1, value: signs.city?.value ?? null }
  if (binding.view === 'abnormal')
    return {
      ...frame,
      items: signs.abnormal.map((one) => ({
        ...one,
        name: one.title,
        status: one.state,
        link: `/console/indicators/${one.indicatorId}`,
      })),
    }
  if (binding.view === 'missing')
    return { ...frame, items: signs.missing.map((one) => ({ ...one, name: one.title })) }
  return {
    ...frame,
    note: signs.city?.formula ?? null,
    items: signs.fields.map((one) => ({
      name: one.title,
      code: one.id,
      value: one.value,
      coverage: one.coverage,
    })),
  }
}

/** What leaders wait for, the longest overdue first. */
async function provideInstructions(
  parts: ReadParts,
  binding: ComponentBinding,
  { now }: DataAsk,
): Promise<Frame> {
  const open = await listOpenInstructions(parts.kernel.db, now, binding.limit ?? 20)
  const items = open.map((one) => ({
    ...{ id: one.id, name: one.subjectTitle, divisionName: one.organisationName, time: one.dueTime },
    status: one.overdue ? 'overdue' : one.state === 'open' ? 'waiting' : 'answered',
    link: `/console/instructions?id=${one.id}`,
  }))
  return { ...nothing, source: '领导批示', unit: '件', value: items.length, items }
}
