import type { LocalText } from '@civitas/contract'
import {
  asList,
  type CasesFormula,
  type DatasetFormula,
  type DomainRegistry,
  type EntitiesFormula,
  type EventsFormula,
  type Formula,
  LEVEL_TITLES,
  type Level,
  type ObservationsFormula,
  type ThingsFormula,
} from '@civitas/domain-kit'

/** What formulas are explained with. */
export interface Words {
  readonly domains: DomainRegistry
  readonly registry: { find(id: string): { readonly title: LocalText } | undefined }
  readonly measures: ReadonlyMap<string, { readonly title: LocalText }>
}

const aggregateTexts: Record<string, LocalText> = {
  latest: { zh: '最新值', en: 'newest' },
  count: { zh: '个数', en: 'count' },
  sum: { zh: '合计', en: 'sum' },
  avg: { zh: '平均值', en: 'mean' },
  min: { zh: '最小值', en: 'least' },
  max: { zh: '最大值', en: 'greatest' },
  percentile: { zh: '百分位数', en: 'percentile' },
}

const calendarTexts: Record<string, LocalText> = {
  today: { zh: '今日', en: 'today' },
  yesterday: { zh: '昨日', en: 'yesterday' },
  week: { zh: '本周', en: 'this week' },
  month: { zh: '本月', en: 'this month' },
  year: { zh: '本年', en: 'this year' },
}

const rollingTexts: Record<string, LocalText> = {
  m: { zh: '分钟', en: 'min' },
  h: { zh: '小时', en: 'h' },
  d: { zh: '天', en: 'd' },
}

function windowText(window: string | undefined): LocalText {
  if (!window) return { zh: '', en: '' }
  const calendar = calendarTexts[window]
  if (calendar) return calendar
  const unit = rollingTexts[window.at(-1) as string] as LocalText
  const n = window.slice(0, -1)
  return { zh: `近 ${n} ${unit.zh}`, en: `last ${n} ${unit.en}` }
}

const signs: Record<string, string> = { '>=': '≥', '<=': '≤', '!=': '≠' }

function comparisonText({ op, value }: { op: string; value: unknown }): string {
  return `${signs[op] ?? op} ${String(value)}`
}

function joinTexts(parts: ReadonlyArray<LocalText | null | undefined>): LocalText {
  const given = parts.filter((one): one is LocalText => Boolean(one?.zh || one?.en))
  return { zh: given.map((one) => one.zh).join(''), en: given.map((one) => one.en).join(' ') }
}

/** A formula in words, Chinese and English. */
export function explainFormula(words: Words, formula: Formula): LocalText {
  switch (formula.kind) {
    case 'observations':
      return explainObservations(words.domains, formula)
    case 'things':
      return explainThings(words.domains, formula)
    case 'entities':
      return explainEntities(words.domains, formula)
    case 'cases':
      return explainCases(words.domains, formula)
    case 'events':
      return explainEvents(words.domains, formula)
    case 'indicator': {
      return indicatorText(words, formula.indicator)
    }
    case 'past': {
      const { zh, en } = indicatorText(words, formula.indicator)
      return { zh: `${zh}（${agoText(formula.ago)}前）`, en: `${en} (${formula.ago} ago)` }
    }
    case 'dataset':
      return explainDataset(formula)
    case 'manual':
      return { zh: '手工填报（经审核）的数值', en: 'values reported and approved' }
    case 'records':
      return words.measures.get(formula.measure)?.title ?? { zh: formula.measure, en: formula.measure }
    case 'number':
      return { zh: String(formula.value), en: String(formula.value) }
    default:
      return explainCombined(words, formula)
  }
}

function indicatorText({ registry }: Words, id: string): LocalText {
  const title = registry.find(id)?.title ?? { zh: id, en: id }
  return { zh: `“${title.zh}”`, en: `“${title.en}”` }
}

const agoTexts: Record<string, string> = { h: '小时', d: '天', M: '个月', y: '年' }

function agoText(ago: string): string {
  return `${ago.slice(0, -1)} ${agoTexts[ago.at(-1) as string]}`
}

const operatorTexts = { add: ' + ', subtract: ' − ', multiply: ' × ', divide: ' ÷ ' } as const

