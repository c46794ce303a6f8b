import type { OperationInput, RowPage, readDatasetRows } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { forbidden, Problem } from '../../../kernel/problem.ts'
import { getDatasetRow } from '../catalogue/register-dataset.ts'
import { unmaskedFields } from '../classification/store.ts'
import type { DataParts } from '../data-parts.ts'
import { disputedKeys } from '../feedback/report-store.ts'
import { readRows } from './read-rows.ts'
import { accessOf } from './row-access.ts'
import { findVersionAt } from './store.ts'

/** Rows somebody sees of a dataset without a grant as a sample at most. */
const sampleRows = 20

/** Rows of a dataset as the caller may see them, of today or as they were at an instant. */
export async function lookAtRows(
  parts: DataParts,
  principal: Principal,
  id: string,
  ask: OperationInput<typeof readDatasetRows>['body'],
): Promise<RowPage> {
  const dataset = await getDatasetRow(parts, principal, id)
  const { access: usual, sampleOnly } = accessOf(principal, dataset)
  const plain = await unmaskedFields(parts.kernel.db, principal.userId, id, parts.kernel.clock.now())
  const access = new Map([...usual].map(([name, mask]) => [name, plain.has(name) ? 'none' : mask]))
  if (access.size === 0) throw forbidden('该资源不予共享，不能查看数据。', 'not-shared')
  const version = await findVersionAt(parts.kernel.db, id, ask.asOf ? new Date(ask.asOf) : null)
  if (!version) throw new Problem('not-found', 'no-version', '该资源此时没有已发布的数据。')
  const disputed = await disputedKeys(parts.kernel.db, id)
  if (!sampleOnly) {
    const rows = await readRows(parts, version, access, { ...ask, disputed })
    return { datasetId: id, versionId: version.id, ...rows }
  }
  const { fields } = ask
  const rows = await readRows(parts, version, access, { fields, limit: sampleRows, disputed })
  return { datasetId: id, versionId: version.id, ...rows, total: rows.items.length }
}
