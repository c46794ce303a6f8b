import type {
  assignEvaluationItem,
  Evaluation,
  EvaluationItem,
  EvaluationItemResult,
  giveEvaluationEvidence,
  IndicatorValue,
  Instruction,
  OperationInput,
  orderImprovement as orderOperation,
  saveEvaluation,
} from '@civitas/contract'
import { hasPermission, type Principal, wholeScope } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { Identity } from '../../identity/index.ts'
import { issueIn } from '../leader/instructions.ts'
import { findInstruction, toInstruction } from '../leader/store.ts'
import { chooseDivision, type ReadParts, readValues } from '../read-indicators.ts'
import { requireIndicator } from '../registry/manage-definitions.ts'
import { formulaOf, requireItems, round, scoreOf } from './rules.ts'
import * as store from './store.ts'

type ItemParams = { id: string; code: string }

export async function listAll(parts: ReadParts, query: { search?: string; limit?: number; offset?: number }) {
  const { rows, total } = await store.listRows(parts.kernel.db, query)
  const items = rows.map(({ id, title, standard, year, target, items: list }) => ({
    ...{ id, title, standard, year, target, items: list.length },
  }))
  return { items, total }
}

export async function saveOne(
  parts: ReadParts,
  body: OperationInput<typeof saveEvaluation>['body'],
  principal: Principal,
): Promise<Evaluation> {
  requireItems(body.items)
  for (const [index, one] of body.items.entries())
    if (one.indicator) requireIndicator(parts, one.indicator, `/body/items/${index}/indicator`)
  const { weakBelow: weak_below, ...more } = body
  const row = { id: newId(), ...more, weak_below }
  await store.insertRow(parts.kernel.db, row, principal.name, parts.kernel.clock.now())
  return getOne(parts, row.id)
}

/** The set with each value as it stands now: from the registry where it is bound, else what was reported and approved. */
export async function getOne(parts: ReadParts, id: string): Promise<Evaluation> {
  const { db } = parts.kernel
  const row = await store.getRow(db, id)
  const [figures, assignments, evidence, improvements] = await Promise.all([
    readBound(parts, row.items),
    store.listAssignments(db, id),
    store.listEvidence(db, id),
    readImprovements(parts, id),
  ])
  const items = row.items.map((item) => {
    const own = evidence.filter((one) => one.item === item.code)
    const assigned = assignments.find((one) => one.item === item.code)
    const ordered = improvements.filter((one) => one.item === item.code).map((one) => one.instruction)
    return toResult(item, {
      figure: figures.get(item.indicator ?? ''),
      own,
      assigned,
      ordered,
      below: row.weak_below,
    })
  })
  return { ...toSums(row, items), items }
}

function toSums(row: store.EvaluationRow, items: readonly EvaluationItemResult[]): Omit<Evaluation, 'items'> {
  const sum = (list: readonly EvaluationItemResult[], of: 'points' | 'weight') =>
    round(list.reduce((total, one) => total + one[of], 0))
  const scored = items.filter((one) => one.score !== null)
  const weak = items.filter((one) => one.weak).sort((a, b) => b.weight - b.points - (a.weight - a.points))
  const groups = [...new Set(items.map((one) => one.group))].map((group) => {
    const own = items.filter((one) => one.group === group)
    const [weight, points] = [sum(own, 'weight'), sum(own, 'points')]
    const known = own.some((one) => one.score !== null)
    return { group, weight, points, score: known ? round((points / weight) * 100) : null }
  })
  return {
    ...{ id: row.id, title: row.title, standard: row.standard, year: row.year, target: row.target },
    ...{ weakBelow: row.weak_below, preScore: sum(items, 'points'), scoredWeight: sum(scored, 'weight') },
    formula: `预评分 = Σ(得分 × 权重 ÷ 100)，${scored.length} / ${items.length} 项有数值，没有数值的计 0`,
    ...{ groups, weak: weak.map((one) => one.code) },
  }
}

interface Known {
  figure: IndicatorValue | undefined
  own: readonly store.EvidenceRow[]
  assigned: store.AssignmentRow | undefined
  ordered: readonly Instruction[]
  below: number
}

function toResult(item: EvaluationItem, known: Known): EvaluationItemResult {
  const { figure, own, assigned, ordered, below } = known
  const approved = own.filter((one) => one.state === 'approved')
  const reported = item.indicator ? undefined : approved.findLast((one) => one.value !== null)
  const value = item.indicator ? (figure?.value ?? null) : (reported?.value ?? null)
  const score = value === null ? null : scoreOf(item.scoring, value)
  const shown = new Set(approved.map((one) => one.requirement))
  return {
    ...item,
    ...{ organisationName: assigned?.organisation_name ?? null, dueDate: assigned?.due_date ?? null },
    ...{ value, score, points: round(((score ?? 0) * item.weight) / 100), formula: formulaOf(item, value) },
    source: value === null ? 'none' : item.indicator ? 'registry' : 'reported',
    dataTime: item.indicator ? (figure?.dataTime ?? null) : (reported?.time.toISOString() ?? null),
    rows: item.indicator ? (figure?.rows ?? null) : null,
    note: item.indicator ? (figure?.note ?? null) : null,
    given: own.map(toEvidence),
    // What is bound proves itself by the rows it was computed from.
    missingEvidence: item.indicator ? [] : item.evidence.filter((one) => !shown.has(one)),
    weak: score !== null && score < below,
    improvements: ordered.map((one) => ({
      ...{ instructionId: one.id, text: one.text, organisationName: one.organisationName },
      ...{ dueTime: one.dueTime, state: one.state },
    })),
  }
}