function explainCombined(
  words: Words,
  formula: Formula & { kind: 'arithmetic' | 'ratio' | 'model' },
): LocalText {
  const explain = (part: Formula) => explainFormula(words, part)
  if (formula.kind === 'ratio') {
    const [part, whole] = [explain(formula.part), explain(formula.whole)]
    return { zh: `${part.zh} ÷ ${whole.zh}`, en: `${part.en} ÷ ${whole.en}` }
  }
  if (formula.kind === 'model') {
    const { title, reference } = words.domains.get('models', formula.model)
    return { zh: `模型“${title.zh}”（依据 ${reference}）`, en: `model “${title.en}” (${reference})` }
  }
  const texts = formula.of.map(explain)
  if (formula.op === 'min' || formula.op === 'max') {
    const name = aggregateTexts[formula.op] as LocalText
    return {
      zh: `取${name.zh}：${texts.map((one) => one.zh).join('、')}`,
      en: `${name.en} of ${texts.map((one) => one.en).join(', ')}`,
    }
  }
  const sign = operatorTexts[formula.op]
  return { zh: texts.map((one) => one.zh).join(sign), en: texts.map((one) => one.en).join(sign) }
}

function explainObservations(domains: DomainRegistry, formula: ObservationsFormula): LocalText {
  const type = domains.findThingType(formula.thingType)
  const all = [...(type?.datastreams ?? []), ...(type?.derived ?? [])]
  const stream = all.find((one) => one.id === formula.datastream)?.title
  const window = windowText(formula.window)
  const per = aggregateTexts[formula.perThing] as LocalText
  const across = aggregateTexts[formula.across] as LocalText
  const { reading, keep, atLeast } = formula
  return joinTexts([
    {
      zh: `${window.zh}各${type?.title.zh ?? formula.thingType}“${stream?.zh ?? formula.datastream}”的${per.zh}`,
      en: `${per.en} of “${stream?.en ?? formula.datastream}” of each ${type?.title.en ?? formula.thingType}, ${window.en}`,
    },
    reading && {
      zh: `（只计 ${comparisonText(reading)} 的读数）`,
      en: `(readings ${comparisonText(reading)})`,
    },
    atLeast && atLeast > 1
      ? { zh: `（至少 ${atLeast} 个读数）`, en: `(at least ${atLeast} readings)` }
      : null,
    keep && { zh: `，取 ${comparisonText(keep)} 的点位`, en: `, those ${comparisonText(keep)}` },
    { zh: `，再求${across.zh}`, en: `; then the ${across.en}` },
  ])
}

function explainDataset({ dataset, field, aggregate, newest, where }: DatasetFormula): LocalText {
  const name = aggregateTexts[aggregate] as LocalText
  const filter = where ? { zh: '符合条件的', en: 'matching ' } : { zh: '', en: '' }
  return joinTexts([
    {
      zh: `数据资源“${dataset}”${filter.zh}${field ? `“${field}”的` : '行的'}${name.zh}`,
      en: `${name.en} of ${field ? `“${field}” of ` : ''}${filter.en}rows of the dataset “${dataset}”`,
    },
    newest === undefined ? null : { zh: `（最新一期，按“${newest}”）`, en: `(newest “${newest}”)` },
  ])
}

function explainThings(domains: DomainRegistry, { thingType, status }: ThingsFormula): LocalText {
  const title = domains.findThingType(thingType)?.title
  const states = {
    online: ['在线的', 'online'],
    offline: ['离线的', 'offline'],
    any: ['全部', 'all'],
  } as const
  const [zh, en] = states[status]
  return { zh: `${zh}${title?.zh ?? thingType}数`, en: `number of ${en} ${title?.en ?? thingType}` }
}

function explainEntities(domains: DomainRegistry, formula: EntitiesFormula): LocalText {
  const title = domains.findEntityType(formula.entityType)?.title
  const filter = formula.where ? { zh: '符合条件的', en: 'matching ' } : { zh: '', en: '' }
  if (formula.aggregate === 'count') {
    return {
      zh: `${filter.zh}${title?.zh ?? formula.entityType}数`,
      en: `number of ${filter.en}${title?.en ?? formula.entityType}`,
    }
  }
  const name = aggregateTexts[formula.aggregate] as LocalText
  return {
    zh: `${filter.zh}${title?.zh}“${formula.attribute}”的${name.zh}`,
    en: `${name.en} of “${formula.attribute}” of ${filter.en}${title?.en}`,
  }
}

