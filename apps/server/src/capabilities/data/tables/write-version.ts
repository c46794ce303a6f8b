import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { DatasetField } from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import { notFound } from '../../../kernel/problem.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { duckTypes, lakeFile, quoteName } from './duck.ts'
import { dropCandidates, insertVersion, type VersionRow } from './store.ts'

export interface VersionInput {
  readonly datasetId: string
  /** A DuckDB query with a column for each column of the dataset, by name; each is cast to its type. */
  readonly select: string
  readonly runId?: string | null
  readonly note?: string | null
  /** Further text columns of the query that are kept in the file beside those of the dataset; nobody reads them as data. */
  readonly keep?: readonly string[]
}

/**
 * Writes the whole table of a dataset as a candidate: the file first, then the row that makes it known, so that a cut
 * leaves at most a file nobody knows. A run that is taken up again replaces the candidate it had left. Fails when a value does not fit its type: sort those out before.
 */
export async function writeVersion(parts: DataParts, input: VersionInput): Promise<VersionRow> {
  const { kernel } = parts
  const dataset = await findDataset(kernel.db, input.datasetId)
  if (!dataset) throw notFound('数据资源', input.datasetId)
  const id = newId()
  const file = `${dataset.id}/${id}.parquet`
  const path = lakeFile(kernel, file)
  mkdirSync(dirname(path), { recursive: true })
  try {
    const kept = (input.keep ?? []).map((name) => `, ${quoteName(name)}`).join('')
    await kernel.lake.writeParquet(
      `SELECT ${castAll(dataset.fields)}${kept} FROM (${input.select}) AS given`,
      path,
    )
    const rows = await countRows(parts, file)
    const [{ size }, digest] = [await stat(path), await digestOf(path)]
    let left: string[] = []
    const version = await kernel.db.transaction(async (tx) => {
      await findDataset(tx, dataset.id, { lock: true })
      if (input.runId) left = await dropCandidates(tx, input.runId)
      return insertVersion(tx, {
        ...{ id, dataset_id: dataset.id, rows, bytes: size, sm3: digest, file, fields: dataset.fields },
        created_time: kernel.clock.now(),
        run_id: input.runId ?? null,
        note: input.note ?? null,
      })
    })
    for (const one of left) await rm(lakeFile(kernel, one), { force: true })
    return version
  } catch (error) {
    await rm(path, { force: true })
    await rm(`${path}.part`, { force: true })
    throw error
  }
}

export function castAll(fields: readonly DatasetField[]): string {
  return fields
    .map(({ name, type }) => `CAST(${quoteName(name)} AS ${duckTypes[type]}) AS ${quoteName(name)}`)
    .join(', ')
}

async function countRows({ kernel }: DataParts, file: string): Promise<number> {
  const path = lakeFile(kernel, file).replaceAll("'", "''")
  const [row] = await kernel.lake.query<{ n: number }>(
    `SELECT CAST(count(*) AS DOUBLE) AS n FROM read_parquet('${path}')`,
  )
  return row?.n ?? 0
}

/** SM3 (GB/T 32905) of a file, hex. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sm3')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
