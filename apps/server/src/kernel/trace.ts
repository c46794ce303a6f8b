import type { Database, Queryable, Transaction } from './db/database.ts'
import { sql } from './db/sql.ts'

export interface TraceEdge {
  fromKind: string
  fromId: string
  toKind: string
  toId: string
  note: string
}

export interface DescribedNode {
  title: string
  time: Date | null
  detail: Record<string, unknown>
}

/** Tells what a kind of id is, in words; each capability describes its own. */
export type Describe = (ids: string[]) => Promise<Map<string, DescribedNode>>

export interface Trace {
  /** Records, in the caller’s transaction, that one thing led to another. Repeating it changes nothing. */
  link(tx: Transaction, edges: readonly TraceEdge[]): void
  describe(kind: string, describe: Describe): void
  /** Follows the links from an id in both directions, at most `limit` links. */
  follow(id: string, limit?: number): Promise<TraceResult>
}

export interface TraceResult {
  nodes: Array<{ kind: string; id: string } & DescribedNode>
  links: Array<{ from: string; to: string; note: string; time: Date }>
}

async function insertLinks(tx: Queryable, edges: readonly TraceEdge[]): Promise<void> {
  await tx.query(sql`INSERT INTO kernel.trace_link (from_kind, from_id, to_kind, to_id, note)
    SELECT "fromKind", "fromId", "toKind", "toId", note FROM jsonb_to_recordset(${JSON.stringify(edges)}::jsonb)
      AS e("fromKind" text, "fromId" text, "toKind" text, "toId" text, note text) ON CONFLICT DO NOTHING`)
}

interface LinkRow {
  from_kind: string
  from_id: string
  to_kind: string
  to_id: string
  note: string
  time: Date
}

/** The web of causes: any id leads to the whole chain from packet to case. */
export function createTrace(db: Database): Trace {
  const describers = new Map<string, Describe>()
  return {
    link: (tx, edges) => {
      for (const edge of edges) tx.add('kernel.trace_link', edge, (rows) => insertLinks(tx, rows))
    },
    describe: (kind, describe) => {
      describers.set(kind, describe)
    },
    follow: async (id, limit = 300) => {
      const links = await collect(db, id, limit)
      return { nodes: await describeAll(describers, id, links), links: links.map(toLink) }
    },
  }
}

function toLink(row: LinkRow) {
  return { from: row.from_id, to: row.to_id, note: row.note, time: row.time }
}

/** Backwards to every cause and forwards to every effect; a sibling (another effect of a cause) is not on the chain. */
async function collect(db: Database, id: string, limit: number): Promise<LinkRow[]> {
  return db.query<LinkRow>(sql`
    WITH RECURSIVE causes AS (
      SELECT l.* FROM kernel.trace_link l WHERE l.to_id = ${id}
      UNION SELECT l.* FROM kernel.trace_link l JOIN causes c ON l.to_id = c.from_id
    ), effects AS (
      SELECT l.* FROM kernel.trace_link l WHERE l.from_id = ${id}
      UNION SELECT l.* FROM kernel.trace_link l JOIN effects e ON l.from_id = e.to_id
    )
    SELECT * FROM (SELECT * FROM causes UNION SELECT * FROM effects) chain ORDER BY time LIMIT ${limit}`)
}

async function describeAll(describers: Map<string, Describe>, id: string, links: LinkRow[]) {
  const kinds = new Map<string, string>()
  for (const link of links) {
    kinds.set(link.from_id, link.from_kind)
    kinds.set(link.to_id, link.to_kind)
  }
  const nodes: TraceResult['nodes'] = []
  const seen = new Set<string>()
  for (const [kind, describe] of describers) {
    const ids = [...kinds].filter(([, k]) => k === kind).map(([known]) => known)
    const asked = ids.length > 0 || kinds.has(id) ? ids : [id]
    if (asked.length === 0) continue
    for (const [found, node] of await describe(asked)) {
      seen.add(found)
      nodes.push({ kind, id: found, ...node })
    }
  }
  for (const [known, kind] of kinds) {
    if (!seen.has(known)) nodes.push({ kind, id: known, title: known, time: null, detail: {} })
  }
  return nodes.sort((a, b) => (a.time?.getTime() ?? 0) - (b.time?.getTime() ?? 0))
}
