import { invalid } from '../../../kernel/problem.ts'
import type { Work } from '../applications/act-on.ts'
import { evaluateTable } from '../decisions/evaluate-table.ts'
import { dayOf } from '../numbers.ts'
import { createOrder } from '../payments/create-order.ts'
import type { ServicesParts } from '../services-parts.ts'
import { countHomes, findUnit } from './store.ts'

/** Computes what has to be paid by the rate table in force on the day of filing, and orders it. */
export async function assessCharge(parts: ServicesParts, work: Work): Promise<void> {
  const { row, content, tx, now, note } = work
  const { charge } = content
  if (!charge) return
  const day = dayOf(row.submitted_time ?? now)
  const table = parts.domains
    .list('rateTables')
    .find((one) => one.series === charge.series && one.from <= day && (!one.until || day <= one.until))
  if (!table) throw invalid('/form', `${day} 没有生效的${charge.title}费率表`)
  const unit = await findUnit(tx, String(row.form.unit ?? ''))
  const facts = {
    ...{ usage: unit?.usage ?? '其他', area: unit?.area_m2 ?? 0 },
    // The one being bought is counted.
    homes: (await countHomes(tx, row.subject_id)) + 1,
  }
  const value = evaluateTable(table.table as never, facts).value as { rate: number; rule: string } | null
  if (!value) throw invalid('/form', `${charge.title}费率表没有适用的规则`)
  const baseFen = Math.round(Number(row.form[charge.base]) * 100)
  const fen = Math.round(baseFen * value.rate)
  row.assessment = {
    ...{ title: charge.title, table: table.id, rule: value.rule, basis: table.basis, rate: value.rate },
    ...{ baseFen, fen, facts },
  }
  await note(
    `核定${charge.title}`,
    `${value.rule}，计税 ${(baseFen / 100).toFixed(2)} 元，应缴 ${(fen / 100).toFixed(2)} 元`,
  )
  if (fen === 0) return
  await createOrder(parts, tx, {
    ...{ business: { kind: 'application', id: row.id }, payerId: row.subject_id, fen },
    ...{ title: `${row.item_title}：${charge.title}`, organisationId: row.organisation_id, nonTax: true },
  })
}
