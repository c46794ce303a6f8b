import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { takeRows } from '../credit/records.ts'
import { changeRecord } from '../credit/store.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import type { Work } from './act-on.ts'
import { endOfWorkingDays } from './clock.ts'
import { dropTimers, setTimer } from './store.ts'

/** Working days to make up or to state one’s case before a broken promise goes into the credit file. */
const statementDays = 5
const itemId = 'credit.make-up-late'
const documentOf = (number: string | null) => `容缺补正〔${number}〕`
const falsePromiseItem = 'credit.commitment-broken'
const falsePromiseOf = (number: string | null) => `承诺核查〔${number}〕`

/** Announces that the promise will be recorded as broken, and when. */
export async function announceBreach(
  parts: ServicesParts,
  { row, tx, now, note, tell }: Work,
): Promise<void> {
  const due = endOfWorkingDays(parts.territory, statementDays, now)
  const day = dayOf(new Date(due.getTime() - 1))
  await setTimer(tx, row.id, 'breach', due)
  await note('告知拟记入信用', `${day} 前可补齐或陈述申辩`)
  await tell(
    `拟记入信用：${row.item_title}`,
    `办件 ${row.number} 的容缺材料逾期未补齐，${day} 后将作为“容缺补正逾期”记入信用档案；此前可补齐材料或陈述申辩。`,
  )
}

/** The promise was not kept in the time to answer either: it is a fact of the credit file, reported by the office. */
export async function recordBreach(parts: ServicesParts, work: Work): Promise<void> {
  const { row } = work
  if (row.state !== 'late' || !row.tolerance) return
  await report(parts, work, {
    ...{ itemId, documentNumber: documentOf(row.number) },
    content: `${row.item_title}容缺材料应于 ${row.tolerance.dueDay} 前补齐，逾期未补`,
  })
}

/** A promise found false is a fact of the credit file, open to objection and repair like any other (国办发〔2020〕42号). */
export function recordFalsePromise(parts: ServicesParts, work: Work, why: string): Promise<void> {
  return report(parts, work, {
    ...{ itemId: falsePromiseItem, documentNumber: falsePromiseOf(work.row.number) },
    content: `${work.row.item_title}告知承诺经核查不实：${why}`,
  })
}

async function report(
  parts: ServicesParts,
  { row, tx, now, note }: Work,
  fact: { itemId: string; documentNumber: string; content: string },
): Promise<void> {
  const subject = await parts.identity.subjects.find(tx, row.subject_id)
  if (!subject || !row.organisation_id) return
  const { kind: subjectKind, name: subjectName, number: subjectNumber } = subject
  const { rejects } = await takeRows(parts, tx, { organisationId: row.organisation_id, byName: '平台' }, [
    { ...fact, subjectKind, subjectName, subjectNumber, decidedDay: dayOf(now) },
  ])
  await note(rejects.length > 0 ? `未能记入信用：${rejects[0]?.reason}` : '记入信用', fact.documentNumber)
}

/** The latest promise of an applicant that was false; not once its record is repaired, withdrawn or out of date. */
export function findFalsePromise(
  db: Queryable,
  subjectId: string,
  today: string,
): Promise<{ number: string; time: string } | undefined> {
  return db.first(sql`SELECT a.number, a.commitment->>'checkedTime' AS time FROM services.application a
    WHERE a.subject_id = ${subjectId} AND a.commitment->>'verdict' = 'false' AND NOT EXISTS (
      SELECT FROM services.credit_record r WHERE r.subject_id = a.subject_id AND r.item_id = ${falsePromiseItem}
        AND r.document_number = '承诺核查〔' || a.number || '〕' AND (r.repaired_time IS NOT NULL OR r.state = 'withdrawn' OR r.valid_until < ${today}))
    ORDER BY a.updated_time DESC LIMIT 1`)
}

/** What was promised has come after all: nothing is recorded any more, or the record says since when it is made good. */
export async function noteLateCompletion(parts: ServicesParts, { row, tx, now, note }: Work): Promise<void> {
  await dropTimers(tx, row.id, 'breach')
  await note('逾期后补齐容缺材料')
  const record = await tx.first<{
    id: string
    content: string
  }>(sql`SELECT id, content FROM services.credit_record
    WHERE item_id = ${itemId} AND subject_id = ${row.subject_id} AND document_number = ${documentOf(row.number)}`)
  if (!record) return
  const made = `已于 ${dayOf(now)} 补齐`
  await changeRecord(
    tx,
    record.id,
    { content: `${record.content}，${made}`, note: made },
    parts.kernel.clock.now(),
  )
}
