import type {
  DataDuty,
  DutyState,
  issueDataDuties,
  issueInventoryDuty,
  OperationInput,
} from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { requireOwn } from '../catalogue/rules.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { dayOf } from '../grants/rules.ts'
import { dutyStateNames, dutyStateOf } from './rules.ts'

interface DutyRow {
  id: string
  document_number: string
  kind: DataDuty['kind']
  notice_days: number
  organisation_id: string
  resource: string
  item: string
  due_day: string
  quality: number | null
  person: string
  dataset_id: string | null
  delivered_time: Date | null
  exempted_time: Date | null
  exempt_reason: string | null
  reminded_time: Date | null
  noticed_time: Date | null
}

const columns = sql`u.id, b.document_number, b.kind, b.notice_days, u.organisation_id, u.resource, u.item, u.due_day,
  u.quality, u.person, u.dataset_id, u.delivered_time, u.exempted_time, u.exempt_reason, u.reminded_time, u.noticed_time`
const from = sql`FROM data.duty u JOIN data.duty_batch b ON b.id = u.batch_id`

function toDuty({ identity, kernel }: DataParts, row: DutyRow): DataDuty {
  const state = dutyStateOf(row, dayOf(kernel.clock.now()))
  return {
    ...{
      id: row.id,
      documentNumber: row.document_number,
      kind: row.kind,
      organisationId: row.organisation_id,
    },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{
      resource: row.resource,
      item: row.item,
      dueDay: row.due_day,
      quality: row.quality,
      person: row.person,
    },
    ...{
      datasetId: row.dataset_id,
      state,
      stateName: dutyStateNames[state],
      exemptReason: row.exempt_reason,
    },
    deliveredTime: row.delivered_time?.toISOString() ?? null,
    remindedTime: row.reminded_time?.toISOString() ?? null,
    noticedTime: row.noticed_time?.toISOString() ?? null,
  }
}

async function getDuty(parts: DataParts, db: Queryable, id: string): Promise<DataDuty> {
  const row = await db.first<DutyRow>(sql`SELECT ${columns} ${from} WHERE u.id = ${id}`)
  if (!row) throw notFound('责任事项', id)
  return toDuty(parts, row)
}

const conditions: Record<DutyState, (day: string) => Sql> = {
  delivered: () => sql`AND u.delivered_time IS NOT NULL AND u.exempted_time IS NULL`,
  exempted: () => sql`AND u.exempted_time IS NOT NULL`,
  overdue: (day) => sql`AND u.delivered_time IS NULL AND u.exempted_time IS NULL AND u.due_day < ${day}`,
  open: (day) => sql`AND u.delivered_time IS NULL AND u.exempted_time IS NULL AND u.due_day >= ${day}`,
}

