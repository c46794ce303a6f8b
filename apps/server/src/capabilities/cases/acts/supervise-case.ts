import type { Page, Supervision } from '@civitas/contract'
import type { TimeLimit } from '@civitas/domain-kit'
import { inScope, type Principal, type Scope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { Act } from '../act-texts.ts'
import { insertMarks } from '../marks.ts'
import { notify } from '../notify.ts'
import { type Actor, type CasesParts, note, publishCase } from '../publish-case.ts'
import { mayWork } from '../rules.ts'
import * as store from '../store.ts'
import { insertTimers } from '../timers/store.ts'
import { type CaseAct, holdCase } from './hold-case.ts'

interface SupervisionRow
  extends Omit<Supervision, 'issuedTime' | 'dueTime' | 'rectifiedTime' | 'verifiedTime'> {
  issuedTime: Date
  dueTime: Date
  rectifiedTime: Date | null
  verifiedTime: Date | null
  issuedBy: string
}

const columns = sql`s.id, s.case_id AS "caseId", c.reference AS "caseReference", c.title AS "caseTitle", s.reference,
  s.organisation_id AS "organisationId", s.reason, s.state, s.issued_by AS "issuedBy", s.issued_name AS "issuedName",
  s.issued_time AS "issuedTime", s.due_time AS "dueTime", s.overdue, s.rectification,
  s.rectified_name AS "rectifiedName", s.rectified_time AS "rectifiedTime", s.verdict,
  s.verified_name AS "verifiedName", s.verified_time AS "verifiedTime"`
const tables = sql`cases.supervision s JOIN cases.city_case c ON c.id = s.case_id`

function toSupervision({ identity }: CasesParts, { issuedBy: _, ...row }: SupervisionRow): Supervision {
  return {
    ...row,
    organisationName: identity.findOrganisation(row.organisationId)?.name ?? null,
    issuedTime: row.issuedTime.toISOString(),
    dueTime: row.dueTime.toISOString(),
    rectifiedTime: row.rectifiedTime?.toISOString() ?? null,
    verifiedTime: row.verifiedTime?.toISOString() ?? null,
  }
}

export async function listSupervisions(
  parts: CasesParts,
  query: { caseId?: string; open?: boolean; overdue?: boolean; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<Supervision>> {
  const { db } = parts.kernel
  const where = sql`WHERE ${inScope('c.division_code', scope)}
    ${query.caseId ? sql`AND s.case_id = ${query.caseId}` : empty} ${query.overdue ? sql`AND s.overdue` : empty}
    ${query.open === undefined ? empty : query.open ? sql`AND s.state <> 'verified'` : sql`AND s.state = 'verified'`}`
  const rows = await db.query<SupervisionRow>(sql`SELECT ${columns} FROM ${tables} ${where}
    ORDER BY s.issued_time DESC, s.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${tables} ${where}`)
  return { items: rows.map((row) => toSupervision(parts, row)), total: count?.n ?? 0 }
}

async function findOne(db: Queryable, id: string): Promise<SupervisionRow | undefined> {
  return db.first<SupervisionRow>(sql`SELECT ${columns} FROM ${tables} WHERE s.id = ${id}`)
}

const usualLimit: TimeLimit = { days: 1, clock: 'working-day' }

/** Issues a supervision order to the unit of the case, or another, with a reason and a limit. */
export async function issueSupervision(
  parts: CasesParts,
  act: CaseAct,
  given: { reason: string; organisationId?: string; limit?: TimeLimit },
): Promise<Supervision> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await holdCase(parts, tx, act)
    if (row.closed_time) throw conflict('case-closed', '案件已结案，不能督办。')
    const organisationId = given.organisationId ?? row.organisation_id
    if (given.organisationId && !parts.identity.findOrganisation(given.organisationId))
      throw invalid('/body/organisationId', '没有这个组织')
    const now = parts.kernel.clock.now()
    const due = parts.territory.calendars.endOf(given.limit ?? usualLimit, now)
    const [id, reference] = [newId(), await store.takeReference(tx, 'DB', now)]
    await tx.query(sql`INSERT INTO cases.supervision (id, case_id, reference, organisation_id, reason, state, issued_by,
        issued_name, issued_time, due_time)
      VALUES (${id}, ${row.id}, ${reference}, ${organisationId}, ${given.reason}, 'issued', ${act.by.userId}, ${act.by.name},
        ${now}, ${due})`)
    await insertTimers(tx, [{ caseId: row.id, supervisionId: id, kind: 'supervision', fireTime: due }])
    await insertMarks(tx, [{ kind: 'supervised', row, organisationId, note: given.reason }], now)
    const changed = await store.updateCase(tx, row, { supervised: row.supervised + 1 })
    const unit = parts.identity.findOrganisation(organisationId)?.name ?? ''
    await tell(parts, tx, changed, act.actor, {
      act: 'supervision-issued',
      id,
      text: `${reference} ${unit}：${given.reason}`,
    })
    if (organisationId)
      await notify(parts, tx, {
        key: `cases.supervision.${id}`,
        title: `督办单 ${reference}`,
        text: `${row.reference} ${row.title}：${given.reason}`,
        urgency: 'urgent',
        to: [{ organisationId }],
        subject: { kind: 'case', id: row.id },
        link: `/console/cases/${row.id}`,
      })
    return toSupervision(parts, (await findOne(tx, id)) as SupervisionRow)
  })
}

