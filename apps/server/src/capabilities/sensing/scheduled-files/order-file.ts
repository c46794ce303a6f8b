import type { ScheduledFileInput } from '@civitas/contract'
import type { Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { insertFile } from './file-store.ts'
import { nextPeriodEnd } from './periods.ts'

/** Sums of the last hour are complete a little after it: readings come late. */
const waitMs = 5 * 60_000

/** When the file of the period that runs now is made. */
export function nextFileTime(now: Date, every: ScheduledFileInput['every']): Date {
  return new Date(nextPeriodEnd(now.getTime() - waitMs, every) + waitMs)
}

/** Orders files of a series from the period that runs now on. */
export async function orderFile(
  db: Queryable,
  order: { definition: ScheduledFileInput; scope: Scope; createdBy: string },
  now: Date,
): Promise<string> {
  const id = newId()
  await insertFile(db, { ...order, id, next: nextFileTime(now, order.definition.every) }, now)
  return id
}
