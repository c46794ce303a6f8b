import type { Cosignature, LedgerEntry, Page, TreeHead, Witness } from '@civitas/contract'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { empty, sql } from '../../kernel/db/sql.ts'
import type { NodeAddress } from './merkle.ts'

interface EntryRow {
  id: string
  kind: string
  subject_id: string
  recorded_time: Date
  payload_sm3: string
  leaf: string
  leaf_index: number | null
}

function toEntry(row: EntryRow): LedgerEntry {
  return {
    id: row.id,
    kind: row.kind,
    subjectId: row.subject_id,
    recordedTime: row.recorded_time.toISOString(),
    payloadSm3: row.payload_sm3,
    leaf: row.leaf,
    leafIndex: row.leaf_index,
  }
}

export interface NewEntry {
  id: string
  kind: string
  subjectId: string
  time: Date
  payloadSm3: string
  leaf: string
  payload: string
}

/** Writes an entry with all others of the transaction. */
export function addEntry(tx: Transaction, entry: NewEntry): void {
  tx.add('ledger.entry', entry, (entries) => insertEntries(tx, entries))
}

async function insertEntries(tx: Queryable, entries: readonly NewEntry[]): Promise<void> {
  const of = <K extends keyof NewEntry>(name: K) => entries.map((one) => one[name])
  await tx.query(sql`WITH made AS (
      INSERT INTO ledger.entry (id, kind, subject_id, recorded_time, payload_sm3, leaf)
      SELECT * FROM unnest(${of('id')}::uuid[], ${of('kind')}::text[], ${of('subjectId')}::text[], ${of('time')}::timestamptz[],
        ${of('payloadSm3')}::text[], ${of('leaf')}::text[]) RETURNING id)
    INSERT INTO ledger.payload (entry_id, body) SELECT m.id, p.body FROM made m
      JOIN unnest(${of('id')}::uuid[], ${of('payload')}::text[]) AS p(id, body) USING (id)`)
}

export async function listEntries(
  db: Queryable,
  query: { limit?: number; offset?: number; kind?: string; subjectId?: string },
): Promise<Page<LedgerEntry>> {
  const { limit = 50, offset = 0, kind, subjectId } = query
  const where = sql`WHERE TRUE ${kind ? sql`AND e.kind = ${kind}` : empty}
    ${subjectId ? sql`AND e.subject_id = ${subjectId}` : empty}`
  const rows = await db.query<EntryRow>(sql`SELECT e.*, l.leaf_index FROM ledger.entry e
    LEFT JOIN ledger.leaf l ON l.entry_id = e.id ${where}
    ORDER BY e.recorded_time DESC, e.id DESC LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ledger.entry e ${where}`)
  return { items: rows.map(toEntry), total: count?.n ?? 0 }
}

export async function findEntry(
  db: Queryable,
  id: string,
): Promise<{ entry: LedgerEntry; payload: string | null } | undefined> {
  const row = await db.first<EntryRow & { body: string | null }>(sql`SELECT e.*, l.leaf_index, p.body
    FROM ledger.entry e LEFT JOIN ledger.leaf l ON l.entry_id = e.id
    LEFT JOIN ledger.payload p ON p.entry_id = e.id WHERE e.id = ${id}`)
  return row && { entry: toEntry(row), payload: row.body }
}

/** How many leaves the log has. */
export async function readSize(db: Queryable): Promise<number> {
  const row = await db.first<{ size: number }>(
    sql`SELECT coalesce(max(leaf_index) + 1, 0)::bigint AS size FROM ledger.leaf`,
  )
  return row?.size ?? 0
}

/** Which of these entries have a place. */
export async function readPlaced(tx: Queryable, entryIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ entry_id: string }>(
    sql`SELECT entry_id FROM ledger.leaf WHERE entry_id = ANY(${entryIds as string[]}::uuid[])`,
  )
  return new Set(rows.map((one) => one.entry_id))
}

export async function insertLeaves(
  tx: Queryable,
  leaves: ReadonlyArray<{ index: number; entryId: string }>,
  nodes: ReadonlyArray<NodeAddress & { hash: string }>,
): Promise<void> {
  await tx.query(sql`WITH made AS (
      INSERT INTO ledger.leaf (leaf_index, entry_id)
      SELECT * FROM unnest(${leaves.map((one) => one.index)}::bigint[], ${leaves.map((one) => one.entryId)}::uuid[]))
    INSERT INTO ledger.node (level, node_index, hash)
    SELECT * FROM unnest(${nodes.map((one) => one.level)}::int[], ${nodes.map((one) => one.index)}::bigint[],
      ${nodes.map((one) => one.hash)}::text[])`)
}