export async function listDuties(
  parts: DataParts,
  filter: {
    state?: DutyState
    organisationId?: string
    isNoticed?: boolean
    limit?: number
    offset?: number
  },
): Promise<{ items: DataDuty[]; total: number }> {
  const { db, clock } = parts.kernel
  const where = sql`${from} WHERE TRUE ${filter.state ? conditions[filter.state](dayOf(clock.now())) : empty}
    ${filter.organisationId ? sql`AND u.organisation_id = ${filter.organisationId}` : empty}
    ${filter.isNoticed ? sql`AND u.noticed_time IS NOT NULL AND u.delivered_time IS NULL AND u.exempted_time IS NULL` : empty}`
  const [rows, count] = await Promise.all([
    db.query<DutyRow>(sql`SELECT ${columns} ${where} ORDER BY u.due_day, u.id
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items: rows.map((row) => toDuty(parts, row)), total: count?.n ?? 0 }
}

type Batch = OperationInput<typeof issueDataDuties>['body']

/** Issues a list by document number and tells every organisation what it owes. */
export async function issueDuties(
  parts: DataParts,
  principal: Principal,
  given: Batch,
  { kind = 'list' as DataDuty['kind'], year = Number(dayOf(parts.kernel.clock.now()).slice(0, 4)) } = {},
): Promise<DataDuty[]> {
  const { db, clock } = parts.kernel
  const wrong = given.duties.findIndex((duty) => !parts.identity.findOrganisation(duty.organisationId))
  if (wrong >= 0) throw invalid(`/body/duties/${wrong}/organisationId`, '没有这个单位')
  const ids = given.duties.map(() => newId())
  await db.transaction(async (tx) => {
    const batch = await tx.first<{
      id: string
    }>(sql`INSERT INTO data.duty_batch (id, document_number, title, kind, year,
        notice_days, issued_by, issued_time)
      VALUES (${newId()}, ${given.documentNumber}, ${given.title}, ${kind}, ${year}, ${given.noticeDays ?? 10},
        ${principal.name}, ${clock.now()}) ON CONFLICT (document_number) DO NOTHING RETURNING id`)
    if (!batch) throw conflict('document-known', `文号 ${given.documentNumber} 已下达。`)
    const rows = given.duties.map((duty, i) => ({ ...duty, id: ids[i] }))
    await tx.query(sql`INSERT INTO data.duty (id, batch_id, organisation_id, resource, item, due_day, quality, person,
        dataset_id)
      SELECT id, ${batch.id}, "organisationId", resource, item, "dueDay", quality, person, "datasetId"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS d(id uuid, "organisationId" uuid, resource text,
        item text, "dueDay" date, quality float8, person text, "datasetId" uuid)`)
    for (const organisationId of new Set(given.duties.map((duty) => duty.organisationId)))
      parts.messaging.tell(tx, {
        ...{
          key: `data.duties:${batch.id}:${organisationId}`,
          title: `责任清单已下达：${given.documentNumber}`,
        },
        ...{ text: given.title, urgency: 'normal', to: [{ organisationId }], link: '/console/data-duties' },
      })
  })
  return Promise.all(ids.map((id) => getDuty(parts, db, id)))
}

export function issueInventory(
  parts: DataParts,
  principal: Principal,
  given: OperationInput<typeof issueInventoryDuty>['body'],
): Promise<DataDuty[]> {
  const duties = given.organisationIds.map((organisationId) => ({
    ...{ organisationId, resource: `${given.year} 年度数据资源清单`, dueDay: given.dueDay, person: '' },
    item: '本级政府与公共机构可共享、可开放数据清单及年度数据服务情况',
  }))
  const title = `${given.year} 年度区县数据资源清单`
  return issueDuties(
    parts,
    principal,
    { documentNumber: given.documentNumber, title, duties },
    { kind: 'inventory', year: given.year },
  )
}

/** Reports a duty as done by a published dataset good enough for it. */
export async function deliverDuty(
  parts: DataParts,
  principal: Principal,
  id: string,
  datasetId: string,
): Promise<DataDuty> {
  const { db, clock } = parts.kernel
  await db.transaction(async (tx) => {
    const duty = await getDuty(parts, tx, id)
    requireOwn(principal, duty.organisationId)
    if (duty.state === 'delivered' || duty.state === 'exempted')
      throw conflict('already-decided', '该事项已办结。')
    const dataset = await findDataset(tx, datasetId)
    if (dataset?.organisation_id !== duty.organisationId)
      throw invalid('/body/datasetId', '请选择本单位的数据资源')
    if (dataset.state !== 'published' || !dataset.version_id)
      throw invalid('/body/datasetId', '该资源尚未发布数据')
    if (duty.quality !== null && (dataset.quality_score ?? 0) < duty.quality)
      throw invalid(
        '/body/datasetId',
        `质量评分应不低于 ${duty.quality}，现为 ${dataset.quality_score ?? '未评'}`,
      )
    await tx.query(
      sql`UPDATE data.duty SET dataset_id = ${datasetId}, delivered_time = ${clock.now()} WHERE id = ${id}`,
    )
  })
  return getDuty(parts, db, id)
}

export async function exemptDuty(parts: DataParts, id: string, reason: string): Promise<DataDuty> {
  const { db, clock } = parts.kernel
  const duty = await getDuty(parts, db, id)
  if (duty.state === 'delivered') throw conflict('already-decided', '该事项已完成。')
  await db.query(
    sql`UPDATE data.duty SET exempted_time = ${clock.now()}, exempt_reason = ${reason} WHERE id = ${id}`,
  )
  return getDuty(parts, db, id)
}

/** Reminds once a duty is overdue, and gives notice to leaders when it stays so for the days of its batch. */
export async function watchDuties(people: DataParts): Promise<void> {
  const { kernel } = people
  const now = kernel.clock.now()
  const day = dayOf(now)
  await kernel.db.transaction(async (tx) => {
    await tx.query(sql`UPDATE data.duty u SET delivered_time = d.version_time FROM data.dataset d, data.duty_batch b
      WHERE d.id = u.dataset_id AND b.id = u.batch_id AND u.delivered_time IS NULL AND u.exempted_time IS NULL
        AND d.state = 'published' AND d.version_time >= b.issued_time
        AND coalesce(d.quality_score, 0) >= coalesce(u.quality, 0)`)
    const rows = await tx.query<DutyRow>(sql`SELECT ${columns} ${from} WHERE u.delivered_time IS NULL
      AND u.exempted_time IS NULL AND u.due_day < ${day}
      AND (u.reminded_time IS NULL OR (u.noticed_time IS NULL AND u.due_day + b.notice_days < ${day}))
      ORDER BY u.due_day LIMIT 1000 FOR UPDATE OF u SKIP LOCKED`)
    for (const row of rows) await remind(people, tx, row, { now, day })
  })
}

async function remind(
  people: DataParts,
  tx: Transaction,
  row: DutyRow,
  { now, day }: { now: Date; day: string },
): Promise<void> {
  const lateDays = (Date.parse(day) - Date.parse(row.due_day)) / 86_400_000
  const isNotice = lateDays > row.notice_days
  const title = `责任事项逾期${isNotice ? '通报' : '提醒'}：${row.resource}`
  await people.messaging.tell(tx, {
    ...{
      key: `data.duty:${row.id}:${isNotice ? 'notice' : 'remind'}`,
      title,
      urgency: isNotice ? 'urgent' : 'normal',
    },
    text: `${row.document_number} 要求 ${row.due_day} 前完成，已逾期 ${lateDays} 天。`,
    ...{ to: [{ organisationId: row.organisation_id }], link: '/console/data-duties' },
  })
  await tx.query(sql`UPDATE data.duty SET reminded_time = coalesce(reminded_time, ${now}),
    noticed_time = ${isNotice ? now : null} WHERE id = ${row.id}`)
}
