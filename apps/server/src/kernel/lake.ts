import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** History as Parquet files in `<data>/lake`, read and written by DuckDB. It is opened at its first use. */
export interface Lake {
  /** Folder of one kind of history; made when missing. */
  folder(name: string): string
  /** Runs SQL on DuckDB and answers rows as objects. */
  query<T>(text: string, values?: Array<string | number>): Promise<T[]>
  /** Writes the answer of a query to a Parquet file, compressed with zstd, whole or not at all. */
  writeParquet(select: string, file: string): Promise<void>
  size(): number
  close(): void
}

export function createLake(dataDir: string): Lake {
  const root = join(dataDir, 'lake')
  let opened: Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> | undefined
  const open = () => {
    opened ??= openDuckDb()
    return opened
  }
  const query = async <T>(text: string, values: Array<string | number> = []) => {
    const { connection } = await open()
    const reader = await connection.runAndReadAll(text, values)
    return reader.getRowObjectsJson() as T[]
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
    size: () => (existsSync(root) ? sizeOf(root) : 0),
    close: () => {
      void opened?.then(({ connection, instance }) => {
        connection.closeSync()
        instance.closeSync()
      })
    },
  }
}

async function openDuckDb() {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '512MB', threads: '2' })
  return { instance, connection: await instance.connect() }
}

function sizeOf(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    bytes += entry.isDirectory() ? sizeOf(path) : statSync(path).size
  }
  return bytes
}
