import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { Problem } from '../../../kernel/problem.ts'
import { quoteName } from '../tables/duck.ts'

/** A table as a query sees it: a DuckDB query that makes it, with what must not be seen already taken out. */
export interface RoomTable {
  readonly name: string
  readonly select: string
}

export interface RoomAnswer {
  readonly columns: Array<{ name: string; type: string }>
  readonly rows: Array<Array<string | number | boolean | null>>
  readonly isCut: boolean
}

export interface RoomOptions {
  readonly limit: number
  readonly timeoutMs: number
  readonly memory: string
  /** Stops the query when it fires. */
  readonly signal?: AbortSignal
}

/**
 * Runs one SELECT somebody wrote in a DuckDB of its own. The tables are copied in as the caller may see them, then the door is
 * shut: no file, no network, no setting can be reached, so that what is masked or not granted is not there to be found.
 */
export async function askRoom(
  sql: string,
  tables: readonly RoomTable[],
  options: RoomOptions,
): Promise<RoomAnswer> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', {
    ...{ memory_limit: options.memory, threads: '1' },
    ...{ autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' },
  })
  try {
    return await within(instance, options, async (connection) => {
      await connection.run("SET TimeZone = 'Asia/Shanghai'")
      for (const table of tables)
        await connection.run(`CREATE TABLE ${quoteName(table.name)} AS ${table.select}`)
      await connection.run('SET enable_external_access = false')
      await connection.run('SET lock_configuration = true')
      return readAnswer(connection, sql, options.limit)
    })
  } finally {
    instance.closeSync()
  }
}

async function within<T>(
  instance: DuckDBInstance,
  { timeoutMs, signal }: RoomOptions,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect()
  let stopped: 'timeout' | 'cancelled' | undefined
  const stop = (why: 'timeout' | 'cancelled') => {
    stopped = why
    connection.interrupt()
  }
  const timer = setTimeout(() => stop('timeout'), timeoutMs)
  const cancel = () => stop('cancelled')
  signal?.addEventListener('abort', cancel)
  try {
    return await work(connection)
  } catch (error) {
    if (stopped === 'cancelled') throw new Problem('conflict', 'query-cancelled', '查询已取消。')
    if (stopped)
      throw new Problem('limit-exceeded', 'query-timeout', `查询超过 ${timeoutMs / 1000} 秒，已停止。`)
    throw toProblem(error as Error)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
    connection.closeSync()
  }
}

async function readAnswer(connection: DuckDBConnection, sql: string, limit: number): Promise<RoomAnswer> {
  const statements = await connection.extractStatements(sql)
  if (statements.count !== 1)
    throw new Problem('invalid', 'one-statement', '一次只能运行一条查询语句。', [
      { path: '/body/sql', message: '一次只能运行一条查询语句' },
    ])
  const { StatementType } = await import('@duckdb/node-api')
  const prepared = await statements.prepare(0)
  if (prepared.statementType !== StatementType.SELECT)
    throw new Problem('invalid', 'only-select', '只能查询（SELECT），不能修改。', [
      { path: '/body/sql', message: '只能查询（SELECT），不能修改' },
    ])
  const reader = await prepared.streamAndReadUntil(limit + 1)
  const names = reader.deduplicatedColumnNames()
  const types = reader.columnTypes().map(String)
  const rows = reader.getRowsJson().slice(0, limit)
  return {
    columns: names.map((name, i) => ({ name, type: types[i] ?? '' })),
    rows: rows.map((row) => row.map((value, i) => toPlain(value, types[i] ?? ''))),
    isCut: reader.currentRowCount > limit,
  }
}

const numeric =
  /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|FLOAT|DOUBLE|DECIMAL)/

function toPlain(value: unknown, type: string): string | number | boolean | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value === 'string') return numeric.test(type) ? Number(value) : value
  return JSON.stringify(value)
}

/** What DuckDB says of the query. Its texts speak of names and syntax; of values only those that were written or are seen. */
function toProblem(error: Error): Error {
  if (error instanceof Problem) return error
  const text =
    error.message
      .replace(/^Error: /, '')
      .replace(/^Failed to \w+( \w+)*: /, '')
      .split('\n')[0] ?? ''
  if (/Out of Memory/i.test(text))
    return new Problem('limit-exceeded', 'query-memory', '查询需要的内存超过配额，请缩小范围。')
  if (/Permission Error/i.test(text))
    return new Problem('forbidden', 'query-outside', '无权限：查询不能读取文件、网络或改变设置。')
  // What cannot even be read as text of SQL ends in the parser without a word of its own.
  if (text === 'Error in native callback')
    return new Problem('invalid', 'query-wrong', '查询有误：不是一条查询语句。', [
      { path: '/body/sql', message: '不是一条查询语句' },
    ])
  if (!/^(Parser|Binder|Catalog|Conversion|Invalid Input|Out of Range|Not implemented)/.test(text))
    return error
  return new Problem('invalid', 'query-wrong', `查询有误：${text}`, [{ path: '/body/sql', message: text }])
}
