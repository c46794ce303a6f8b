import type { mineProcess, OperationOutput } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { readMaterials, type VersionRow } from '../items/store.ts'
import { findingsOf, medianOf } from './rules.ts'
import * as store from './store.ts'

/** The process of an item as its node logs tell it, with what could be better. */
export async function mine(
  db: Queryable,
  item: Pick<VersionRow, 'id' | 'content'>,
  span: { from: string; to: string },
): Promise<OperationOutput<typeof mineProcess>> {
  const asked = item.content.materials
  const [runs, steps, variants, uploads, named] = await Promise.all([
    store.readRuns(db, item.id, span),
    store.readSteps(db, item.id, span),
    store.readVariants(db, item.id, span),
    store.readUploads(db, item.id, span),
    readMaterials(
      db,
      asked.map((one) => one.material),
    ),
  ])
  const materials = asked.map(({ material, when }) => ({
    title: named.find((one) => one.code === material)?.title ?? material,
    isConditional: when !== undefined,
    uploads: uploads.find((one) => one.material === material)?.uploads ?? 0,
  }))
  const onTime = runs.filter((run) => run.used <= run.limit_days).length
  return {
    cases: runs.length,
    medianDays: medianOf(runs.map((run) => run.used)),
    totalDays: medianOf(runs.flatMap((run) => run.days ?? [])),
    onTimeRate: runs.length ? onTime / runs.length : null,
    // The longest wait first: that is where time is lost.
    steps: steps.sort((a, b) => (b.waitDays ?? 0) - (a.waitDays ?? 0)),
    variants,
    findings: findingsOf(item.content, { runs, steps, materials }),
  }
}
