import { definitionsChanged, type ExpressionFault, type IndicatorDefinition } from '@civitas/contract'
import { type Formula, findUnit, type Indicator, listFormulaSources } from '@civitas/domain-kit'
import type { Static } from 'typebox'
import type { Principal } from '../../../kernel/access.ts'
import { conflict, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { formatExpression } from '../expression/format.ts'
import { parseExpression } from '../expression/parse.ts'
import { ExpressionError } from '../expression/tokens.ts'
import { evaluateIndicator } from '../formulas/evaluate-formula.ts'
import { explainFormula } from '../formulas/explain-formula.ts'
import { chooseDivision, type ReadParts } from '../read-indicators.ts'
import { toCityIndicator } from './registry.ts'
import { activateDraft, deleteDraft, readVersions, retireActive, writeDraft } from './store.ts'

type Fault = Static<typeof ExpressionFault>

/** Parses an expression of a city-made indicator; the faults say where. */
export function readExpression(
  { registry, domains }: ReadParts,
  text: string,
  self: string,
): { formula: Formula | null; faults: Fault[] } {
  try {
    const has = (id: string) => id !== self && registry.find(id) !== undefined
    return { formula: parseExpression(text, { domains, hasIndicator: has, self }), faults: [] }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    const { position, length, message } = error
    return { formula: null, faults: [{ position, length, message }] }
  }
}

export async function saveDefinition(
  parts: ReadParts,
  code: string,
  body: { definition: IndicatorDefinition; reason?: string },
  principal: Principal,
) {
  if (parts.domains.findIndicator(code))
    throw conflict('declared-indicator', `“${code}”由领域声明，不能在这里改；请换一个编码。`)
  const by = { name: principal.name, reason: body.reason ?? '', now: parts.kernel.clock.now() }
  return parts.kernel.db.transaction((tx) => writeDraft(tx, code, body.definition, by))
}

/** What a definition still lacks before it may be used (PLT-090, PLT-105). */
export function definitionFaults(d: IndicatorDefinition): Array<{ path: string; message: string }> {
  const needed: Array<[keyof IndicatorDefinition, string]> = [
    ['expression', '未定义公式'],
    ['unit', '未定义计量单位'],
    ['direction', '未定义方向'],
    ['cycle', '未定义统计周期'],
    ['source', '未定义数据来源'],
    ['owner', '未定义责任单位'],
  ]
  const faults = needed
    .filter(([name]) => String(d[name] ?? '').trim() === '')
    .map(([name, message]) => ({ path: `/definition/${name}`, message }))
  if (d.title.zh.trim() === '') faults.push({ path: '/definition/title', message: '未定义名称' })
  if (d.direction === 'range' && !d.range)
    faults.push({ path: '/definition/range', message: '方向为区间时要给出上下限' })
  return faults
}

/** Makes the draft the version in use; refused with everything it lacks. */
export async function activateDefinition(parts: ReadParts, code: string) {
  const { db, clock, messages } = parts.kernel
  const draft = (await readVersions(db, code)).find((one) => one.state === 'draft')
  if (!draft) throw notFound('指标草稿', code)
  const faults = definitionFaults(draft.definition)
  const { expression } = draft.definition
  const read = expression.trim() ? readExpression(parts, expression, code) : { formula: null, faults: [] }
  for (const fault of read.faults)
    faults.push({
      path: '/definition/expression',
      message: `第 ${fault.position + 1} 个字符：${fault.message}`,
    })
  const { formula } = read
  if (formula && isCircular(parts, code, formula))
    faults.push({ path: '/definition/expression', message: '指标的公式绕回了自己' })
  if (faults.length > 0 || !formula)
    throw new Problem(
      'invalid',
      'incomplete-definition',
      `不能启用：${faults.map((one) => one.message).join('、')}。`,
      faults,
    )
  const active = await db.transaction(async (tx) => {
    const done = await activateDraft(tx, code, formula, clock.now())
    await messages.publish(tx, definitionsChanged, { code })
    return done
  })
  await parts.registry.reload()
  if (!active) throw notFound('指标草稿', code)
  return active
}

function isCircular({ registry }: ReadParts, code: string, formula: Formula): boolean {
  const seen = new Set<string>()
  const open = [...listFormulaSources(formula).indicators]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === code) return true
    if (seen.has(id)) continue
    seen.add(id)
    const next = registry.find(id)
    if (next) open.push(...listFormulaSources(next.formula).indicators)
  }
  return false
}

/** Takes an indicator out of use; refused while another one reads it. */
export async function retireDefinition(parts: ReadParts, code: string, reason: string) {
  const readers = parts.registry
    .list()
    .filter((one) => one.id !== code && listFormulaSources(one.formula).indicators.includes(code))
  if (readers.length > 0)
    throw conflict('indicator-in-use', `“${readers.map((one) => one.title.zh).join('、')}”还在使用该指标。`)
  const { db, messages } = parts.kernel
  const retired = await db.transaction(async (tx) => {
    const done = await retireActive(tx, code, reason)
    await messages.publish(tx, definitionsChanged, { code })
    return done
  })
  if (!retired) throw notFound('启用中的指标', code)
  await parts.registry.reload()
  return retired
}

export async function forgetDraft(parts: ReadParts, code: string) {
  if (!(await deleteDraft(parts.kernel.db, code))) throw notFound('指标草稿', code)
  return { done: true as const }
}

/** Parses, writes anew, explains and computes an expression for a division. */
export async function previewExpression(
  parts: ReadParts,
  body: { expression: string; unit?: string; division?: string },
  principal: Principal,
) {
  const division = chooseDivision(parts, body.division, principal.scope)
  const { formula, faults } = readExpression(parts, body.expression, 'preview')
  const nothing = { canonical: null, formulaText: null, value: null, rows: 0, note: null }
  if (!formula) return { formula: null, ...nothing, faults }
  const indicator = previewIndicator(formula, body.unit ?? '1')
  const round = { now: parts.kernel.clock.now(), divisions: [division], known: new Map() }
  const figure = (await evaluateIndicator(parts, indicator, round)).get(division)
  return {
    formula: JSON.parse(JSON.stringify(formula)) as Record<string, unknown>,
    canonical: formatExpression(formula),
    formulaText: explainFormula(parts, formula),
    value: figure?.value ?? null,
    rows: figure?.rows ?? 0,
    note: figure?.note ?? null,
    faults: [],
  }
}

function previewIndicator(formula: Formula, unit: string): Indicator {
  const definition: IndicatorDefinition = {
    ...{
      title: { zh: '试算', en: 'Preview' },
      unit,
      direction: '',
      expression: '',
      cycle: '',
      graceHours: 0,
    },
    ...{ owner: '', source: '', rollUp: 'rows', bands: [], downTo: 'community', audience: 'department' },
  }
  return toCityIndicator('preview', definition, formula)
}

/** The sign shown beside numbers of a unit; a unit of the city's own stands for itself. */
export function unitSign(unit: string): string {
  return findUnit(unit)?.symbol.zh ?? unit
}

/** Refuses a code that two indicators of other meaning share. */
export function requireIndicator(parts: ReadParts, id: string, path: string): Indicator {
  const found = parts.registry.find(id)
  if (!found) throw invalid(path, `没有指标“${id}”`)
  return found
}
