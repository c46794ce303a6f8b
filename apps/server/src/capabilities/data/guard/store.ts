import type { AlertKind, DataAlert, DataGrade, GuardRules, LeakCase, LeakStep } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import type { Usage } from './rules.ts'

export interface UsageRow extends Usage {
  keyId: string
  caller: string
  organisationId: string
  datasetId: string | null
  abilityId: string | null
  /** Day in Asia/Shanghai. */
  day: string
  fields: string[]
  purpose: string
  lastTime: Date
}

/** How far back a look reaches after a stop: the days habits are made of. */
const longestLook = sql`interval '30 days'`

/** Adds up the uses since the last look, and answers the days they touched beside the thirty days before each. */
export async function addUp(tx: Queryable, until: Date, rules: GuardRules): Promise<UsageRow[]> {
  const rule = await tx.first<{ from: Date }>(
    sql`SELECT greatest(looked_until, ${until}::timestamptz - ${longestLook}) AS "from" FROM data.guard_rule FOR UPDATE`,
  )
  if (!rule || rule.from >= until) return []
  const hour = sql`extract(hour FROM u.time AT TIME ZONE 'Asia/Shanghai')`
  const night = sql`(${hour} >= ${rules.nightFrom} AND ${hour} < ${rules.nightTo})`
  const touched = await tx.query<{
    day: string
    key_id: string
    dataset_id: string | null
    ability_id: string | null
  }>(sql`
    INSERT INTO data.guard_usage AS g (day, key_id, dataset_id, ability_id, organisation_id, caller, purpose, rows, night_rows,
      refused, fields, addresses, last_time)
    SELECT (u.time AT TIME ZONE 'Asia/Shanghai')::date, u.key_id, u.dataset_id, u.ability_id, u.organisation_id, max(u.caller),
      max(u.purpose), sum(u.rows), coalesce(sum(u.rows) FILTER (WHERE ${night}), 0),
      count(*) FILTER (WHERE u.status = 403), (SELECT coalesce(array_agg(DISTINCT f), '{}')
        FROM unnest(string_to_array(string_agg(DISTINCT array_to_string(u.fields, ','), ','), ',')) f WHERE f <> ''),
      coalesce(array_agg(DISTINCT u.address) FILTER (WHERE u.address IS NOT NULL), '{}'), max(u.time)
    FROM data.use_record u WHERE u.time > ${rule.from} AND u.time <= ${until} AND u.key_id IS NOT NULL
      AND u.organisation_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (key_id, dataset_id, ability_id, day) DO UPDATE SET rows = g.rows + excluded.rows,
      night_rows = g.night_rows + excluded.night_rows, refused = g.refused + excluded.refused, purpose = excluded.purpose,
      fields = (SELECT array_agg(DISTINCT f) FROM unnest(g.fields || excluded.fields) f),
      addresses = (SELECT array_agg(DISTINCT a) FROM unnest(g.addresses || excluded.addresses) a),
      last_time = excluded.last_time
    RETURNING g.day, g.key_id, g.dataset_id, g.ability_id`)
  await tx.query(sql`UPDATE data.guard_rule SET looked_until = ${until}`)
  return touched.length === 0 ? [] : readUsages(tx, touched)
}

function readUsages(db: Queryable, touched: readonly object[]): Promise<UsageRow[]> {
  return db.query<UsageRow>(sql`
    SELECT t.day::text AS day, g.key_id AS "keyId", g.caller, g.organisation_id AS "organisationId",
      g.dataset_id AS "datasetId", g.ability_id AS "abilityId", g.rows::float8 AS rows, g.night_rows::float8 AS "nightRows",
      g.refused, coalesce(g.addresses, '{}') AS addresses, coalesce(g.fields, '{}') AS fields, g.purpose,
      g.last_time AS "lastTime", coalesce(b.days, 0) AS "usualDays", coalesce(b.rows, 0) AS "usualRows",
      coalesce(b.nights, 0) AS "usualNights", coalesce(b.addresses, '{}') AS "usualAddresses"
    FROM jsonb_to_recordset(${JSON.stringify(touched)}::jsonb) AS t(day date, key_id text, dataset_id uuid, ability_id uuid)
    JOIN data.guard_usage g ON g.key_id = t.key_id AND g.dataset_id IS NOT DISTINCT FROM t.dataset_id
      AND g.ability_id IS NOT DISTINCT FROM t.ability_id AND g.day = t.day
    LEFT JOIN LATERAL (SELECT count(*)::int AS days,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY u.rows)::float8 AS rows,
        count(*) FILTER (WHERE u.night_rows > 0)::int AS nights,
        (SELECT array_agg(DISTINCT a) FROM data.guard_usage o, unnest(o.addresses) a WHERE o.key_id = g.key_id
          AND o.dataset_id IS NOT DISTINCT FROM g.dataset_id AND o.ability_id IS NOT DISTINCT FROM g.ability_id
          AND o.day < g.day AND o.day >= g.day - 30) AS addresses
      FROM data.guard_usage u WHERE u.key_id = g.key_id AND u.dataset_id IS NOT DISTINCT FROM g.dataset_id
        AND u.ability_id IS NOT DISTINCT FROM g.ability_id AND u.day < g.day AND u.day >= g.day - 30) b ON true`)
}

