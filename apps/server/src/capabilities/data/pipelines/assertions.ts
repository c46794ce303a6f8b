import type { PipelineAssertion } from '@civitas/contract'
import type { DataParts, PublishGate } from '../data-parts.ts'
import { quoteName, tableOf } from '../tables/duck.ts'
import { findVersion, findVersionAt, type VersionRow } from '../tables/store.ts'
import { findPipeline, findRun } from './store.ts'

/** Holds the assertions of a pipeline against what it made, before it is published. */
export function assertionGate(parts: DataParts): PublishGate {
  return async (version) => {
    const run = version.run_id ? await findRun(parts.kernel.db, version.run_id) : undefined
    const pipeline = run?.pipeline_id ? await findPipeline(parts.kernel.db, run.pipeline_id) : undefined
    const refused: string[] = []
    for (const assertion of pipeline?.assertions ?? []) {
      const fault = await faultOf(parts, assertion, version)
      if (fault) refused.push(fault)
    }
    return { refused }
  }
}

async function faultOf(
  parts: DataParts,
  assertion: PipelineAssertion,
  version: VersionRow,
): Promise<string | null> {
  const table = tableOf(parts.kernel, version)
  const count = async (query: string) =>
    (await parts.kernel.lake.query<{ n: number }>(`SELECT CAST(count(*) AS DOUBLE) AS n FROM ${query}`))[0]
      ?.n ?? 0
  if (assertion.kind === 'rows-ratio')
    return ratioFault(assertion.min, version, await yesterday(parts, version))
  if (assertion.kind === 'rows')
    return version.rows < assertion.min ? `断言“行数不低于 ${assertion.min}”未通过：${version.rows} 行` : null
  if (assertion.kind === 'present') {
    const empty = await count(`${table} WHERE ${quoteName(assertion.field)} IS NULL`)
    return empty > 0 ? `断言“${assertion.field}不为空”未通过：${empty} 行为空` : null
  }
  const keys = assertion.fields.map(quoteName).join(', ')
  const doubles = await count(`(SELECT ${keys} FROM ${table} GROUP BY ${keys} HAVING count(*) > 1)`)
  return doubles > 0 ? `断言“${assertion.fields.join('、')}唯一”未通过：${doubles} 组重复` : null
}

export function ratioFault(
  min: number,
  version: { rows: number },
  before: { rows: number } | undefined,
): string | null {
  if (!before || version.rows >= before.rows * min) return null
  const percent = (value: number) => `${Math.round(value * 1000) / 10}%`
  return `断言“行数不低于昨日${percent(min)}”未通过：昨日 ${before.rows} 行，本次 ${version.rows} 行（${percent(
    before.rows ? version.rows / before.rows : 0,
  )}）`
}

/** The output as it was at the end of yesterday (Asia/Shanghai); while there was none, the one that is read now. */
async function yesterday({ kernel }: DataParts, version: VersionRow): Promise<VersionRow | undefined> {
  const local = new Date(kernel.clock.now().getTime() + 8 * 3_600_000)
  const midnight = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate(), -8))
  const before = await findVersionAt(kernel.db, version.dataset_id, midnight)
  const now = before ?? (await findVersionAt(kernel.db, version.dataset_id, null))
  return now && findVersion(kernel.db, now.id)
}