/** Hashes of complete nodes, for `hashSpan`; a node that is asked for and missing is a broken log. */
export async function readNodes(
  db: Queryable,
  addresses: readonly NodeAddress[],
): Promise<(address: NodeAddress) => string> {
  const rows = await db.query<{ level: number; node_index: number; hash: string }>(sql`
    SELECT n.level, n.node_index, n.hash FROM ledger.node n
    JOIN unnest(${addresses.map((one) => one.level)}::int[], ${addresses.map((one) => one.index)}::bigint[])
      AS a(level, index) ON n.level = a.level AND n.node_index = a.index`)
  const hashes = new Map(rows.map((row) => [`${row.level}/${row.node_index}`, row.hash]))
  return ({ level, index }) => {
    const hash = hashes.get(`${level}/${index}`)
    if (!hash) throw new Error(`ledger: node ${level}/${index} is missing`)
    return hash
  }
}

interface HeadRow {
  size: number
  root: string
  time: Date
  public_key: string
  signature: string
}

function toHead(row: HeadRow): TreeHead {
  const { size, root, signature } = row
  return { size, root, time: row.time.toISOString(), publicKey: row.public_key, signature }
}

/** The newest head that covers at least `size` leaves; that of exactly `size` when `exact`. */
export async function findHead(db: Queryable, size: number, exact = false): Promise<TreeHead | undefined> {
  const row = await db.first<HeadRow>(
    exact
      ? sql`SELECT * FROM ledger.tree_head WHERE size = ${size}`
      : sql`SELECT * FROM ledger.tree_head WHERE size >= ${size} ORDER BY size DESC LIMIT 1`,
  )
  return row && toHead(row)
}

/** The newest co-signed head that covers at least `size` leaves. */
export async function findWitnessedHead(db: Queryable, size: number): Promise<TreeHead | undefined> {
  const row = await db.first<HeadRow>(sql`SELECT h.* FROM ledger.tree_head h WHERE h.size >= ${size}
    AND EXISTS (SELECT FROM ledger.cosignature c WHERE c.size = h.size) ORDER BY h.size DESC LIMIT 1`)
  return row && toHead(row)
}

/** Writes a head unless there is one of that size; answers the one that holds. */
export async function insertHead(db: Queryable, head: TreeHead): Promise<TreeHead> {
  await db.query(sql`INSERT INTO ledger.tree_head (size, root, time, public_key, signature)
    VALUES (${head.size}, ${head.root}, ${head.time}, ${head.publicKey}, ${head.signature}) ON CONFLICT DO NOTHING`)
  return (await findHead(db, head.size, true)) as TreeHead
}

interface WitnessRow {
  id: string
  name: string
  organisation_id: string | null
  public_key: string
  active: boolean
  last_size: number | null
}

export async function listWitnesses(
  db: Queryable,
  nameOf: (organisationId: string | null) => string | null,
  id?: string,
): Promise<Witness[]> {
  const rows = await db.query<WitnessRow>(sql`SELECT w.*,
      (SELECT max(size) FROM ledger.cosignature c WHERE c.witness_id = w.id) AS last_size
    FROM ledger.witness w ${id ? sql`WHERE w.id = ${id}` : empty} ORDER BY w.created_time, w.id`)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    organisationName: nameOf(row.organisation_id),
    publicKey: row.public_key,
    active: row.active,
    lastSize: row.last_size,
  }))
}

/** False when the key is registered already. */
export async function insertWitness(
  db: Queryable,
  witness: { id: string; name: string; organisationId: string | null; publicKey: string; time: Date },
): Promise<boolean> {
  const row =
    await db.first(sql`INSERT INTO ledger.witness (id, name, organisation_id, public_key, created_time)
    VALUES (${witness.id}, ${witness.name}, ${witness.organisationId}, ${witness.publicKey}, ${witness.time})
    ON CONFLICT (public_key) DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function updateWitness(db: Queryable, id: string, active: boolean): Promise<boolean> {
  const row = await db.first(sql`UPDATE ledger.witness SET active = ${active} WHERE id = ${id} RETURNING id`)
  return row !== undefined
}

export function findWitnessByKey(
  db: Queryable,
  publicKey: string,
): Promise<{ id: string; active: boolean } | undefined> {
  return db.first(sql`SELECT id, active FROM ledger.witness WHERE public_key = ${publicKey}`)
}

export async function insertCosignature(
  db: Queryable,
  cosignature: { size: number; witnessId: string; signature: string; time: Date },
): Promise<void> {
  await db.query(sql`INSERT INTO ledger.cosignature (size, witness_id, signature, time)
    VALUES (${cosignature.size}, ${cosignature.witnessId}, ${cosignature.signature}, ${cosignature.time})
    ON CONFLICT DO NOTHING`)
}

export async function listCosignatures(db: Queryable, size: number): Promise<Cosignature[]> {
  const rows = await db.query<{
    witness_id: string
    name: string
    public_key: string
    signature: string
    time: Date
  }>(sql`SELECT c.witness_id, w.name, w.public_key, c.signature, c.time FROM ledger.cosignature c
    JOIN ledger.witness w ON w.id = c.witness_id WHERE c.size = ${size} ORDER BY c.time`)
  return rows.map((row) => ({
    witnessId: row.witness_id,
    witnessName: row.name,
    publicKey: row.public_key,
    signature: row.signature,
    time: row.time.toISOString(),
  }))
}
