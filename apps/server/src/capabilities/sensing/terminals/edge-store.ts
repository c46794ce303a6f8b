import type { EdgeModule, EdgeNode, Page } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { type Sql, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export type NodeRow = Omit<EdgeNode, 'state' | 'stateText' | 'assigned' | 'lastSeenTime' | 'createdTime'> & {
  assigned: EdgeModule[]
  keyHash: string
  lastSeenTime: Date | null
  createdTime: Date
}

function findNodes(db: Queryable, where: Sql): Promise<NodeRow[]> {
  return db.query<NodeRow>(sql`SELECT n.id, n.reference, n.title, n.division_code AS "divisionCode",
      n.heartbeat_seconds AS "heartbeatSeconds", n.key_hash AS "keyHash", n.cpu, n.storage, n.queued, n.running,
      n.last_seen_time AS "lastSeenTime", n.created_time AS "createdTime",
      (SELECT max(b.sequence) FROM sensing.edge_batch b WHERE b.node_id = n.id) AS "lastSequence",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('module', m.module, 'kind', m.kind, 'version', m.version,
        'content', m.content) ORDER BY m.module), '[]') FROM sensing.edge_module m WHERE m.node_id = n.id) AS assigned
    FROM sensing.edge_node n ${where}`)
}

export async function findNode(db: Queryable, id: string): Promise<NodeRow | undefined> {
  return (await findNodes(db, sql`WHERE n.id = ${id}`))[0]
}

export async function listNodes(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<NodeRow>> {
  const where = sql`WHERE ${inScope('n.division_code', scope)} ${matches('n.grams', query.search, 'n.title')}`
  const page = sql`ORDER BY n.reference LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`
  const items = await findNodes(db, sql`${where} ${page}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.edge_node n ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export async function insertNode(
  db: Queryable,
  n: Pick<NodeRow, 'id' | 'reference' | 'title' | 'divisionCode' | 'heartbeatSeconds' | 'keyHash'> & {
    now: Date
  },
): Promise<boolean> {
  const rows = await db.query(sql`INSERT INTO sensing.edge_node
      (id, reference, title, division_code, heartbeat_seconds, key_hash, created_time, grams)
    VALUES (${n.id}, ${n.reference}, ${n.title}, ${n.divisionCode}, ${n.heartbeatSeconds}, ${n.keyHash}, ${n.now},
      ${toGrams(n.reference, n.title)}::text[]) ON CONFLICT (reference) DO NOTHING RETURNING id`)
  return rows.length > 0
}

export async function noteHeartbeat(
  db: Queryable,
  id: string,
  h: { cpu: number; storage: number; queued: number; modules: unknown; now: Date },
): Promise<void> {
  await db.query(sql`UPDATE sensing.edge_node SET cpu = ${h.cpu}, storage = ${h.storage}, queued = ${h.queued},
    running = ${JSON.stringify(h.modules)}, last_seen_time = ${h.now} WHERE id = ${id}`)
}

export async function assignModule(db: Queryable, nodeId: string, m: EdgeModule): Promise<void> {
  await db.query(sql`INSERT INTO sensing.edge_module (node_id, module, kind, version, content)
    VALUES (${nodeId}, ${m.module}, ${m.kind}, ${m.version}, ${m.content ? JSON.stringify(m.content) : null}::jsonb)
    ON CONFLICT (node_id, module) DO UPDATE SET kind = excluded.kind, version = excluded.version, content = excluded.content`)
}

export async function withdrawModule(db: Queryable, nodeId: string, module: string): Promise<boolean> {
  const rows = await db.query(
    sql`DELETE FROM sensing.edge_module WHERE node_id = ${nodeId} AND module = ${module} RETURNING module`,
  )
  return rows.length > 0
}

export interface Batch {
  digest: string
  accepted: number
  refused: Array<{ row: number; reason: string }>
}

export function findBatch(db: Queryable, nodeId: string, sequence: number): Promise<Batch | undefined> {
  return db.first<Batch>(sql`SELECT digest, accepted, refused FROM sensing.edge_batch
    WHERE node_id = ${nodeId} AND sequence = ${sequence}`)
}

/** Keeps what became of a batch; false when the same number was kept a moment before. */
export async function insertBatch(
  db: Queryable,
  nodeId: string,
  sequence: number,
  b: Batch & { now: Date },
): Promise<boolean> {
  const rows =
    await db.query(sql`INSERT INTO sensing.edge_batch (node_id, sequence, digest, accepted, refused, received_time)
    VALUES (${nodeId}, ${sequence}, ${b.digest}, ${b.accepted}, ${JSON.stringify(b.refused)}, ${b.now})
    ON CONFLICT DO NOTHING RETURNING node_id`)
  return rows.length > 0
}