function tell(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  by: Actor,
  { act, id, text }: { act: Act; id: string; text: string },
) {
  return note(parts, tx, row.id, by, { act, text, detail: { supervisionId: id } }).then(() =>
    publishCase(parts, tx, 'moved', row, null, { by, act }),
  )
}

interface Held {
  order: SupervisionRow
  row: store.CaseRow
}

async function holdOrder(parts: CasesParts, tx: Transaction, { id, by, actor }: CaseAct): Promise<Held> {
  const seen = await findOne(tx, id)
  if (!seen) throw notFound('督办单', id)
  const row = await holdCase(parts, tx, { id: seen.caseId, by, actor })
  return { order: (await findOne(tx, id)) as SupervisionRow, row }
}

/** The unit says what it put right. */
export async function rectifySupervision(
  parts: CasesParts,
  act: CaseAct,
  text: string,
): Promise<Supervision> {
  return parts.kernel.db.transaction(async (tx) => {
    const { order, row } = await holdOrder(parts, tx, act)
    if (order.state !== 'issued' && order.state !== 'sent-back')
      throw conflict('not-open', '督办单不在待回复状态。')
    if (!mayWork(act.by, { organisationId: order.organisationId }))
      throw forbidden('督办单由其他单位回复。', 'other-organisation')
    await tx.query(sql`UPDATE cases.supervision SET state = 'rectified', rectification = ${text},
      rectified_by = ${act.by.userId}, rectified_name = ${act.by.name}, rectified_time = ${parts.kernel.clock.now()}
      WHERE id = ${order.id}`)
    await tell(parts, tx, row, act.actor, {
      act: 'supervision-rectified',
      id: order.id,
      text: `${order.reference}：${text}`,
    })
    return toSupervision(parts, (await findOne(tx, order.id)) as SupervisionRow)
  })
}

/** A supervisor verifies what was put right; sent back it waits for another answer. */
export async function verifySupervision(
  parts: CasesParts,
  act: CaseAct & { by: Principal },
  answer: { passed: boolean; comment: string },
): Promise<Supervision> {
  return parts.kernel.db.transaction(async (tx) => {
    const { order, row } = await holdOrder(parts, tx, act)
    if (order.state !== 'rectified') throw conflict('not-rectified', '督办单尚未回复整改情况。')
    const state = answer.passed ? 'verified' : 'sent-back'
    await tx.query(sql`UPDATE cases.supervision SET state = ${state}, verdict = ${answer.comment},
      verified_name = ${act.by.name}, verified_time = ${parts.kernel.clock.now()} WHERE id = ${order.id}`)
    await tell(parts, tx, row, act.actor, {
      act: answer.passed ? 'supervision-verified' : 'supervision-sent-back',
      id: order.id,
      text: `${order.reference}：${answer.comment}`,
    })
    return toSupervision(parts, (await findOne(tx, order.id)) as SupervisionRow)
  })
}
