import type { Page, Terminal, TerminalFacts, TerminalPolicy } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { matches, toGrams } from '../../../kernel/search.ts'

export type TerminalRow = Omit<
  Terminal,
  'organisationName' | 'stateText' | 'position' | 'locatedTime' | 'lastSeenTime' | 'createdTime'
> & {
  lon: number | null
  lat: number | null
  locatedTime: Date | null
  lastSeenTime: Date | null
  createdTime: Date
}

/**
 * What a terminal fails of its policy, as a text array; null without a policy. Worked out when asked, so that a changed
 * policy and a certificate that ran out count at once.
 */
function failuresAt(now: Date): Sql {
  return sql`CASE WHEN p.id IS NULL THEN NULL WHEN t.facts IS NULL THEN ARRAY['not-reported'] ELSE array_remove(ARRAY[
    CASE WHEN t.os_level < p.minimum_os THEN 'os-level' END,
    CASE WHEN (p.rules->>'screenLock')::boolean AND NOT (t.facts->>'screenLock')::boolean THEN 'screen-lock' END,
    CASE WHEN (p.rules->>'usbForbidden')::boolean AND (t.facts->>'usbEnabled')::boolean THEN 'usb' END,
    CASE WHEN (p.rules->>'certificate')::boolean
      AND coalesce((t.facts->>'certificateUntil')::timestamptz <= ${now}, true) THEN 'certificate' END,
    CASE WHEN jsonb_typeof(p.rules->'allowedApps') = 'array' AND NOT p.rules->'allowedApps' @> (t.facts->'apps') THEN 'apps' END
  ]::text[], NULL) END`
}

const from = sql`FROM sensing.terminal t LEFT JOIN sensing.terminal_policy p ON p.id = t.policy_id`

function columnsAt(now: Date): Sql {
  return sql`t.id, t.reference, t.title, t.organisation_id AS "organisationId", t.user_id AS "userId", t.user_name AS "userName",
    t.purpose, t.division_code AS "divisionCode", t.state, t.policy_id AS "policyId", t.test_ring AS "testRing", t.facts, t.versions,
    ${failuresAt(now)} AS failures, t.lon, t.lat, t.located_time AS "locatedTime", t.last_seen_time AS "lastSeenTime",
    t.created_time AS "createdTime"`
}

export async function insertTerminal(
  tx: Queryable,
  t: Pick<TerminalRow, 'id' | 'reference' | 'title' | 'organisationId' | 'userId' | 'userName' | 'purpose'> &
    Pick<TerminalRow, 'divisionCode' | 'policyId' | 'testRing'> & {
      codeHash: string
      expires: Date
      now: Date
    },
): Promise<boolean> {
  const rows =
    await tx.query(sql`INSERT INTO sensing.terminal (id, reference, title, organisation_id, user_id, user_name,
      purpose, division_code, state, policy_id, test_ring, code_hash, code_expires, created_time, grams)
    VALUES (${t.id}, ${t.reference}, ${t.title}, ${t.organisationId}, ${t.userId}, ${t.userName}, ${t.purpose},
      ${t.divisionCode}, 'pending', ${t.policyId}, ${t.testRing}, ${t.codeHash}, ${t.expires}, ${t.now},
      ${toGrams(t.reference, t.title, t.userName, t.purpose)}::text[]) ON CONFLICT (reference) DO NOTHING RETURNING id`)
  return rows.length > 0
}

export function findTerminal(db: Queryable, id: string, now: Date): Promise<TerminalRow | undefined> {
  return db.first<TerminalRow>(sql`SELECT ${columnsAt(now)} ${from} WHERE t.id = ${id}`)
}

/** Takes the row of a terminal until the transaction ends. */
export async function lockTerminal(tx: Queryable, id: string): Promise<void> {
  await tx.query(sql`SELECT FROM sensing.terminal WHERE id = ${id} FOR UPDATE`)
}

export interface TerminalFilter {
  search?: string
  state?: string
  organisationId?: string
  policyId?: string
  compliant?: boolean
  limit?: number
  offset?: number
}

export async function listTerminals(
  db: Queryable,
  query: TerminalFilter,
  scope: Scope,
  now: Date,
): Promise<Page<TerminalRow>> {
  const where = sql`WHERE ${inScope('t.division_code', scope)} ${matches('t.grams', query.search, 't.title')}
    ${query.state ? sql`AND t.state = ${query.state}` : empty}
    ${query.organisationId ? sql`AND t.organisation_id = ${query.organisationId}` : empty}
    ${query.policyId ? sql`AND t.policy_id = ${query.policyId}` : empty}
    ${query.compliant === undefined ? empty : sql`AND (${failuresAt(now)} = '{}') = ${query.compliant}`}`
  const items = await db.query<TerminalRow>(sql`SELECT ${columnsAt(now)} ${from} ${where}
    ORDER BY t.reference LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from} ${where}`)
  return { items, total: count?.n ?? 0 }
}

