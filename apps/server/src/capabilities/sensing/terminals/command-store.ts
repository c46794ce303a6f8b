import type { TerminalCommand } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

export type CommandRow = Omit<TerminalCommand, 'createdTime' | 'deliveredTime' | 'endedTime'> & {
  createdById: string
  createdTime: Date
  deliveredTime: Date | null
  endedTime: Date | null
}

const columns = sql`id, terminal_id AS "terminalId", kind, state, reason, created_by_id AS "createdById", created_by AS "createdBy",
  created_time AS "createdTime", decided_by AS "decidedBy", delivered_time AS "deliveredTime", ended_time AS "endedTime", detail`

export async function insertCommand(
  tx: Queryable,
  c: Pick<CommandRow, 'id' | 'terminalId' | 'kind' | 'state' | 'reason' | 'createdById' | 'createdBy'> & {
    now: Date
  },
): Promise<CommandRow> {
  const row = await tx.first<CommandRow>(sql`INSERT INTO sensing.terminal_command
      (id, terminal_id, kind, state, reason, created_by_id, created_by, created_time)
    VALUES (${c.id}, ${c.terminalId}, ${c.kind}, ${c.state}, ${c.reason}, ${c.createdById}, ${c.createdBy}, ${c.now})
    RETURNING ${columns}`)
  return row as CommandRow
}

export function findCommand(db: Queryable, id: string): Promise<CommandRow | undefined> {
  return db.first<CommandRow>(sql`SELECT ${columns} FROM sensing.terminal_command WHERE id = ${id}`)
}

export function listCommands(db: Queryable, terminalId: string): Promise<CommandRow[]> {
  return db.query<CommandRow>(sql`SELECT ${columns} FROM sensing.terminal_command WHERE terminal_id = ${terminalId}
    ORDER BY id DESC LIMIT 50`)
}

/** Decides a command that waits for a second person; undefined when it waits no more. */
export function decideCommand(
  db: Queryable,
  id: string,
  d: { state: 'queued' | 'refused'; by: string; comment: string; now: Date },
): Promise<CommandRow | undefined> {
  return db.first<CommandRow>(sql`UPDATE sensing.terminal_command SET state = ${d.state}, decided_by = ${d.by},
      detail = ${d.comment}, ended_time = ${d.state === 'refused' ? d.now : null}
    WHERE id = ${id} AND state = 'awaiting-approval' RETURNING ${columns}`)
}

/** Hands out what a terminal has not answered yet; it is handed out again until it is. */
export function deliverCommands(
  tx: Queryable,
  terminalId: string,
  now: Date,
): Promise<Array<Pick<CommandRow, 'id' | 'kind'>>> {
  return tx.query(sql`WITH given AS (UPDATE sensing.terminal_command
      SET state = 'delivered', delivered_time = coalesce(delivered_time, ${now})
      WHERE terminal_id = ${terminalId} AND state IN ('queued', 'delivered') RETURNING id, kind)
    SELECT id, kind FROM given ORDER BY id`)
}

/** Ends a delivered command of a terminal; undefined when it has none of this id that waits. */
export function endCommand(
  tx: Queryable,
  terminalId: string,
  id: string,
  e: { done: boolean; detail: string | null; now: Date },
): Promise<CommandRow | undefined> {
  return tx.first<CommandRow>(sql`UPDATE sensing.terminal_command SET state = ${e.done ? 'confirmed' : 'failed'},
      detail = coalesce(${e.detail}, detail), ended_time = ${e.now}
    WHERE id = ${id} AND terminal_id = ${terminalId} AND state = 'delivered' RETURNING ${columns}`)
}
