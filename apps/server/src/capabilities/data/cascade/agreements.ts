import type { ShareAgreement } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { dayOf } from '../grants/rules.ts'
import * as store from './store.ts'

interface AgreementRow {
  id: string
  node_id: string
  node_name: string
  dataset_id: string
  dataset_name: string
  document: string
  fields: string[]
  from_day: string
  to_day: string
  user_name: string
  created_time: Date
}

const columns = sql`a.id, a.node_id, n.name AS node_name, a.dataset_id, d.name AS dataset_name, a.document, a.fields,
  a.from_day::text AS from_day, a.to_day::text AS to_day, a.user_name, a.created_time`
const tables = sql`data.share_agreement a JOIN data.cascade_node n ON n.id = a.node_id
  JOIN data.dataset d ON d.id = a.dataset_id`

const toAgreement = (row: AgreementRow, day: string): ShareAgreement => ({
  ...{ id: row.id, nodeId: row.node_id, nodeName: row.node_name, datasetId: row.dataset_id },
  ...{ datasetName: row.dataset_name, document: row.document, fields: row.fields, userName: row.user_name },
  ...{ from: row.from_day, to: row.to_day, isInForce: row.from_day <= day && day <= row.to_day },
  createdTime: row.created_time.toISOString(),
})

/** Binds the agreements with other cities. */
export function bindAgreements(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  const today = () => dayOf(clock.now())
  http.bind(contract.listShareAgreements, async ({ query }) => {
    const words = `%${query.search ?? ''}%`
    const where = query.search
      ? sql`WHERE n.name ILIKE ${words} OR d.name ILIKE ${words} OR a.document ILIKE ${words}`
      : empty
    const [rows, count] = await Promise.all([
      db.query<AgreementRow>(sql`SELECT ${columns} FROM ${tables} ${where} ORDER BY a.created_time DESC, a.id DESC
        LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`),
      db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${tables} ${where}`),
    ])
    return { items: rows.map((row) => toAgreement(row, today())), total: count?.n ?? 0 }
  })
  http.bind(contract.addShareAgreement, async ({ body }, { principal }) => {
    const node = await store.findNode(db, { id: body.nodeId })
    if (!node) throw notFound('级联节点', body.nodeId)
    if (node.kind !== 'peer') throw invalid('/body/nodeId', '只与同级城市平台签订共享协议')
    const dataset = await findDataset(db, body.datasetId)
    if (!dataset) throw notFound('数据资源', body.datasetId)
    if (body.to < body.from) throw invalid('/body/to', '终止日不能早于起始日')
    const names = new Set(dataset.fields.filter((one) => one.isShared !== false).map((one) => one.name))
    const wrong = body.fields.findIndex((name) => !names.has(name))
    if (wrong >= 0) throw invalid(`/body/fields/${wrong}`, `没有可共享的信息项“${body.fields[wrong]}”`)
    const id = newId()
    await db.query(sql`INSERT INTO data.share_agreement (id, node_id, dataset_id, document, fields, from_day, to_day, user_name,
        created_time)
      VALUES (${id}, ${body.nodeId}, ${body.datasetId}, ${body.document}, ${body.fields}, ${body.from}, ${body.to},
        ${principal.name}, ${clock.now()})`)
    const row = await db.first<AgreementRow>(sql`SELECT ${columns} FROM ${tables} WHERE a.id = ${id}`)
    return toAgreement(row as AgreementRow, today())
  })
}

/** Resources another city is given today, with the fields of all agreements in force. */
export async function agreedWith(
  db: Queryable,
  nodeId: string,
  day: string,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await db.query<{
    dataset_id: string
    fields: string[]
  }>(sql`SELECT dataset_id, array_agg(DISTINCT f) AS fields
    FROM data.share_agreement, unnest(fields) AS f WHERE node_id = ${nodeId} AND from_day <= ${day} AND to_day >= ${day}
    GROUP BY dataset_id`)
  return new Map(rows.map((row) => [row.dataset_id, new Set(row.fields)]))
}