/** Habits older than they are looked at are forgotten. */
export async function forgetHabits(db: Queryable, now: Date): Promise<void> {
  await db.query(
    sql`DELETE FROM data.guard_usage WHERE day < (${now}::timestamptz - interval '60 days')::date`,
  )
}

export interface AlertRow {
  id: string
  kinds: AlertKind[]
  key_id: string
  caller: string
  organisation_id: string
  dataset_id: string | null
  service_title: string
  grade: DataGrade
  fields: string[]
  rows: number
  usual: number | null
  addresses: string[]
  purpose: string
  raised_time: Date
  last_time: Date
  state: DataAlert['state']
  is_suspended: boolean
  note: string | null
  decided_by: string | null
}

const alertColumns = sql`g.id, g.kinds, g.key_id, g.caller, g.organisation_id, g.dataset_id, g.grade, g.fields,
  g.rows::float8 AS rows, g.usual, g.addresses, g.purpose, g.raised_time, g.last_time, g.state, g.is_suspended, g.note,
  g.decided_by, coalesce(d.name, b.title, '') AS service_title`
const alertFrom = sql`FROM data.guard_alert g LEFT JOIN data.dataset d ON d.id = g.dataset_id
  LEFT JOIN data.ability b ON b.id = g.ability_id`

export interface NewAlert {
  id: string
  usage: UsageRow
  kinds: readonly AlertKind[]
  grade: DataGrade
  usual: number | null
  now: Date
}

/** Writes an alert, or what has come to one of the same day; tells whether it is new. */
export async function putAlert(tx: Queryable, one: NewAlert): Promise<{ id: string; isNew: boolean }> {
  const { usage } = one
  const row = await tx.first<{
    id: string
  }>(sql`INSERT INTO data.guard_alert (id, day, key_id, caller, organisation_id,
      dataset_id, ability_id, kinds, grade, fields, rows, usual, addresses, purpose, raised_time, last_time, state)
    VALUES (${one.id}, ${usage.day}, ${usage.keyId}, ${usage.caller}, ${usage.organisationId}, ${usage.datasetId},
      ${usage.abilityId}, ${one.kinds as string[]}::text[], ${one.grade}, ${usage.fields}::text[], ${usage.rows},
      ${one.usual}, ${usage.addresses as string[]}::text[], ${usage.purpose}, ${one.now}, ${usage.lastTime}, 'open')
    ON CONFLICT (day, key_id, dataset_id, ability_id) DO UPDATE SET rows = excluded.rows, kinds = excluded.kinds,
      addresses = excluded.addresses, fields = excluded.fields, last_time = excluded.last_time
    RETURNING id`)
  return { id: row?.id ?? one.id, isNew: row?.id === one.id }
}

