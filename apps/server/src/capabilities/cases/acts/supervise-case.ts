import type { Supervision } from '@civitas/contract'
import type { TimeLimit } from '@civitas/domain-kit'
import { divisionPrefix, isInScope, type Principal, type Scope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { Act } from '../act-texts.ts'
import { insertMarks } from '../marks.ts'
import { type Actor, type CasesParts, note, publishCase } from '../publish-case.ts'
import { dayOf, mayWork } from '../rules.ts'
import * as store from '../store.ts'
import { insertTimers } from '../timers/store.ts'
import { type CaseAct, holdCase } from './hold-case.ts'
import {
  findSupervision,
  insertSupervision,
  lockSupervision,
  type NewSupervision,
  type SupervisionRow,
  toSupervision,
} from './supervision-store.ts'

const orderLimit: TimeLimit = { days: 1, clock: 'working-day' }
const letterLimit: TimeLimit = { days: 5, clock: 'working-day' }

/** Issues a supervision order to the unit of the case, or another, with a reason and a limit. */
export async function issueSupervision(
  parts: CasesParts,
  act: CaseAct,
  given: { reason: string; organisationId?: string; limit?: TimeLimit },
): Promise<Supervision> {
  return parts.kernel.db.transaction((tx) => issueIn(parts, tx, act, given))
}

/** The same in a transaction under way; a rule issues it from its own level, in the name of who approved the rule. */
export async function issueIn(
  parts: CasesParts,
  tx: Transaction,
  act: CaseAct,
  given: {
    reason: string
    organisationId?: string
    limit?: TimeLimit
    rule?: { id: string; divisionCode: string }
  },
): Promise<Supervision> {
  const row = await holdOpen(parts, tx, act)
  if (given.organisationId) requireUnit(parts, given.organisationId)
  const order = await draft(parts, tx, 'DB', given.limit ?? orderLimit, {
    ...{ caseId: row.id, title: null, reason: given.reason, by: act.by },
    divisionCode: given.rule?.divisionCode ?? levelOf(act.by.scope) ?? row.division_code,
    organisationId: given.organisationId ?? row.organisation_id,
    ...(given.rule ? { ruleId: given.rule.id } : {}),
  })
  return issue(parts, tx, order, { row, actor: act.actor, by: act.by })
}

/** What a governance level writes to a unit. */
export interface Letter {
  organisationId: string
  title: string
  reason: string
  caseId?: string
  /** The level that issues it; the widest of the caller when absent. */
  divisionCode?: string
  limit?: TimeLimit
}

/** Issues a 督办函 to a unit of the level or below, about a case or about none; due in five working days. */
export async function issueLetter(
  parts: CasesParts,
  { by, actor }: { by: Principal; actor: Actor },
  given: Letter,
): Promise<Supervision> {
  const divisionCode = requireLevel(parts, by.scope, given.divisionCode)
  const unit = requireUnit(parts, given.organisationId)
  if (!unit.divisionCode.startsWith(divisionPrefix(divisionCode)))
    throw invalid('/body/organisationId', '该单位不在下达层级的范围内')
  return parts.kernel.db.transaction(async (tx) => {
    const row = given.caseId ? await holdOpen(parts, tx, { id: given.caseId, by, actor }) : null
    const { title, reason, organisationId } = given
    const order = await draft(parts, tx, 'DBH', given.limit ?? letterLimit, {
      ...{ caseId: row?.id ?? null, title, reason, organisationId, divisionCode, by },
    })
    return issue(parts, tx, order, { row, actor, by })
  })
}

async function holdOpen(parts: CasesParts, tx: Transaction, act: CaseAct): Promise<store.CaseRow> {
  const row = await holdCase(parts, tx, act)
  if (row.closed_time) throw conflict('case-closed', '案件已结案，不能督办。')
  return row
}

function requireUnit({ identity }: CasesParts, id: string) {
  const unit = identity.findOrganisation(id)
  if (!unit) throw invalid('/body/organisationId', '没有这个组织')
  return unit
}

/** The widest division of a caller. */
function levelOf(scope: Scope): string | null {
  return [...scope.divisions].sort((a, b) => divisionPrefix(a).length - divisionPrefix(b).length)[0] ?? null
}

function requireLevel({ territory }: CasesParts, scope: Scope, asked: string | undefined): string {
  if (asked && !territory.findDivisionName(asked)) throw invalid('/body/divisionCode', '没有这个区划')
  if (asked && !isInScope(asked, scope)) throw forbidden('不能以该层级名义下达督办函。', 'other-level')
  const code = asked ?? levelOf(scope)
  if (!code) throw invalid('/body/divisionCode', '请选择下达的层级')
  return code
}

async function draft(
  { kernel, territory }: CasesParts,
  tx: Transaction,
  prefix: string,
  limit: TimeLimit,
  what: Omit<NewSupervision, 'id' | 'reference' | 'issuedTime' | 'dueTime'>,
): Promise<NewSupervision> {
  const now = kernel.clock.now()
  const times = { issuedTime: now, dueTime: territory.calendars.endOf(limit, now) }
  return { ...what, ...times, id: newId(), reference: await store.takeReference(tx, prefix, now) }
}

/** The opening of the working day after an order is due: when it climbs if it is still unanswered. */
export function climbTime({ territory }: Pick<CasesParts, 'territory'>, due: Date): Date {
  const midnight = new Date(`${dayOf(due)}T24:00:00+08:00`)
  const first = territory.calendars.addOn({ minutes: 1, clock: 'working' }, midnight, 1)
  return new Date(first.getTime() - 60_000)
}

async function issue(
  parts: CasesParts,
  tx: Transaction,
  order: NewSupervision,
  { row, actor, by }: { row: store.CaseRow | null; actor: Actor; by: Principal },
): Promise<Supervision> {
  const { id, caseId, reference, organisationId, reason } = order
  await insertSupervision(tx, order)
  const timer = { caseId, supervisionId: id }
  insertTimers(tx, [
    { ...timer, kind: 'supervision', fireTime: order.dueTime },
    { ...timer, kind: 'climb', fireTime: climbTime(parts, order.dueTime) },
  ])
  if (row) {
    await insertMarks(tx, [{ kind: 'supervised', row, organisationId, note: reason }], order.issuedTime)
    const changed = await store.updateCase(tx, row, { supervised: row.supervised + 1 })
    const unit = parts.identity.findOrganisation(organisationId)?.name ?? ''
    await tell(parts, tx, changed, actor, {
      ...{ act: 'supervision-issued', id, text: `${reference} ${unit}：${reason}` },
    })
  }
  const words = order.title ?? (row ? `${row.reference} ${row.title}` : '')
  if (organisationId)
    parts.messaging.tell(tx, {
      key: `cases.supervision.${id}`,
      title: `${order.title ? '督办函' : '督办单'} ${reference}`,
      text: `${words}：${reason}`,
      urgency: 'urgent',
      to: [{ organisationId }],
      ...(caseId && !order.title
        ? { subject: { kind: 'case', id: caseId }, link: `/console/cases/${caseId}` }
        : { subject: { kind: 'supervision', id }, link: '/console/supervision' }),
    })
  return toSupervision(parts, (await findSupervision(tx, id, by)) as SupervisionRow)
}

async function tell(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  by: Actor,
  { act, id, text }: { act: Act; id: string; text: string },
): Promise<void> {
  note(parts, tx, row.id, by, { act, text, detail: { supervisionId: id } })
  await publishCase(parts, tx, 'moved', row, null, { by, act })
}

interface Held {
  order: SupervisionRow
  row: store.CaseRow | null
}

/** Locks an order the caller may know of, and its case where the caller sees that too. */
async function holdOrder(tx: Transaction, { id, by }: CaseAct): Promise<Held> {
  const seen = await findSupervision(tx, id, by)
  if (!seen) throw notFound('督办单', id)
  const [row] = seen.caseId ? await store.findCases(tx, [seen.caseId]) : []
  if (row) await tx.query(sql`SELECT 1 FROM cases.city_case WHERE id = ${row.id} FOR UPDATE`)
  await lockSupervision(tx, id)
  const [now] = row ? await store.findCases(tx, [row.id]) : []
  return { order: (await findSupervision(tx, id, by)) as SupervisionRow, row: now ?? null }
}

/** The unit says what it put right. */
export async function rectifySupervision(
  parts: CasesParts,
  act: CaseAct,
  text: string,
): Promise<Supervision> {
  return parts.kernel.db.transaction(async (tx) => {
    const { order, row } = await holdOrder(tx, act)
    if (order.state !== 'issued' && order.state !== 'sent-back')
      throw conflict('not-open', '督办单不在待回复状态。')
    if (!mayWork(act.by, { organisationId: order.organisationId }))
      throw forbidden('督办单由其他单位回复。', 'other-organisation')
    await tx.query(sql`UPDATE cases.supervision SET state = 'rectified', rectification = ${text},
      rectified_by = ${act.by.userId}, rectified_name = ${act.by.name}, rectified_time = ${parts.kernel.clock.now()}
      WHERE id = ${order.id}`)
    if (row)
      await tell(parts, tx, row, act.actor, {
        ...{ act: 'supervision-rectified', id: order.id, text: `${order.reference}：${text}` },
      })
    parts.messaging.tell(tx, {
      key: `cases.supervision.${order.id}.answer.${parts.kernel.clock.now().getTime()}`,
      title: `${order.reference} 已回复`,
      text: `${order.title}：${text}`,
      urgency: 'normal',
      to: [{ userId: order.issuedBy }],
      subject: { kind: 'supervision', id: order.id },
      link: '/console/supervision',
    })
    return toSupervision(parts, (await findSupervision(tx, order.id, act.by)) as SupervisionRow)
  })
}

/** A supervisor of the level that issued it verifies what was put right; sent back it waits for another answer. */
export async function verifySupervision(
  parts: CasesParts,
  act: CaseAct & { by: Principal },
  answer: { passed: boolean; comment: string },
): Promise<Supervision> {
  return parts.kernel.db.transaction(async (tx) => {
    const { order, row } = await holdOrder(tx, act)
    if (!row && !isInScope(order.divisionCode, act.by.scope))
      throw forbidden('督办函由下达的层级核验。', 'other-level')
    if (order.state !== 'rectified') throw conflict('not-rectified', '督办单尚未回复整改情况。')
    const state = answer.passed ? 'verified' : 'sent-back'
    await tx.query(sql`UPDATE cases.supervision SET state = ${state}, verdict = ${answer.comment},
      verified_name = ${act.by.name}, verified_time = ${parts.kernel.clock.now()} WHERE id = ${order.id}`)
    if (row)
      await tell(parts, tx, row, act.actor, {
        act: answer.passed ? 'supervision-verified' : 'supervision-sent-back',
        id: order.id,
        text: `${order.reference}：${answer.comment}`,
      })
    return toSupervision(parts, (await findSupervision(tx, order.id, act.by)) as SupervisionRow)
  })
}