function toEvidence(row: store.EvidenceRow): EvaluationItemResult['given'][number] {
  return {
    ...{
      id: row.id,
      requirement: row.requirement,
      fileName: row.file_name,
      value: row.value,
      note: row.note,
    },
    ...{ state: row.state, byName: row.by_name, time: row.time.toISOString() },
    ...{ reviewerName: row.reviewer_name, comment: row.comment },
  }
}

async function readBound(parts: ReadParts, items: readonly EvaluationItem[]) {
  const indicators = items.flatMap((one) => parts.registry.find(one.indicator ?? '') ?? [])
  const city = chooseDivision(parts, undefined, wholeScope)
  const values = await readValues(parts, indicators, [city])
  return new Map(indicators.map((one) => [one.id, values.get(`${one.id}/${city}`)]))
}

async function readImprovements(parts: ReadParts, id: string) {
  const { db, clock } = parts.kernel
  const links = await store.listImprovements(db, id)
  const rows = await Promise.all(links.map((one) => findInstruction(db, one.instruction_id)))
  return links.flatMap((link, index) => {
    const row = rows[index]
    return row ? [{ item: link.item, instruction: toInstruction(row, clock.now()) }] : []
  })
}

async function findItem(parts: ReadParts, { id, code }: ItemParams): Promise<EvaluationItem> {
  const { items } = await store.getRow(parts.kernel.db, id)
  const item = items.find((one) => one.code === code)
  if (!item) throw notFound('评价项', code)
  return item
}

export async function assignItem(
  parts: ReadParts,
  identity: Identity,
  params: ItemParams,
  body: OperationInput<typeof assignEvaluationItem>['body'],
): Promise<Evaluation> {
  const { code } = await findItem(parts, params)
  const unit = identity.findOrganisation(body.organisationId)
  if (!unit) throw invalid('/body/organisationId', '没有这个单位')
  const assignment = {
    item: code,
    organisation_id: unit.id,
    organisation_name: unit.name,
    due_date: body.dueDate,
  }
  await store.upsertAssignment(parts.kernel.db, params.id, assignment)
  return getOne(parts, params.id)
}

/** The unit an item is assigned to proves it, and reports its value where nothing measures it. */
export async function giveEvidence(
  parts: ReadParts,
  params: ItemParams,
  body: OperationInput<typeof giveEvaluationEvidence>['body'],
  principal: Principal,
): Promise<Evaluation> {
  const item = await findItem(parts, params)
  const { db, clock } = parts.kernel
  const assigned = (await store.listAssignments(db, params.id)).find((one) => one.item === item.code)
  if (!assigned) throw conflict('not-assigned', '此评价项尚未分派。')
  if (assigned.organisation_id !== principal.organisationId && !hasPermission(principal, 'indicators.manage'))
    throw forbidden(`此评价项由${assigned.organisation_name}提交。`, 'other-organisation')
  if (item.indicator && body.value !== undefined)
    throw invalid('/body/value', '此项数值取自指标库，不能填报', 'bound')
  if (body.requirement && !item.evidence.includes(body.requirement))
    throw invalid('/body/requirement', '佐证清单没有此项')
  if (body.value === undefined && !body.file) throw invalid('/body/file', '请上传佐证或填写数值')
  await store.insertEvidence(db, {
    ...{ id: newId(), evaluation_id: params.id, item: item.code, requirement: body.requirement ?? null },
    ...{ value: body.value ?? null, note: body.note, file_name: body.file?.name ?? null },
    content: body.file ? Buffer.from(body.file.base64, 'base64') : null,
    ...{ by_id: principal.userId, by_name: principal.name, time: clock.now() },
  })
  return getOne(parts, params.id)
}

export async function reviewEvidence(
  parts: ReadParts,
  id: string,
  body: { approve: boolean; comment: string },
  principal: Principal,
): Promise<Evaluation> {
  const { db, clock } = parts.kernel
  const row = await store.findEvidence(db, id)
  if (row.by_id === principal.userId) throw forbidden('提交人不能审核自己的佐证。', 'same-person')
  if (!(await store.decideEvidence(db, id, { ...body, by: principal.name, now: clock.now() })))
    throw conflict('decided', '此佐证已审核。')
  return getOne(parts, row.evaluation_id)
}

export function readEvidence({ kernel: { db } }: ReadParts, id: string) {
  return store.readFile(db, id)
}

export async function orderImprovement(
  parts: ReadParts,
  identity: Identity,
  act: { params: ItemParams; body: OperationInput<typeof orderOperation>['body']; principal: Principal },
): Promise<Evaluation> {
  const { params, body, principal } = act
  const item = await findItem(parts, params)
  const subject = {
    subjectKind: 'evaluation-item',
    subjectId: params.id,
    subjectTitle: `${item.code} ${item.title}`,
  }
  await parts.kernel.db.transaction(async (tx) => {
    const given = { body: { ...subject, ...body }, principal, at: '/body' }
    await store.insertImprovement(tx, params.id, item.code, await issueIn(parts, identity, tx, given))
  })
  return getOne(parts, params.id)
}
