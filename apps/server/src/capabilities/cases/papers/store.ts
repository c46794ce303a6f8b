import type { CasePaper } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

type Row = Omit<CasePaper, 'writtenTime'> & { writtenTime: Date }

const columns = sql`id, case_type AS "caseType", title, body, active, written_name AS "writtenName",
  written_time AS "writtenTime"`

function toPaper(row: Row): CasePaper {
  return { ...row, writtenTime: row.writtenTime.toISOString() }
}

export async function listPapers(db: Queryable, type: string): Promise<CasePaper[]> {
  const rows = await db.query<Row>(sql`SELECT ${columns} FROM cases.paper_template WHERE case_type = ${type}
    ORDER BY title LIMIT 100`)
  return rows.map(toPaper)
}

export async function findPaper(db: Queryable, id: string): Promise<CasePaper | undefined> {
  const row = await db.first<Row>(sql`SELECT ${columns} FROM cases.paper_template WHERE id = ${id}`)
  return row && toPaper(row)
}

type Input = Pick<CasePaper, 'caseType' | 'title' | 'body' | 'active'>

export async function savePaper(db: Queryable, paper: Input, by: Principal, now: Date): Promise<CasePaper> {
  const row =
    await db.first<Row>(sql`INSERT INTO cases.paper_template (id, case_type, title, body, active, written_by,
      written_name, written_time)
    VALUES (${newId()}, ${paper.caseType}, ${paper.title}, ${paper.body}, ${paper.active}, ${by.userId}, ${by.name}, ${now})
    ON CONFLICT (case_type, title) DO UPDATE SET body = excluded.body, active = excluded.active,
      written_by = excluded.written_by, written_name = excluded.written_name, written_time = excluded.written_time
    RETURNING ${columns}`)
  return toPaper(row as Row)
}
