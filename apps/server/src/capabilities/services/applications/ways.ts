import type { ItemContent } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { findFalsePromise } from './breach.ts'
import type { AppRow } from './store.ts'

/** Whether a way is open to an applicant, and why not. */
export interface Way {
  isOpen: boolean
  why: string | null
}

/** 告知承诺: not for whoever promised falsely before or is barred by credit (国办发〔2020〕42号). */
export async function commitmentWay(
  parts: ServicesParts,
  db: Queryable,
  row: AppRow,
  content: ItemContent,
): Promise<Way> {
  if (!content.commitment) return { isOpen: false, why: '该事项不适用告知承诺。' }
  const broken = await findFalsePromise(db, row.subject_id, dayOf(parts.kernel.clock.now()))
  if (broken)
    return {
      isOpen: false,
      why: `办件 ${broken.number} 于 ${dayOf(new Date(broken.time))} 记有虚假承诺，请按一般程序办理。`,
    }
  const gate = await parts.credit?.gate({ subjectId: row.subject_id, itemId: row.item_id })
  if (gate?.verdict !== 'commitment-barred') return { isOpen: true, why: null }
  return { isOpen: false, why: gate.reasons.map((one) => `${one.text}（${one.basis}）`).join('；') }
}

/** 容缺受理: not for whoever let the clock of the same item run out before. */
export async function toleranceWay(db: Queryable, row: AppRow, content: ItemContent): Promise<Way> {
  if (!content.tolerance) return { isOpen: false, why: '该事项不适用容缺受理。' }
  const late = await db.first<{ number: string }>(sql`SELECT number FROM services.application
    WHERE subject_id = ${row.subject_id} AND item_id = ${row.item_id} AND state = 'late' LIMIT 1`)
  return late
    ? { isOpen: false, why: `办件 ${late.number} 逾期未补正，同一事项不再适用容缺受理。` }
    : { isOpen: true, why: null }
}
