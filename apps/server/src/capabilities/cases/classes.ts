import type { CaseClassInfo } from '@civitas/contract'
import type { CaseClass, CaseType, TimeLimit } from '@civitas/domain-kit'
import type { Queryable } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'
import { invalid, notFound } from '../../kernel/problem.ts'
import type { CasesParts } from './publish-case.ts'

interface ClassRow {
  case_type: string
  code: string
  time_limit: TimeLimit
  filing: string | null
  closing: string | null
  changed_by: string
  changed_time: Date
}

/** The duty item that answers for a small class of a case type. */
export function classItem(type: CaseType | undefined, code: string | null): string | undefined {
  return code === null ? undefined : type?.classes?.find((one) => one.code === code)?.item
}

/** The limit the city set for a small class; undefined where the declared one holds. */
export async function findClassLimit(
  db: Queryable,
  caseType: string,
  code: string,
): Promise<TimeLimit | undefined> {
  const row = await db.first<{ time_limit: TimeLimit }>(sql`SELECT time_limit FROM cases.class_limit
    WHERE case_type = ${caseType} AND code = ${code}`)
  return row?.time_limit
}

/** Small classes of one or all case types with their conditions and limits as they hold now. */
export async function listClasses(
  { kernel, domains }: CasesParts,
  caseType: string | undefined,
): Promise<CaseClassInfo[]> {
  const rows = await kernel.db.query<ClassRow>(sql`SELECT * FROM cases.class_limit`)
  const set = new Map(rows.map((row) => [`${row.case_type} ${row.code}`, row]))
  return domains
    .list('caseTypes')
    .filter((type) => !caseType || type.id === caseType)
    .flatMap((type) =>
      (type.classes ?? []).map((one) => toInfo(type.id, one, set.get(`${type.id} ${one.code}`))),
    )
}

function toInfo(caseType: string, declared: CaseClass, row: ClassRow | undefined): CaseClassInfo {
  const { code, kind, bigClass, title, limit } = declared
  return {
    ...{ caseType, code, kind, bigClass, title },
    filing: row?.filing ?? declared.filing.zh,
    closing: row?.closing ?? declared.closing.zh,
    limit: (row?.time_limit ?? limit) as CaseClassInfo['limit'],
    declared: limit as CaseClassInfo['declared'],
    changedBy: row?.changed_by ?? null,
    changedTime: row?.changed_time.toISOString() ?? null,
  }
}

export async function saveClass(
  parts: CasesParts,
  key: { type: string; code: string },
  given: { limit: TimeLimit; filing?: string; closing?: string },
  by: string,
): Promise<CaseClassInfo> {
  const declared = parts.domains.findCaseType(key.type)?.classes?.find((one) => one.code === key.code)
  if (!declared) throw notFound('案件小类', key.code)
  const row = await parts.kernel.db.first<ClassRow>(sql`INSERT INTO cases.class_limit
      (case_type, code, time_limit, filing, closing, changed_by, changed_time)
    VALUES (${key.type}, ${key.code}, ${JSON.stringify(given.limit)}, ${given.filing ?? null}, ${given.closing ?? null}, ${by},
      ${parts.kernel.clock.now()})
    ON CONFLICT (case_type, code) DO UPDATE SET time_limit = excluded.time_limit, filing = excluded.filing,
      closing = excluded.closing, changed_by = excluded.changed_by, changed_time = excluded.changed_time RETURNING *`)
  return toInfo(key.type, declared, row)
}

/** Refuses a class the case type does not have, and a part case without the code of its part in the grid of the case. */
export function requireClass(
  type: CaseType,
  given: { classCode?: string | null; partCode?: string | null },
  divisionCode: string | null,
): void {
  if (!given.classCode) return
  const found = type.classes?.find((one) => one.code === given.classCode)
  if (!found) throw invalid('/body/classCode', `“${type.title.zh}”没有小类 ${given.classCode}`)
  if (found.kind !== 'part') return
  if (!given.partCode) throw invalid('/body/partCode', '部件类案件须填写部件编码')
  const fault = partCodeFault(given.partCode, found.code, divisionCode)
  if (fault) throw invalid('/body/partCode', fault)
}

/**
 * What is wrong with the code of a part after GB/T 30428.2: district (6 digits), big class (2), small class (2), number
 * (6); it must be of the class of the case and of its district.
 */
export function partCodeFault(
  partCode: string,
  classCode: string,
  divisionCode: string | null,
): string | undefined {
  if (!/^\d{16}$/.test(partCode))
    return '部件编码应为 16 位数字：县级区划 6 位、大类 2 位、小类 2 位、顺序 6 位'
  if (partCode.slice(6, 10) !== classCode.slice(-4)) return `部件编码的类别应为 ${classCode.slice(-4)}`
  if (divisionCode && partCode.slice(0, 6) !== divisionCode.slice(0, 6)) return '部件不在案件所在区县'
  return undefined
}
