import type { ModelFinding, ModelPoint, ModelTest, Warning, WarningModelSettings } from '@civitas/contract'
import { rankLevel } from '@civitas/domain-kit'
import { wholeScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { SeriesReader } from '../../indicators/index.ts'
import type { EventsParts } from '../publish-event.ts'
import { withBorders } from '../warnings/area.ts'
import { insertDraft, noteWarning, platform, publishWarning } from '../warnings/draft-warning.ts'
import { commonDivision, headlineOf } from '../warnings/rules.ts'
import { toWarning, updateWarning } from '../warnings/store.ts'
import { alarmsOf, pastLimit, type Span, scoreAlarms } from './back-test.ts'
import { scoreAt } from './combination.ts'
import { type Judged, judgeSeries, methodOf } from './rules.ts'
import * as store from './store.ts'

export const stepMsOf = { hour: 3_600_000, day: 86_400_000 } as const
const titlesOf = (columns: ReadonlyArray<{ title: string }>) => columns.map((one) => one.title)
export const onBehalfOfAll: SeriesReader = { scope: wholeScope, maySense: true }

/** Values of a series and of the factors beside it at equal steps, from the first that is known to the last that is complete. */
export async function readValues(parts: EventsParts, settings: WarningModelSettings, reader: SeriesReader) {
  const stepMs = stepMsOf[settings.step]
  const now = parts.kernel.clock.now().getTime()
  const window = { from: new Date(now - settings.historyDays * 86_400_000), to: new Date(now), stepMs }
  const read = await parts.indicators.readSeries(settings.series, '/body/series', window, reader)
  // The step that is not over yet would be judged by a part of itself.
  const factors = await readFactors(parts, settings, window, reader)
  const times = [read, ...factors]
    .flatMap(({ values }) => [...values.keys()])
    .filter((time) => time + stepMs <= now)
    .sort((a, b) => a - b)
  const [first = 0, last = -1] = [times[0], times.at(-1)]
  const length = times.length === 0 ? 0 : Math.round((last - first) / stepMs) + 1
  const inSteps = (known: ReadonlyMap<number, number | null>) =>
    Array.from({ length }, (_, i) => known.get(first + i * stepMs) ?? null)
  const columns = factors.map(({ side, values }) => ({
    ...{ title: side.title, unit: side.unit, values: inSteps(values) },
  }))
  return {
    ...read,
    values: inSteps(read.values),
    columns,
    timeAt: (index: number) => new Date(first + index * stepMs),
  }
}

function readFactors(
  parts: EventsParts,
  { kind, factors = [] }: WarningModelSettings,
  window: { from: Date; to: Date; stepMs: number },
  reader: SeriesReader,
) {
  if (kind !== 'combination') return []
  const path = (at: number) => `/body/factors/${at}/series`
  return Promise.all(
    factors.map(({ series }, at) => parts.indicators.readSeries(series, path(at), window, reader)),
  )
}

/** What the model would have done over its history, and the curve it is told from. */
export async function testModel(
  parts: EventsParts,
  row: store.ModelRow,
): Promise<{ test: ModelTest; points: ModelPoint[] }> {
  const { settings } = row
  const { values, columns, timeAt } = await readValues(parts, settings, onBehalfOfAll)
  const judged = judgeSeries(settings, values, columns)
  const isScored = settings.kind === 'combination'
  const known = judged.findIndex((one) => one.bound !== null)
  const from = known < 0 ? judged.length : known
  const occurrences = (await occurrencesOf(parts, row, values, timeAt)).filter((one) => one.last >= from)
  const score = scoreAlarms(occurrences, alarmsOf(judged, settings.hold), settings.leadSteps)
  const minutes = stepMsOf[settings.step] / 60_000
  const iso = (index: number) => timeAt(index).toISOString()
  const spanOf = ({ first, last, peak }: Span) => ({ from: iso(first), to: iso(last + 1), peak })
  const inMinutes = (steps: number | null) => (steps === null ? null : steps * minutes)
  return {
    test: {
      ...{ from: values.length > 0 ? iso(0) : null, to: values.length > 0 ? iso(values.length) : null },
      ...{ steps: values.length, judged: judged.length - from },
      occurrences: score.occurrences.map(({ isHit, leadSteps, ...span }) => ({
        ...spanOf(span),
        ...{ isHit, leadMinutes: inMinutes(leadSteps) },
      })),
      alarms: score.alarms.map(({ level, isFalse, ...span }) => ({ ...spanOf(span), level, isFalse })),
      ...{ hits: score.hits, misses: score.misses, falseAlarms: score.falseAlarms },
      ...{ hitRate: score.hitRate, falseAlarmRatio: score.falseAlarmRatio },
      meanLeadMinutes: inMinutes(score.meanLeadSteps),
      testedTime: parts.kernel.clock.now().toISOString(),
      method: `${methodOf(settings, titlesOf(columns))}。逐步回放：每一步只用此前的数据。预警在发生结束之前开始、且持续到发生前 ${settings.leadSteps} 步以内的，算命中；不对应任何发生的，算空报`,
    },
    points: judged.map(({ value, baseline, bound, measure }, i) => ({
      ...{ time: iso(i), value: isScored ? measure : value, baseline, bound },
    })),
  }
}

async function occurrencesOf(
  { kernel }: EventsParts,
  { settings, division_code }: store.ModelRow,
  values: ReadonlyArray<number | null>,
  timeAt: (index: number) => Date,
): Promise<Span[]> {
  const { truth, side, step } = settings
  if (truth.kind === 'limit') return pastLimit(values, truth.limit as number, side)
  const window = { division: division_code, from: timeAt(0), to: timeAt(values.length) }
  const raised = await store.listRaised(kernel.db, truth.eventType as string, window)
  const places = raised.map((at) => Math.floor((at.getTime() - timeAt(0).getTime()) / stepMsOf[step]))
  return [...new Set(places)].map((place) => ({ first: place, last: place, peak: null }))
}

/** Judges the newest step; a warning is drafted when it is at a level long enough, and none as grave is open. */
export async function runModel(
  parts: EventsParts,
  tx: Transaction,
  row: store.ModelRow,
): Promise<{ found: ModelFinding; warning: Warning | null; evidence: Record<string, unknown> }> {
  const { values, columns, timeAt } = await readValues(parts, row.settings, onBehalfOfAll)
  const judged = judgeSeries(row.settings, values, columns)
  const newest = judged.at(-1)
  const { kind, factors = [] } = row.settings
  const found: ModelFinding = {
    ...findingOf(newest, judged.length > 0 ? timeAt(judged.length - 1) : null),
    ...(kind === 'combination' ? { factors: scoreAt(factors, columns, judged.length - 1).factors } : {}),
  }
  await store.writeFound(tx, row.id, found, parts.kernel.clock.now())
  const evidence = evidenceOf(row, found, values.length > 0 ? timeAt(0) : null)
  const isGrave = newest?.level && newest.held >= row.settings.hold && isNew(parts, row, found)
  if (!isGrave || row.state !== 'active') return { found, warning: null, evidence }
  return { found, warning: await draftOf(parts, tx, row, { found, evidence }), evidence }
}

/** A source that has stopped is no reason to warn of what it said last. */
function isNew({ kernel }: EventsParts, { settings }: store.ModelRow, { time }: ModelFinding): boolean {
  const age = kernel.clock.now().getTime() - Date.parse(time ?? '')
  return age <= 3 * stepMsOf[settings.step]
}

function findingOf(judged: Judged | undefined, time: Date | null): ModelFinding {
  const note = !judged
    ? '没有数据'
    : judged.bound === null
      ? '历史不足，暂不判断'
      : judged.measure === null
        ? '没有趋势，或有数据缺测'
        : null
  return {
    ...{
      time: time?.toISOString() ?? null,
      value: judged?.value ?? null,
      baseline: judged?.baseline ?? null,
    },
    ...{ spread: judged?.spread ?? null, measure: judged?.measure ?? null, level: judged?.level ?? null },
    ...{ held: judged?.held ?? 0, note },
  }
}

function evidenceOf(row: store.ModelRow, found: ModelFinding, from: Date | null): Record<string, unknown> {
  const { test, settings } = row
  return {
    ...{ modelId: row.id, modelName: settings.name, series: row.series_title, unit: row.unit },
    ...{ time: found.time, value: found.value, baseline: found.baseline, spread: found.spread },
    ...{ measure: found.measure, held: found.held, dataFrom: from?.toISOString() ?? null },
    ...{ method: methodOf(settings, titlesOf(found.factors ?? [])), hitRate: test?.hitRate ?? null },
    ...(found.factors ? { factors: found.factors } : {}),
    falseAlarmRatio: test?.falseAlarmRatio ?? null,
  }
}

async function draftOf(
  parts: EventsParts,
  tx: Transaction,
  row: store.ModelRow,
  { found, evidence }: { found: ModelFinding; evidence: Record<string, unknown> },
): Promise<Warning | null> {
  const { settings } = row
  const level = found.level as Warning['level']
  const [known] = await store.listWarningsOf(tx, row.id, { open: true })
  if (known && rankLevel(known.level) >= rankLevel(level)) return null
  const now = parts.kernel.clock.now()
  const codes = [row.division_code ?? parts.territory.cityCode() ?? '']
  const areaText = codes.map((code) => parts.territory.findDivisionName(code) ?? code).join('、')
  const content = {
    ...{ level, headline: headlineOf(areaText, settings.warning.eventName, level), evidence },
    ...{ description: describe(row, found), instruction: settings.warning.instruction },
    expires_time: new Date(now.getTime() + settings.warning.validHours * 3_600_000),
  }
  const draft =
    known?.state === 'draft'
      ? await updateWarning(tx, known, content)
      : await insertDraft(parts, tx, {
          ...content,
          ...{ exercise: false, category: settings.warning.category, event_type: null, event_id: null },
          ...{ event_name: settings.warning.eventName, area_text: areaText, division_codes: codes },
          ...{ division_code: commonDivision(codes), geometry: null },
          ...{ channels: settings.warning.channels, sender_id: null, sender_name: null },
          ...{ drafted_by: null, drafted_name: null, supersedes_id: known?.id ?? null },
          verify_due_time: new Date(now.getTime() + settings.warning.verifyMinutes * 60_000),
        })
  const act = known?.state === 'draft' ? 'changed' : 'drafted'
  await noteWarning(parts, tx, draft, platform, act, `依据模型“${settings.name}”`)
  await publishWarning(parts, tx, 'drafted', draft)
  return toWarning(withBorders(parts.territory, draft))
}

function describe({ settings, series_title, unit }: store.ModelRow, found: ModelFinding): string {
  const show = (value: number | null) => (value === null ? '—' : `${Math.round(value * 100) / 100}`)
  const now = `${series_title}为 ${show(found.value)} ${unit}`
  if (settings.kind === 'combination') {
    const factors = (found.factors ?? []).map(
      (one) => `${one.title} ${show(one.value)} ${one.unit}（${show(one.points)} 分）`,
    )
    return `${settings.warning.eventName}组合得分 ${show(found.measure)} 分：${factors.join('，')}，已连续 ${found.held} 个时段。`
  }
  if (settings.kind === 'trend')
    return `${now}，持续${settings.side === 'above' ? '上升' : '下降'}，按趋势 ${settings.horizon} ${settings.step === 'hour' ? '小时' : '天'}后到 ${show(found.measure)} ${unit}。`
  return `${now}，同期常值 ${show(found.baseline)} ${unit}，偏离 ${show(found.measure)} 倍离散度，已连续 ${found.held} 个时段。`
}

/** Runs the next model at work that has not seen the newest step; answers whether there was one. */
export async function runNextModel(parts: EventsParts, tx: Transaction): Promise<boolean> {
  const row = await store.takeDueModel(tx, new Date(parts.kernel.clock.now().getTime() - 15 * 60_000))
  if (!row) return false
  try {
    await runModel(parts, tx, row)
  } catch (error) {
    // A series that is gone stops its own model, never the others.
    if (!(error instanceof Problem)) throw error
    const nothing = findingOf(undefined, null)
    await store.writeFound(tx, row.id, { ...nothing, note: error.message }, parts.kernel.clock.now())
  }
  return true
}
