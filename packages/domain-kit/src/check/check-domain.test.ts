import { describe, expect, test } from 'vitest'
import { type Domain, defineDomain } from '../define-domain.ts'
import { sampleDomain } from '../test-kit/sample-domain.ts'
import { assertDomain, checkDomain } from './check-domain.ts'
import { DomainError } from './problem.ts'

/** A copy with one field changed: `[]` parts of the path are array indexes. */
function breakAt(path: string, value: unknown): Domain {
  const keys = path.split('.')
  const change = (node: unknown, depth: number): unknown => {
    if (depth === keys.length) return value
    const key = keys[depth]!
    if (Array.isArray(node))
      return node.map((one, index) => (index === Number(key) ? change(one, depth + 1) : one))
    const object = node as Record<string, unknown>
    return { ...object, [key]: change(object[key], depth + 1) }
  }
  return change(sampleDomain, 0) as Domain
}

const level = sampleDomain.rules[0]!.kind === 'observation' ? sampleDomain.rules[0]!.levels[0]! : undefined
const visit = sampleDomain.caseTypes[0]!.stages[0]!

/** What is broken, with which value, the path that must be named, a word of the Chinese sentence. */
const faults: readonly [path: string, value: unknown, named: string, word: string][] = [
  ['id', 'Noise', 'id', '格式'],
  ['dutyItems.0.id', 'Quiet!', 'dutyItems[0].id', '小写'],
  ['dutyItems', [...sampleDomain.dutyItems, ...sampleDomain.dutyItems], 'dutyItems[1].id', '重复'],
  ['title', { zh: '', en: 'Noise' }, 'title.zh', '缺少中文'],
  ['title', { zh: '噪声' }, 'title.en', '缺少英文'],
  ['title', { zh: '噪声', en: '噪声' }, 'title.en', '汉字'],
  ['entityTypes.0.searchFields', ['colour'], 'entityTypes[0].searchFields[0]', '没有属性'],
  ['entityTypes.0.listColumns', ['colour'], 'entityTypes[0].listColumns[0]', '没有属性'],
  ['entityTypes.0.relations.0.to', 'street', 'entityTypes[0].relations[0].to', '实体类型'],
  ['entityTypes.0.color', 'red', 'entityTypes[0].color', '#rrggbb'],
  ['entityTypes.0.reference.pattern', '(', 'entityTypes[0].reference.pattern', '正则'],
  [
    'entityTypes.0.schema.properties.height_m.unit',
    'chi',
    'entityTypes[0].schema.properties.height_m.unit',
    '单位',
  ],
  [
    'entityTypes.0.schema.properties.height_m.label',
    undefined,
    'entityTypes[0].schema.properties.height_m.label',
    '名称',
  ],
  ['thingTypes.0.entityType', 'pole', 'thingTypes[0].entityType', '实体类型'],
  ['entityTypes.0.geometry', 'Polygon', 'thingTypes[0].entityType', '点'],
  ['thingTypes.0.datastreams.0.unit', 'dBA', 'thingTypes[0].datastreams[0].unit', '单位'],
  ['thingTypes.0.datastreams.0.range', { min: 1, max: 1 }, 'thingTypes[0].datastreams[0].range', '量程'],
  ['thingTypes.0.datastreams.0.periodSeconds', 0, 'thingTypes[0].datastreams[0].periodSeconds', '大于 0'],
  ['thingTypes.0.heartbeatSeconds', 30, 'thingTypes[0].heartbeatSeconds', '离线'],
  ['thingTypes.0.derived.0.from', ['peak'], 'thingTypes[0].derived[0].from[0]', '数据流'],
  ['thingTypes.0.derived.0.id', 'level', 'thingTypes[0].datastreams[1].id', '重复'],
  ['rules.0.thingType', 'pole', 'rules[0].thingType', '设备型号'],
  ['rules.0.datastream', 'peak', 'rules[0].datastream', '数据流'],
  ['rules.0.where', { colour: 'red' }, 'rules[0].where.colour', '没有属性'],
  ['rules.0.eventType', 'quiet', 'rules[0].eventType', '事件类型'],
  ['rules.0.levels', [], 'rules[0].levels', '没有级别'],
  ['rules.0.levels.1.level', 'blue', 'rules[0].levels[1].level', '由轻到重'],
  ['rules.0.levels.1.raise.value', 50, 'rules[0].levels[1].raise.value', '越严'],
  ['rules.0.levels.1.raise.op', '<', 'rules[0].levels[1].raise.op', '方向'],
  ['rules.0.levels.0.clear.value', 51, 'rules[0].levels[0].clear', '安全一侧'],
  ['rules.0.levels.0', { ...level, holdSeconds: -1 }, 'rules[0].levels[0].holdSeconds', '小于 0'],
  ['rules.0.filter', { kind: 'median', size: 4 }, 'rules[0].filter.size', '奇数'],
  [
    'rules.0.spike',
    { amount: 1, withinSeconds: 1, eventType: 'x', level: 'blue' },
    'rules[0].spike.eventType',
    '事件类型',
  ],
  [
    'rules.0',
    {
      ...sampleDomain.rules[0],
      levels: [{ ...level, holdSeconds: 0 }],
      spike: { amount: 1, withinSeconds: 1, eventType: 'loud', level: 'blue' },
    },
    'rules[0].spike',
    '尖峰',
  ],
  ['rules.0.months', [13], 'rules[0].months', '月份'],
  ['rules.0.examples', [], 'rules[0].examples', '示例'],
  ['eventTypes.0.opensCase.caseType', 'shout', 'eventTypes[0].opensCase.caseType', '案件类型'],
  ['eventTypes.0.mergeWithin', { metres: -1, minutes: 0 }, 'eventTypes[0].mergeWithin', '小于 0'],
  [
    'eventTypes.0.recurs',
    { by: 'place', withinMetres: 9, days: 9, atLeast: 3, raises: 'again' },
    'eventTypes[0].recurs.raises',
    '事件类型',
  ],
  [
    'eventTypes.0.recurs',
    { by: 'place', days: 9, atLeast: 3, raises: 'loud' },
    'eventTypes[0].recurs.withinMetres',
    '多少米',
  ],
  [
    'eventTypes.0.recurs',
    { by: 'growth', days: 9, atLeast: 3, factor: 1, raises: 'loud' },
    'eventTypes[0].recurs.factor',
    '倍数',
  ],
  [
    'eventTypes.0.recurs',
    { by: 'parties', days: 9, atLeast: 1, raises: 'loud' },
    'eventTypes[0].recurs',
    '两次',
  ],
  ['caseTypes.0.stages.0.exits', [], 'caseTypes[0].stages[0].exits', '没有出口'],
  ['caseTypes.0.stages.0.exits', [visit.exits[0]], 'caseTypes[0].stages[0].exits[0].when', '卡住'],
  ['caseTypes.0.stages.0.exits.1.to', 'rest', 'caseTypes[0].stages[0].exits[1].to', '没有环节'],
  ['caseTypes.0.stages.0.exits.0.when.task', 'hear', 'caseTypes[0].stages[0].exits[0].when.task', '任务'],
  ['caseTypes.0.stages.0.exits.0.when.field', 'soft', 'caseTypes[0].stages[0].exits[0].when.field', '字段'],
  ['caseTypes.0.stages', [visit, { ...visit, id: 'rest', tasks: [] }], 'caseTypes[0].stages[1]', '没有路'],
  ['caseTypes.0.check', undefined, 'caseTypes[0].stages[0].exits[1].to', '没有核查'],
  ['caseTypes.0.stages.0.tasks.0.item', 'shout', 'caseTypes[0].stages[0].tasks[0].item', '职责事项'],
  ['caseTypes.0.stages.0.tasks.0.role', 'king', 'caseTypes[0].stages[0].tasks[0].role', '角色'],
  ['caseTypes.0.stages.0.tasks.0.limit.minutes', 0, 'caseTypes[0].stages[0].tasks[0].limit.minutes', '时限'],
  [
    'caseTypes.0.stages.0.tasks.0.photosRequired',
    0.5,
    'caseTypes[0].stages[0].tasks[0].photosRequired',
    '照片',
  ],
  ['caseTypes.0.check.onFail', 'rest', 'caseTypes[0].check.onFail', '没有环节'],
  ['caseTypes.0.escalation.0.notify', 'king', 'caseTypes[0].escalation[0].notify', '角色'],
  ['indicators.0.unit', 'sone', 'indicators[0].unit', '单位'],
  ['indicators.0.formula.datastream', 'peak', 'indicators[0].formula.datastream', '数据流'],
  ['indicators.0.formula.window', 'soon', 'indicators[0].formula.window', '时间窗'],
  ['indicators.0.formula.across', 'percentile', 'indicators[0].formula.percentile', '百分位'],
  ['indicators.0.formula', { kind: 'indicator', indicator: 'loudest' }, 'indicators[0].formula', '绕回'],
  ['indicators.0.formula', { kind: 'indicator', indicator: 'no' }, 'indicators[0].formula.indicator', '指标'],
  [
    'indicators.0.formula',
    { kind: 'entities', entityType: 'meter', aggregate: 'avg' },
    'indicators[0].formula.attribute',
    '属性',
  ],
  [
    'indicators.0.formula',
    { kind: 'cases', caseType: 'quieten', aggregate: 'avg', field: 'task:hear:minutes' },
    'indicators[0].formula.field',
    '任务',
  ],
  [
    'indicators.0.formula',
    { kind: 'events', eventType: 'x', aggregate: 'count' },
    'indicators[0].formula.eventType',
    '事件',
  ],
  [
    'indicators.0.formula',
    {
      kind: 'ratio',
      part: { kind: 'number', value: 1 },
      whole: { kind: 'things', thingType: 'x', status: 'any' },
    },
    'indicators[0].formula.whole.thingType',
    '设备型号',
  ],
  [
    'indicators.0.formula',
    { kind: 'model', model: 'double', inputs: { c: { kind: 'number', value: 1 } }, output: 'b' },
    'indicators[0].formula.inputs.c',
    '输入',
  ],
  [
    'indicators.0.formula',
    { kind: 'model', model: 'double', inputs: {}, output: 'z' },
    'indicators[0].formula.output',
    '输出',
  ],
  ['models.0.vectors', [], 'models[0].vectors', '算例'],
  ['models.0.vectors.0.expect', { b: 5 }, 'models[0].vectors[0].expect.b', '应得 5'],
  ['models.0.reference', ' ', 'models[0].reference', '依据'],
  ['layers.0.entityType', 'pole', 'layers[0].entityType', '实体类型'],
  ['layers.0.style.labelAttribute', 'colour', 'layers[0].style', '没有属性'],
  ['dashboards.0.cards.0.indicator', 'quietest', 'dashboards[0].cards[0].indicator', '指标'],
  ['scenarios.0.phases', [], 'scenarios[0].phases', '阶段'],
  ['scenarios.0.phases.0.minutes', 0, 'scenarios[0].phases[0].minutes', '大于 0'],
]

