import type { answerDataDemand, createDataDemand, DataDemand, OperationInput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { toGrams } from '../../../kernel/search.ts'
import { ownsData } from '../catalogue/rules.ts'
import type { DataParts } from '../data-parts.ts'
import { replyLimitDays } from './rules.ts'

interface DemandRow {
  id: string
  title: string
  description: string
  organisation_id: string
  user_name: string
  owner_id: string | null
  created_time: Date
  due_time: Date
  answer: DataDemand['answer']
  answer_day: string | null
  note: string | null
  dataset_id: string | null
  answered_time: Date | null
  answered_by: string | null
}

function toDemand({ identity, kernel }: DataParts, row: DemandRow): DataDemand {
  return {
    ...{ id: row.id, title: row.title, description: row.description, organisationId: row.organisation_id },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ userName: row.user_name, ownerId: row.owner_id },
    ownerName: identity.findOrganisation(row.owner_id)?.name ?? null,
    ...{ createdTime: row.created_time.toISOString(), dueTime: row.due_time.toISOString() },
    isOverdue: row.answer === null && row.due_time < kernel.clock.now(),
    ...{ answer: row.answer, answerDay: row.answer_day, note: row.note, datasetId: row.dataset_id },
    ...{ answeredTime: row.answered_time?.toISOString() ?? null, answeredBy: row.answered_by },
  }
}

async function getDemand(parts: DataParts, db: Queryable, id: string): Promise<DataDemand> {
  const row = await db.first<DemandRow>(sql`SELECT * FROM data.demand WHERE id = ${id}`)
  if (!row) throw notFound('数据需求', id)
  return toDemand(parts, row)
}

/** Who most likely has data of a name: the organisation whose published entries share most of its pairs of characters. */
async function likelyOwner(tx: Queryable, title: string): Promise<string | null> {
  const grams = toGrams(title)
  const row = await tx.first<{ id: string }>(sql`SELECT d.organisation_id AS id FROM data.dataset d,
      unnest(d.grams) AS g(gram) WHERE d.grams && ${grams}::text[] AND g.gram = ANY(${grams}::text[])
    GROUP BY d.organisation_id ORDER BY count(DISTINCT g.gram) DESC, count(*) DESC, d.organisation_id LIMIT 1`)
  return row?.id ?? null
}

export async function createDemand(
  parts: DataParts,
  principal: Principal,
  given: OperationInput<typeof createDataDemand>['body'],
): Promise<DataDemand> {
  const { organisationId } = principal
  if (!organisationId) throw forbidden('只有单位人员可以提出数据需求。', 'no-organisation')
  if (given.ownerId && !parts.identity.findOrganisation(given.ownerId))
    throw invalid('/body/ownerId', '没有这个单位')
  const now = parts.kernel.clock.now()
  const due = parts.territory.calendars.endOf({ days: replyLimitDays, clock: 'working-day' }, now)
  const id = newId()
  await parts.kernel.db.transaction(async (tx) => {
    const owner = given.ownerId ?? (await likelyOwner(tx, given.title))
    await tx.query(sql`INSERT INTO data.demand (id, title, description, organisation_id, user_name, owner_id, created_time,
      due_time) VALUES (${id}, ${given.title}, ${given.description}, ${organisationId}, ${principal.name}, ${owner}, ${now},
      ${due})`)
    if (owner) await tellOwner(parts, tx, { id, title: given.title, owner })
  })
  return getDemand(parts, parts.kernel.db, id)
}

async function tellOwner(
  parts: DataParts,
  tx: Transaction,
  { id, title, owner }: { id: string; title: string; owner: string },
): Promise<void> {
  parts.messaging.tell(tx, {
    ...{ key: `data.demand:${id}:${owner}`, title: `收到数据需求：${title}`, urgency: 'normal' },
    text: '请答复能提供、不能提供或何时提供。',
    to: [{ organisationId: owner }],
    link: '/console/data-requests?tab=demands',
  })
}

export async function assignDemand(parts: DataParts, id: string, ownerId: string): Promise<DataDemand> {
  if (!parts.identity.findOrganisation(ownerId)) throw invalid('/body/ownerId', '没有这个单位')
  await parts.kernel.db.transaction(async (tx) => {
    const demand = await getDemand(parts, tx, id)
    await tx.query(sql`UPDATE data.demand SET owner_id = ${ownerId} WHERE id = ${id}`)
    await tellOwner(parts, tx, { id, title: demand.title, owner: ownerId })
  })
  return getDemand(parts, parts.kernel.db, id)
}

export async function answerDemand(
  parts: DataParts,
  principal: Principal,
  id: string,
  given: OperationInput<typeof answerDataDemand>['body'],
): Promise<DataDemand> {
  await parts.kernel.db.transaction(async (tx) => {
    const row = await tx.first<DemandRow>(sql`SELECT * FROM data.demand WHERE id = ${id} FOR UPDATE`)
    if (!row) throw notFound('数据需求', id)
    if (!ownsData(principal, row.owner_id ?? '')) throw forbidden('由被需求单位答复。', 'not-provider')
    if (row.answer === 'can' || row.answer === 'cannot') throw conflict('already-decided', '该需求已答复。')
    if (given.answer === 'later' && !given.day) throw invalid('/body/day', '请注明何时能提供')
    if (given.answer === 'cannot' && !given.note?.trim()) throw invalid('/body/note', '不能提供须说明理由')
    await tx.query(sql`UPDATE data.demand SET answer = ${given.answer}, answer_day = ${given.day ?? null},
      note = ${given.note ?? null}, dataset_id = ${given.datasetId ?? null}, answered_by = ${principal.name},
      answered_time = ${parts.kernel.clock.now()} WHERE id = ${id}`)
    parts.messaging.tell(tx, {
      ...{ key: `data.demand:${id}:answered:${given.answer}`, title: `数据需求已答复：${row.title}` },
      ...{
        text: given.note || '请查看答复。',
        urgency: 'normal',
        to: [{ organisationId: row.organisation_id }],
      },
      link: '/console/data-requests?tab=demands',
    })
  })
  return getDemand(parts, parts.kernel.db, id)
}

export async function listDemands(
  parts: DataParts,
  filter: { isOpen?: boolean; ownerId?: string; limit?: number; offset?: number },
): Promise<{ items: DataDemand[]; total: number }> {
  const { db } = parts.kernel
  const where: Sql = sql`WHERE TRUE ${filter.isOpen ? sql`AND answer IS NULL` : empty}
    ${filter.ownerId ? sql`AND owner_id = ${filter.ownerId}` : empty}`
  const [rows, count] = await Promise.all([
    db.query<DemandRow>(sql`SELECT * FROM data.demand ${where} ORDER BY created_time DESC, id DESC
      LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.demand ${where}`),
  ])
  return { items: rows.map((row) => toDemand(parts, row)), total: count?.n ?? 0 }
}
