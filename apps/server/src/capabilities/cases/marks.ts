import type { CaseMark } from '@civitas/contract'
import type { Queryable } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'
import { newId } from '../../kernel/ids.ts'
import type { Identity } from '../identity/index.ts'
import { type MarkKind, markTexts } from './act-texts.ts'
import type { CaseRow } from './store.ts'

export interface NewMark {
  kind: MarkKind
  row: Pick<CaseRow, 'id' | 'division_code'>
  taskId?: string | null
  organisationId: string | null
  note?: string
}

/** Counts facts against the units they concern. */
export async function insertMarks(tx: Queryable, marks: readonly NewMark[], now: Date): Promise<void> {
  if (marks.length === 0) return
  const rows = marks.map(({ row, kind, taskId = null, organisationId, note = '' }) => ({
    ...{ id: newId(), case_id: row.id, division_code: row.division_code, kind, task_id: taskId },
    ...{ organisation_id: organisationId, note },
  }))
  await tx.query(sql`INSERT INTO cases.mark (id, case_id, task_id, kind, organisation_id, division_code, time, note)
    SELECT id, case_id, task_id, kind, organisation_id, division_code, ${now}, note
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, case_id uuid, task_id uuid, kind text,
      organisation_id uuid, division_code text, note text)`)
}

export async function listMarks(
  { identity }: { identity: Identity },
  db: Queryable,
  caseId: string,
): Promise<CaseMark[]> {
  const rows = await db.query<Omit<CaseMark, 'time' | 'kindText' | 'organisationName'> & { time: Date }>(sql`
    SELECT id, kind, task_id AS "taskId", organisation_id AS "organisationId", time, note
    FROM cases.mark WHERE case_id = ${caseId} ORDER BY time, id LIMIT 500`)
  return rows.map((row) => ({
    ...row,
    kindText: markTexts[row.kind as MarkKind] ?? { zh: row.kind, en: row.kind },
    organisationName: identity.findOrganisation(row.organisationId)?.name ?? null,
    time: row.time.toISOString(),
  }))
}
