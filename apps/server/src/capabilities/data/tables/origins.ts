import type { DatasetVersion } from '@civitas/contract'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { DataParts } from '../data-parts.ts'
import { tableOf } from './duck.ts'
import { publishVersion } from './publish-version.ts'
import type { VersionRow } from './store.ts'
import { writeVersion } from './write-version.ts'

/** Columns that tell where a row came from; kept in the files beside the columns of the dataset. */
export const originColumns = ['_source', '_batch', '_received'] as const

/** Whether the file of a version tells where its rows came from: of what was loaded it does. */
export async function hasOrigins(kernel: Kernel, version: VersionRow): Promise<boolean> {
  const columns = await kernel.lake.query<{ column_name: string }>(
    `DESCRIBE SELECT * FROM ${tableOf(kernel, version)}`,
  )
  return columns.some((one) => one.column_name === '_batch')
}

/**
 * Publishes a table again with some of its rows changed or left out: `select` is a query over the table of the version that
 * keeps its columns. Each row still tells where it came from.
 */
export async function rewriteVersion(
  parts: DataParts,
  version: VersionRow,
  { select, note }: { select: string; note: string },
): Promise<DatasetVersion> {
  const keep = (await hasOrigins(parts.kernel, version)) ? originColumns : []
  const written = await writeVersion(parts, { datasetId: version.dataset_id, select, note, keep })
  return publishVersion(parts, written.id)
}