const filterTexts: Record<string, LocalText> = {
  'status=open': { zh: '在办', en: 'open' },
  'status=closed': { zh: '办结', en: 'closed' },
  'inTime=true': { zh: '按时', en: 'in time' },
  'inTime=false': { zh: '未按时', en: 'not in time' },
  'overdue=true': { zh: '超时', en: 'overdue' },
  'overdue=false': { zh: '未超时', en: 'not overdue' },
  'verified=true': { zh: '已核实', en: 'verified' },
  'verified=false': { zh: '未核实', en: 'not verified' },
}

function filtersText(where: CasesFormula['where']): LocalText {
  const texts = Object.entries(where ?? {}).map(([key, wanted]): LocalText => {
    const known = filterTexts[`${key}=${String(wanted)}`]
    if (known) return known
    const list = Array.isArray(wanted) ? wanted : [wanted]
    if (key !== 'level') return { zh: `环节为 ${list.join('、')} 的`, en: `in ${list.join(', ')}` }
    return {
      zh: `${list.map((level) => LEVEL_TITLES[level as Level].zh.slice(0, 2)).join('、')}的`,
      en: list.join(', '),
    }
  })
  return { zh: texts.map((one) => one.zh).join(''), en: texts.map((one) => one.en).join(' ') }
}

function explainCases(domains: DomainRegistry, formula: CasesFormula): LocalText {
  const titles = asList(formula.caseType).map((id) => domains.get('caseTypes', id).title)
  return explainFacts(formula, titles, { zh: '案件', en: 'cases' }, fieldText(domains, formula))
}

function fieldText(domains: DomainRegistry, { field, caseType }: CasesFormula): LocalText | null {
  if (!field) return null
  if (field === 'handleMinutes') return { zh: '处置用时', en: 'handling time' }
  if (field === 'inTime') return { zh: '按时', en: 'in time' }
  if (field === 'returns') return { zh: '核查退回次数', en: 'failed checks' }
  const task = asList(caseType)
    .flatMap((id) => domains.get('caseTypes', id).stages.flatMap((stage) => stage.tasks))
    .find((one) => one.id === field.split(':')[1])
  return { zh: `立案到“${task?.title.zh}”办结的用时`, en: `time from opening to “${task?.title.en}”` }
}

function explainEvents(domains: DomainRegistry, formula: EventsFormula): LocalText {
  const titles = asList(formula.eventType).map((id) => domains.get('eventTypes', id).title)
  const field = formula.field ? { zh: '持续时间', en: 'duration' } : null
  return explainFacts(formula, titles, { zh: '事件', en: 'events' }, field)
}

/** What was closed in a window need not be called closed once more. */
function withoutStatus(where: CasesFormula['where']): CasesFormula['where'] {
  const { status: _, ...others } = where ?? {}
  return others
}

function explainFacts(
  { window, by, where, aggregate }: CasesFormula | EventsFormula,
  titles: readonly LocalText[],
  noun: LocalText,
  field: LocalText | null,
): LocalText {
  const span = windowText(window)
  const verb = by === 'closedTime' ? { zh: '结案', en: 'closed' } : { zh: '发生', en: 'opened' }
  const names = {
    zh: titles.map((one) => `“${one.zh}”`).join('、'),
    en: titles.map((one) => `“${one.en}”`).join(', '),
  }
  const name = aggregateTexts[aggregate] as LocalText
  return joinTexts([
    window ? { zh: `${span.zh}${verb.zh}的`, en: `${span.en}, ${verb.en}:` } : null,
    filtersText(by === 'closedTime' ? withoutStatus(where) : where),
    { zh: `${names.zh}${noun.zh}`, en: `${names.en} ${noun.en}`.trim() },
    aggregate === 'count'
      ? { zh: '数', en: '(count)' }
      : { zh: `的${field?.zh ?? ''}${name.zh}`, en: `(${name.en} of ${field?.en ?? ''})` },
  ])
}