export async function listAlerts(
  db: Queryable,
  ask: { state?: string; search?: string; limit?: number; offset?: number },
): Promise<{ items: AlertRow[]; total: number }> {
  const where = sql`WHERE TRUE ${ask.state ? sql`AND g.state = ${ask.state}` : empty}
    ${ask.search ? sql`AND strpos(lower(g.caller || ' ' || coalesce(d.name, b.title, '')), lower(${ask.search})) > 0` : empty}`
  const [items, count] = await Promise.all([
    db.query<AlertRow>(sql`SELECT ${alertColumns} ${alertFrom} ${where} ORDER BY g.raised_time DESC, g.id DESC
      LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${alertFrom} ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findAlert(db: Queryable, id: string): Promise<AlertRow | undefined> {
  return db.first<AlertRow>(sql`SELECT ${alertColumns} ${alertFrom} WHERE g.id = ${id}`)
}

export async function decideAlert(
  tx: Queryable,
  id: string,
  given: { state: DataAlert['state']; note: string; by: string; now: Date },
): Promise<void> {
  await tx.query(sql`UPDATE data.guard_alert SET state = ${given.state}, note = ${given.note}, decided_by = ${given.by},
    decided_time = ${given.now} WHERE id = ${id}`)
}

/** Stops the application a key belongs to. */
export async function suspendAppOf(tx: Queryable, alertId: string, keyId: string): Promise<void> {
  await tx.query(sql`UPDATE data.app a SET is_suspended = true FROM data.app_key k
    WHERE k.id = ${keyId} AND a.id = k.app_id`)
  await tx.query(sql`UPDATE data.guard_alert SET is_suspended = true WHERE id = ${alertId}`)
}

export async function readRules(db: Queryable): Promise<GuardRules> {
  const row =
    await db.first<GuardRules>(sql`SELECT times, least_rows AS "leastRows", night_from AS "nightFrom",
    night_to AS "nightTo", suspends, hours FROM data.guard_rule`)
  return row as GuardRules
}

export async function writeRules(db: Queryable, rules: GuardRules): Promise<void> {
  await db.query(sql`UPDATE data.guard_rule SET times = ${rules.times}, least_rows = ${rules.leastRows},
    night_from = ${rules.nightFrom}, night_to = ${rules.nightTo}, suspends = ${rules.suspends},
    hours = ${JSON.stringify(rules.hours)}`)
}

export interface LeakRow {
  id: string
  title: string
  alert_id: string | null
  discovered_time: Date
  opened_by: string
  matches: LeakCase['matches']
  closed_time: Date | null
  steps: Array<{
    step: LeakStep
    dueTime: string
    doneTime: string | null
    doneBy: string | null
    note: string | null
  }>
}

const leakColumns = sql`c.id, c.title, c.alert_id, c.discovered_time, c.opened_by, c.matches, c.closed_time,
  (SELECT jsonb_agg(jsonb_build_object('step', s.step, 'dueTime', s.due_time, 'doneTime', s.done_time, 'doneBy', s.done_by,
    'note', s.note) ORDER BY s.ordinal) FROM data.leak_step s WHERE s.case_id = c.id) AS steps`

export interface NewLeak
  extends Pick<LeakRow, 'id' | 'title' | 'alert_id' | 'discovered_time' | 'opened_by' | 'matches'> {
  now: Date
  steps: ReadonlyArray<{ step: LeakStep; due: Date }>
}

export async function insertLeak(tx: Queryable, one: NewLeak): Promise<void> {
  await tx.query(sql`INSERT INTO data.leak_case (id, title, alert_id, discovered_time, opened_time, opened_by, matches)
    VALUES (${one.id}, ${one.title}, ${one.alert_id}, ${one.discovered_time}, ${one.now}, ${one.opened_by},
      ${JSON.stringify(one.matches)})`)
  for (const [ordinal, { step, due }] of one.steps.entries())
    await tx.query(sql`INSERT INTO data.leak_step (case_id, step, ordinal, due_time)
      VALUES (${one.id}, ${step}, ${ordinal}, ${due})`)
}

export function findLeak(db: Queryable, id: string): Promise<LeakRow | undefined> {
  return db.first<LeakRow>(sql`SELECT ${leakColumns} FROM data.leak_case c WHERE c.id = ${id}`)
}

export async function listLeaks(
  db: Queryable,
  ask: { search?: string; limit?: number; offset?: number },
): Promise<{ items: LeakRow[]; total: number }> {
  const where = ask.search ? sql`WHERE strpos(lower(c.title), lower(${ask.search})) > 0` : empty
  const [items, count] = await Promise.all([
    db.query<LeakRow>(sql`SELECT ${leakColumns} FROM data.leak_case c ${where} ORDER BY c.opened_time DESC, c.id DESC
      LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.leak_case c ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

/** Finishes a step that is open; the case closes with its last. Answers false when it was finished before. */
export async function finishStep(
  tx: Queryable,
  id: string,
  given: { step: LeakStep; note: string; by: string; now: Date },
): Promise<boolean> {
  const done = await tx.first(sql`UPDATE data.leak_step SET done_time = ${given.now}, done_by = ${given.by},
    note = ${given.note} WHERE case_id = ${id} AND step = ${given.step} AND done_time IS NULL RETURNING step`)
  await tx.query(sql`UPDATE data.leak_case SET closed_time = ${given.now} WHERE id = ${id} AND closed_time IS NULL
    AND NOT EXISTS (SELECT FROM data.leak_step s WHERE s.case_id = ${id} AND s.done_time IS NULL)`)
  return done !== undefined
}

/** Steps past their time nobody was told of; held until the transaction ends. */
export function takeLateSteps(
  tx: Queryable,
  now: Date,
): Promise<Array<{ case_id: string; step: LeakStep; title: string; due_time: Date }>> {
  return tx.query(sql`UPDATE data.leak_step s SET told_time = ${now} FROM data.leak_case c
    WHERE c.id = s.case_id AND s.done_time IS NULL AND s.told_time IS NULL AND s.due_time < ${now}
    RETURNING s.case_id, s.step, c.title, s.due_time`)
}
