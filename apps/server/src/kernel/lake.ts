import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** History as Parquet files in one folder (`<data>/lake` unless set otherwise), read and written by DuckDB. It is opened at its first use. */
export interface Lake {
  /** Folder of one kind of history; made when missing. */
  folder(name: string): string
  /** Runs SQL on DuckDB and answers rows as objects; tells every so often what share of it is done, where that is asked for. */
  query<T>(text: string, values?: Array<string | number>, onProgress?: (share: number) => void): Promise<T[]>
  /** Writes the answer of a query to a Parquet file, compressed with zstd, whole or not at all. */
  writeParquet(select: string, file: string): Promise<void>
  /** Makes a function of numbers callable in queries from then on; it answers text, and sees nulls. */
  offer(computation: LakeFunction): void
  size(): number
  /** Bytes of one file, named from the folder of the lake. */
  sizeOf(file: string): number
  close(): void
}

/** A pure function of the city that queries may call. */
export interface LakeFunction {
  readonly name: string
  /** How many numbers it takes. */
  readonly inputs: number
  readonly compute: (values: readonly (number | null)[]) => string
}

export function createLake(root: string): Lake {
  const offered: LakeFunction[] = []
  let opened: Promise<DuckDBInstance> | undefined
  const open = () => {
    opened ??= openDuckDb(join(root, '.spill'), offered)
    return opened
  }
  const query = async <T>(
    text: string,
    values: Array<string | number> = [],
    onProgress?: (share: number) => void,
  ) => {
    const instance = await open()
    const connection = await instance.connect()
    const watch = onProgress && (await watchProgress(connection, onProgress))
    try {
      const reader = await connection.runAndReadAll(text, values)
      return reader.getRowObjectsJson() as T[]
    } finally {
      clearInterval(watch)
      connection.closeSync()
    }
  }
  return {
    folder: (name) => {
      const folder = join(root, name)
      mkdirSync(folder, { recursive: true })
      return folder
    },
    query,
    writeParquet: async (select, file) => {
      const { rename } = await import('node:fs/promises')
      await query(
        `COPY (${select}) TO '${file}.part' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)`,
      )
      await rename(`${file}.part`, file)
    },
    offer: (computation) => {
      offered.push(computation)
      if (opened) opened = opened.then((instance) => register(instance, [computation]))
    },
    size: () => (existsSync(root) ? sizeOfFolder(root) : 0),
    sizeOf: (file) => statSync(join(root, file)).size,
    close: () => {
      void opened?.then((instance) => instance.closeSync())
    },
  }
}

async function openDuckDb(spill: string, offered: readonly LakeFunction[]): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const settings = { memory_limit: '512MB', threads: '2', temp_directory: spill }
  return register(await DuckDBInstance.create(':memory:', settings), offered)
}

const progressEveryMs = 400

async function watchProgress(connection: DuckDBConnection, onProgress: (share: number) => void) {
  // DuckDB reckons how far it is only where it may show it.
  await connection.run(
    'SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0',
  )
  return setInterval(() => {
    const { percentage } = connection.progress
    if (percentage >= 0) onProgress(Math.min(percentage, 100) / 100)
  }, progressEveryMs)
}

async function register(instance: DuckDBInstance, offered: readonly LakeFunction[]): Promise<DuckDBInstance> {
  if (offered.length === 0) return instance
  const { DOUBLE, DuckDBScalarFunction, VARCHAR } = await import('@duckdb/node-api')
  const connection = await instance.connect()
  try {
    for (const { name, inputs, compute } of offered)
      connection.registerScalarFunction(
        DuckDBScalarFunction.create({
          name,
          parameterTypes: Array.from({ length: inputs }, () => DOUBLE),
          returnType: VARCHAR,
          // Without it DuckDB answers null itself as soon as one input is null.
          specialHandling: true,
          mainFunction: (_info, input, output) => {
            for (let row = 0; row < input.rowCount; row++)
              output.setItem(
                row,
                compute(input.getRowValues(row).map((one) => (one === null ? null : Number(one)))),
              )
            output.flush()
          },
        }),
      )
  } finally {
    connection.closeSync()
  }
  return instance
}

function sizeOfFolder(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    bytes += entry.isDirectory() ? sizeOfFolder(path) : statSync(path).size
  }
  return bytes
}
