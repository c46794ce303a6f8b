import type { CommandBatch, DeviceCommand, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import type { State } from '../shadow/rules.ts'

export interface CommandInsert {
  id: string
  batchId: string
  thingId: string
  name: string
  input: State
  state: 'awaiting-approval' | 'queued'
  expiresTime: Date
  attemptsAllowed: number
  timeoutSeconds: number
  sets: State
  previous: State
}

export interface BatchInsert {
  id: string
  title: string
  command: string
  state: 'awaiting-approval' | 'running'
  dangerous: boolean
  reason: string
  requestedBy: string
  requestedName: string
  rollsBackId: string | null
}

export async function insertBatch(
  tx: Queryable,
  batch: BatchInsert,
  commands: readonly CommandInsert[],
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.command_batch (id, title, command, state, dangerous, reason, requested_by, requested_name,
      created_time, rolls_back_id)
    VALUES (${batch.id}, ${batch.title}, ${batch.command}, ${batch.state}, ${batch.dangerous}, ${batch.reason},
      ${batch.requestedBy}, ${batch.requestedName}, ${now}, ${batch.rollsBackId})`)
  await tx.query(sql`INSERT INTO sensing.command (id, batch_id, thing_id, name, input, state, created_time, expires_time,
      attempts_allowed, timeout_seconds, sets, previous)
    SELECT id, "batchId", "thingId", name, input, state, ${now}, "expiresTime", "attemptsAllowed", "timeoutSeconds", sets, previous
    FROM jsonb_to_recordset(${JSON.stringify(commands)}::jsonb) AS r(id uuid, "batchId" uuid, "thingId" uuid, name text,
      input jsonb, state text, "expiresTime" timestamptz, "attemptsAllowed" int, "timeoutSeconds" int, sets jsonb, previous jsonb)`)
}

export interface CommandRow {
  id: string
  batch_id: string
  thing_id: string
  name: string
  input: State
  state: DeviceCommand['state']
  created_time: Date
  expires_time: Date
  attempts: number
  attempts_allowed: number
  timeout_seconds: number
  sets: State
  previous: State
}

export function readBatchCommands(tx: Queryable, batchId: string): Promise<CommandRow[]> {
  return tx.query<CommandRow>(
    sql`SELECT * FROM sensing.command WHERE batch_id = ${batchId} ORDER BY id FOR UPDATE`,
  )
}

/** Takes the waiting commands of a thing for sending, once: who takes them sends them. */
export function takeQueued(db: Queryable, thingId: string, now: Date): Promise<CommandRow[]> {
  return db.query<CommandRow>(sql`UPDATE sensing.command SET state = 'sent', sent_time = ${now}, attempts = attempts + 1
    WHERE id IN (SELECT id FROM sensing.command WHERE thing_id = ${thingId} AND state = 'queued' AND expires_time > ${now}
      ORDER BY id FOR UPDATE SKIP LOCKED)
    RETURNING *`)
}

/** Moves a command on when it is in one of the states it may come from. */
export async function moveCommand(
  tx: Queryable,
  id: string,
  from: readonly DeviceCommand['state'][],
  to: {
    thingId?: string
    state: DeviceCommand['state']
    result?: State | null
    error?: string | null
    finishedTime?: Date | null
  },
): Promise<CommandRow | undefined> {
  return tx.first<CommandRow>(sql`UPDATE sensing.command SET state = ${to.state},
      result = coalesce(${to.result ? JSON.stringify(to.result) : null}::jsonb, result), error = ${to.error ?? null},
      finished_time = ${to.finishedTime ?? null}
    WHERE id = ${id} AND state = ANY(${from as string[]}) ${to.thingId ? sql`AND thing_id = ${to.thingId}` : empty} RETURNING *`)
}

/** What has run out of time: not sent within its validity, or sent and not answered. */
export interface Overdue {
  expired: CommandRow[]
  retried: CommandRow[]
  failed: CommandRow[]
}

export async function sweepOverdue(tx: Queryable, now: Date): Promise<Overdue> {
  const expired =
    await tx.query<CommandRow>(sql`UPDATE sensing.command SET state = 'expired', finished_time = ${now},
      error = CASE WHEN state = 'sent' THEN '已下发，有效期内未确认' ELSE '有效期内未能下发' END
    WHERE state IN ('queued', 'awaiting-approval', 'sent') AND expires_time <= ${now} RETURNING *`)
  const retried = await tx.query<CommandRow>(sql`UPDATE sensing.command SET state = 'queued'
    WHERE state = 'sent' AND sent_time + make_interval(secs => timeout_seconds) <= ${now} AND attempts < attempts_allowed
    RETURNING *`)
  const failed =
    await tx.query<CommandRow>(sql`UPDATE sensing.command SET state = 'failed', finished_time = ${now},
      error = CASE WHEN state = 'sent' THEN '设备未确认' ELSE '设备未返回结果' END
    WHERE (state = 'sent' AND sent_time + make_interval(secs => timeout_seconds) <= ${now} AND attempts >= attempts_allowed)
      OR (state = 'accepted' AND greatest(expires_time, sent_time + make_interval(secs => timeout_seconds)) <= ${now})
    RETURNING *`)
  return { expired, retried, failed }
}

/** Whether anything is under way; asked every second, so it must be cheap. */
export async function hasOpen(db: Queryable): Promise<boolean> {
  const row = await db.first<{ open: boolean }>(sql`SELECT EXISTS (SELECT FROM sensing.command
    WHERE state IN ('awaiting-approval', 'queued', 'sent', 'accepted')) AS open`)
  return row?.open ?? false
}

/** Ends batches with no command under way. */
export async function finishBatches(tx: Queryable, batchIds: readonly string[]): Promise<void> {
  await tx.query(sql`UPDATE sensing.command_batch b SET state = 'finished'
    WHERE id = ANY(${batchIds as string[]}::uuid[]) AND state IN ('running', 'awaiting-approval') AND NOT EXISTS (
      SELECT FROM sensing.command c WHERE c.batch_id = b.id AND c.state IN ('awaiting-approval', 'queued', 'sent', 'accepted'))`)
}

export async function insertLog(
  tx: Queryable,
  rows: ReadonlyArray<{ commandId: string; act: string; detail: string }>,
  now: Date,
): Promise<void> {
  if (rows.length === 0) return
  await tx.query(sql`INSERT INTO sensing.command_log (command_id, time, act, detail)
    SELECT id, ${now}, act, detail FROM unnest(${rows.map((r) => r.commandId)}::uuid[], ${rows.map((r) => r.act)}::text[],
      ${rows.map((r) => r.detail)}::text[]) AS n(id, act, detail)`)
}

export async function readLog(db: Queryable, commandId: string) {
  const rows = await db.query<{ time: Date; act: string; detail: string }>(sql`SELECT time, act, detail
    FROM sensing.command_log WHERE command_id = ${commandId} ORDER BY id`)
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }))
}

export async function decideBatch(
  tx: Queryable,
  id: string,
  decision: { approve: boolean; userId: string; userName: string; comment: string; now: Date },
): Promise<boolean> {
  const { approve, now } = decision
  const rows =
    await tx.query(sql`UPDATE sensing.command_batch SET state = ${approve ? 'running' : 'rejected'},
      decided_by = ${decision.userId}, decided_name = ${decision.userName}, decided_time = ${now}, comment = ${decision.comment}
    WHERE id = ${id} AND state = 'awaiting-approval' RETURNING id`)
  if (rows.length === 0) return false
  // The validity begins when the second person has agreed.
  await tx.query(sql`UPDATE sensing.command SET state = ${approve ? 'queued' : 'cancelled'},
      expires_time = CASE WHEN ${approve} THEN ${now}::timestamptz + (expires_time - created_time) ELSE expires_time END,
      finished_time = CASE WHEN ${approve} THEN NULL ELSE ${now}::timestamptz END
    WHERE batch_id = ${id} AND state = 'awaiting-approval'`)
  return true
}

type CommandView = Omit<
  DeviceCommand,
  'title' | 'createdTime' | 'expiresTime' | 'sentTime' | 'finishedTime'
> & {
  thingType: string
  modelVersion: number | null
  createdTime: Date
  expiresTime: Date
  sentTime: Date | null
  finishedTime: Date | null
}

/** How a command is called; models know. */
export type TitleOf = (thingType: string, version: number | null, name: string) => string

async function listCommands(
  db: Queryable,
  where: Sql,
  titleOf: TitleOf,
  page: { limit?: number; offset?: number },
): Promise<Page<DeviceCommand>> {
  const rows =
    await db.query<CommandView>(sql`SELECT c.id, c.batch_id AS "batchId", c.thing_id AS "thingId", t.name AS "thingName",
      t.reference, t.thing_type AS "thingType", t.model_version AS "modelVersion", c.name, c.input, c.state,
      c.created_time AS "createdTime", c.expires_time AS "expiresTime", c.sent_time AS "sentTime",
      c.finished_time AS "finishedTime", c.attempts, c.result, c.error
    FROM sensing.command c JOIN sensing.thing t ON t.id = c.thing_id ${where}
    ORDER BY c.created_time DESC, c.id LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.command c JOIN sensing.thing t ON t.id = c.thing_id ${where}`,
  )
  return {
    items: rows.map(({ thingType, modelVersion, ...row }) => ({
      ...row,
      title: titleOf(thingType, modelVersion, row.name),
      createdTime: row.createdTime.toISOString(),
      expiresTime: row.expiresTime.toISOString(),
      sentTime: row.sentTime?.toISOString() ?? null,
      finishedTime: row.finishedTime?.toISOString() ?? null,
    })),
    total: count?.n ?? 0,
  }
}

export function listThingCommands(
  db: Queryable,
  thingId: string,
  titleOf: TitleOf,
  page: { limit?: number; offset?: number },
): Promise<Page<DeviceCommand>> {
  return listCommands(db, sql`WHERE c.thing_id = ${thingId}`, titleOf, page)
}

export function listBatchCommands(
  db: Queryable,
  batchId: string,
  readable: Sql,
  titleOf: TitleOf,
  query: { state?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<DeviceCommand>> {
  const like = `%${query.search ?? ''}%`
  const where = sql`WHERE c.batch_id = ${batchId} AND ${readable} ${query.state ? sql`AND c.state = ${query.state}` : empty}
    ${query.search ? sql`AND (t.name ILIKE ${like} OR t.reference ILIKE ${like})` : empty}`
  return listCommands(db, where, titleOf, query)
}

export async function findCommand(
  db: Queryable,
  id: string,
  readable: Sql,
  titleOf: TitleOf,
): Promise<DeviceCommand | undefined> {
  return (await listCommands(db, sql`WHERE c.id = ${id} AND ${readable}`, titleOf, { limit: 1 })).items[0]
}

type BatchView = Omit<CommandBatch, 'createdTime' | 'decidedTime'> & {
  createdTime: Date
  decidedTime: Date | null
}

const batchColumns = sql`b.id, b.title, b.command, b.state, b.dangerous, b.reason, b.requested_name AS "requestedName",
  b.created_time AS "createdTime", b.decided_name AS "decidedName", b.decided_time AS "decidedTime", b.comment,
  b.rolls_back_id AS "rollsBackId",
  (SELECT count(*)::int FROM sensing.command c WHERE c.batch_id = b.id) AS total,
  (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (SELECT c.state, count(*) AS n FROM sensing.command c
    WHERE c.batch_id = b.id GROUP BY 1) s) AS progress`

const toBatch = (row: BatchView): CommandBatch => ({
  ...row,
  createdTime: row.createdTime.toISOString(),
  decidedTime: row.decidedTime?.toISOString() ?? null,
})

/** Batches with at least one device the caller may read. */
function visibleBatch(readable: Sql): Sql {
  return sql`EXISTS (SELECT FROM sensing.command c JOIN sensing.thing t ON t.id = c.thing_id
    WHERE c.batch_id = b.id AND ${readable})`
}

export async function listBatches(
  db: Queryable,
  query: { search?: string; state?: string; limit?: number; offset?: number },
  readable: Sql,
): Promise<Page<CommandBatch>> {
  const like = `%${query.search ?? ''}%`
  const from = sql`FROM sensing.command_batch b WHERE ${visibleBatch(readable)}
    ${query.state ? sql`AND b.state = ${query.state}` : empty}
    ${query.search ? sql`AND (b.title ILIKE ${like} OR b.requested_name ILIKE ${like} OR b.reason ILIKE ${like})` : empty}`
  const rows = await db.query<BatchView>(sql`SELECT ${batchColumns} ${from}
    ORDER BY b.created_time DESC, b.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return { items: rows.map(toBatch), total: count?.n ?? 0 }
}

export async function findBatch(
  db: Queryable,
  id: string,
  readable: Sql,
): Promise<(CommandBatch & { requestedBy: string }) | undefined> {
  const row = await db.first<
    BatchView & { requestedBy: string }
  >(sql`SELECT ${batchColumns}, b.requested_by AS "requestedBy"
    FROM sensing.command_batch b WHERE b.id = ${id} AND ${visibleBatch(readable)}`)
  return row && { ...toBatch(row), requestedBy: row.requestedBy }
}