describe('checkDomain', () => {
  test('finds nothing wrong with a sound domain', () => {
    expect(checkDomain(sampleDomain)).toEqual([])
    expect(assertDomain(sampleDomain)).toBe(sampleDomain)
  })

  test.each(faults)('%s = %j is named at %s', (path, value, named, word) => {
    const problems = checkDomain(breakAt(path, value))
    const id = path === 'id' ? String(value) : 'noise'
    const found = problems.filter((one) => one.path === `${id}.${named}`)
    expect(problems.map((one) => one.path)).toContain(`${id}.${named}`)
    expect(found.some((one) => one.zh.includes(word))).toBe(true)
    expect(found.every((one) => one.en.length > 0)).toBe(true)
  })

  test('follows references into other domains', () => {
    const other = defineDomain({
      ...{ id: 'music', title: sampleDomain.title, description: sampleDomain.title, icon: 'x', systems: [] },
      eventTypes: [
        { ...sampleDomain.eventTypes[0]!, opensCase: { caseType: 'noise.quieten', minLevel: 'red' } },
      ],
    })
    expect(checkDomain(other, { others: [sampleDomain] })).toEqual([])
    expect(checkDomain(other).map((one) => one.path)).toEqual(['music.eventTypes[0].opensCase.caseType'])
  })

  test('assertDomain throws every problem at once', () => {
    const broken = {
      ...breakAt('rules.0.datastream', 'peak'),
      indicators: [{ ...sampleDomain.indicators[0]!, unit: 'x' }],
    }
    expect(() => assertDomain(broken)).toThrow(DomainError)
    expect(() => assertDomain(broken)).toThrow(/rules\[0\]\.datastream[\s\S]*indicators\[0\]\.unit/)
  })
})
