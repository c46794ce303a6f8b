import type { ExchangeReceipt, Page, SituationReport, SituationTold } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

interface Row {
  id: string
  direction: 'out' | 'in'
  peer_name: string
  peer_kind: SituationReport['peerKind']
  body: SituationTold
  told_time: Date
  delivered_time: Date | null
  refusal: string | null
}

const from = sql`FROM events.situation_report r JOIN events.peer p ON p.id = r.peer_id`
const columns = sql`r.id, r.direction, r.body, r.told_time, r.delivered_time, r.refusal, p.name AS peer_name,
  p.kind AS peer_kind`

function toReport(row: Row): SituationReport {
  return {
    ...{ id: row.id, direction: row.direction, peerName: row.peer_name, peerKind: row.peer_kind },
    ...{ report: row.body, toldTime: row.told_time.toISOString() },
    deliveredTime: row.delivered_time?.toISOString() ?? null,
    refusal: row.refusal,
    isLate: row.told_time.getTime() > Date.parse(row.body.dueTime),
  }
}

export interface NewSituation {
  direction: 'out' | 'in'
  peerId: string
  divisionCode: string | null
  body: SituationTold
}

/** Writes a report once for each peer and version; the id of it, undefined when it is there. */
export async function insertSituation(
  tx: Queryable,
  { direction, peerId, divisionCode, body }: NewSituation,
  now: Date,
): Promise<string | undefined> {
  const row = await tx.first<{ id: string }>(sql`INSERT INTO events.situation_report (id, direction, peer_id,
      incident_id, version, division_code, body, told_time, delivered_time)
    VALUES (${newId()}, ${direction}, ${peerId}, ${body.incidentId}, ${body.version}, ${divisionCode},
      ${JSON.stringify(body)}, ${now}, ${direction === 'in' ? now : null}) ON CONFLICT DO NOTHING RETURNING id`)
  return row?.id
}

/** The other side took it, or said why not. */
export async function settleReport(
  tx: Queryable,
  id: string,
  receipt: ExchangeReceipt,
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE events.situation_report SET
      delivered_time = ${receipt.accepted ? now : null}, refusal = ${receipt.accepted ? null : (receipt.detail ?? '')}
    WHERE id = ${id}`)
}

export async function listSituations(
  db: Queryable,
  query: { limit?: number; offset?: number; direction?: 'out' | 'in' },
  scope: Scope,
): Promise<Page<SituationReport>> {
  const where = sql`WHERE ${inScope('r.division_code', scope)}
    ${query.direction ? sql`AND r.direction = ${query.direction}` : empty}`
  const [rows, count] = await Promise.all([
    db.query<Row>(sql`SELECT ${columns} ${from} ${where} ORDER BY r.told_time DESC, r.id DESC
      LIMIT ${query.limit ?? 20} OFFSET ${query.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from} ${where}`),
  ])
  return { items: rows.map(toReport), total: count?.n ?? 0 }
}

/** What was told of an incident of this installation, oldest first. */
export async function listOfIncident(db: Queryable, incidentId: string): Promise<SituationReport[]> {
  const rows = await db.query<Row>(sql`SELECT ${columns} ${from}
    WHERE r.direction = 'out' AND r.incident_id = ${incidentId} ORDER BY r.version, p.kind DESC, p.name`)
  return rows.map(toReport)
}
