import type { OperationInput, putSeriesValues } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { DataParts } from '../data-parts.ts'
import * as store from './store.ts'

type Values = OperationInput<typeof putSeriesValues>['body']['values']

/** Writes values that were looked at; answers how many are new and where parts do not sum up to their whole. */
export async function writeValues(
  parts: DataParts,
  tx: Transaction,
  row: store.SeriesRow,
  values: Values,
): Promise<{ written: number; warnings: string[] }> {
  const given = values.map((one) => ({
    ...{ period: one.period, value: one.value, releaseTime: one.releaseTime ?? null },
    ...{ caliber: one.caliber ?? row.caliber, note: one.note ?? null },
  }))
  const written = await store.insertValues(tx, row.code, given, parts.kernel.clock.now())
  const periods = values.map((one) => one.period)
  const unequal = await store.readUnequalSums(tx, row.partOf ?? row.code, periods)
  const warnings = unequal.map(
    (one) => `${one.period}：${one.parts} 个分项之和 ${one.sum} 与总数 ${one.whole} 不一致`,
  )
  return { written, warnings }
}