export async function readCompliance(db: Queryable, scope: Scope, now: Date) {
  const rows = await db.query<{ failure: string | null; n: number }>(sql`
    WITH judged AS (SELECT ${failuresAt(now)} AS failures ${from}
      WHERE t.state = 'active' AND p.id IS NOT NULL AND ${inScope('t.division_code', scope)})
    SELECT 'terminals' AS failure, count(*)::int AS n FROM judged
    UNION ALL SELECT NULL, count(*)::int FROM judged WHERE failures = '{}'
    UNION ALL SELECT f, count(*)::int FROM judged, unnest(failures) AS f GROUP BY f`)
  const terminals = rows.find((row) => row.failure === 'terminals')?.n ?? 0
  const compliant = rows.find((row) => row.failure === null)?.n ?? 0
  const failures = rows.flatMap(
    ({ failure, n }): Array<[string, number]> =>
      failure === null || failure === 'terminals' ? [] : [[failure, n]],
  )
  return {
    ...{ compliant, terminals, ratio: terminals === 0 ? null : compliant / terminals },
    failures: Object.fromEntries(failures),
  }
}

/** Gives a terminal a new code; what it was known by before ends. */
export async function renewCode(tx: Queryable, id: string, codeHash: string, expires: Date): Promise<void> {
  await tx.query(sql`UPDATE sensing.terminal SET code_hash = ${codeHash}, code_expires = ${expires}, token_hash = NULL,
    state = 'pending' WHERE id = ${id}`)
}

/** Trades a code for a token, once. */
export function redeemCode(
  tx: Queryable,
  codeHash: string,
  tokenHash: string,
  now: Date,
): Promise<{ id: string; reference: string } | undefined> {
  return tx.first(sql`UPDATE sensing.terminal SET token_hash = ${tokenHash}, code_hash = NULL, code_expires = NULL,
      state = 'active', last_seen_time = ${now}
    WHERE code_hash = ${codeHash} AND code_expires > ${now} AND state = 'pending' RETURNING id, reference`)
}

export function findByToken(
  db: Queryable,
  tokenHash: string,
): Promise<{ id: string; state: string; userId: string } | undefined> {
  return db.first(
    sql`SELECT id, state, user_id AS "userId" FROM sensing.terminal WHERE token_hash = ${tokenHash}`,
  )
}

export async function changeTerminal(
  tx: Queryable,
  id: string,
  change: { state?: string; policyId?: string | null; testRing?: boolean },
): Promise<void> {
  await tx.query(sql`UPDATE sensing.terminal SET state = coalesce(${change.state ?? null}, state),
    policy_id = ${change.policyId === undefined ? sql`policy_id` : sql`${change.policyId}::uuid`},
    test_ring = coalesce(${change.testRing ?? null}, test_ring) WHERE id = ${id}`)
}

export async function noteCheckIn(
  tx: Queryable,
  id: string,
  report: { facts: TerminalFacts | undefined; level: number[] | null; versions: unknown; now: Date },
): Promise<void> {
  const { facts, level, versions, now } = report
  await tx.query(sql`UPDATE sensing.terminal SET last_seen_time = ${now},
    facts = coalesce(${facts ? JSON.stringify(facts) : null}::jsonb, facts), os_level = coalesce(${level}::int[], os_level),
    versions = coalesce(${versions ? JSON.stringify(versions) : null}::jsonb, versions) WHERE id = ${id}`)
}

export async function notePosition(
  tx: Queryable,
  id: string,
  [lon, lat]: number[],
  now: Date,
): Promise<void> {
  await tx.query(
    sql`UPDATE sensing.terminal SET lon = ${lon}, lat = ${lat}, located_time = ${now} WHERE id = ${id}`,
  )
}

export async function savePolicy(
  db: Queryable,
  policy: Pick<TerminalPolicy, 'id' | 'title' | 'rules'>,
  level: number[] | null,
): Promise<TerminalPolicy> {
  const { id, title, rules } = policy
  const saved =
    await db.first<TerminalPolicy>(sql`INSERT INTO sensing.terminal_policy AS p (id, title, rules, minimum_os)
    VALUES (${id}, ${title}, ${JSON.stringify(rules)}, ${level}::int[])
    ON CONFLICT (title) DO UPDATE SET rules = excluded.rules, minimum_os = excluded.minimum_os
    RETURNING id, title, rules, (SELECT count(*)::int FROM sensing.terminal t WHERE t.policy_id = p.id) AS terminals`)
  return saved as TerminalPolicy
}

export async function listPolicies(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
): Promise<Page<TerminalPolicy>> {
  const where = query.search ? sql`WHERE title ILIKE ${`%${query.search}%`}` : empty
  const items = await db.query<TerminalPolicy>(sql`SELECT id, title, rules,
      (SELECT count(*)::int FROM sensing.terminal t WHERE t.policy_id = p.id) AS terminals
    FROM sensing.terminal_policy p ${where} ORDER BY title LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.terminal_policy ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}

export async function findPolicyRules(db: Queryable, id: string): Promise<TerminalPolicy['rules'] | null> {
  const row = await db.first<Pick<TerminalPolicy, 'rules'>>(
    sql`SELECT rules FROM sensing.terminal_policy WHERE id = ${id}`,
  )
  return row?.rules ?? null
}

/** Remembers that a session is used on a terminal. */
export async function bindSession(db: Queryable, sessionId: string, terminalId: string): Promise<void> {
  await db.query(sql`INSERT INTO sensing.terminal_session (session_id, terminal_id) VALUES (${sessionId}, ${terminalId})
    ON CONFLICT (session_id) DO UPDATE SET terminal_id = excluded.terminal_id`)
}

/** Sessions of terminals that may not be used. */
export async function readBlockedSessions(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`SELECT s.session_id AS id FROM sensing.terminal_session s
    JOIN sensing.terminal t ON t.id = s.terminal_id
    WHERE t.state NOT IN ('pending', 'active')`)
  return rows.map((row) => row.id)
}
