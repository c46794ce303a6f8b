import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { DatasetField } from '@civitas/contract'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { stageRelation, whyColumn } from '../apps/server/src/capabilities/data/batches/stage.ts'
import { postgres } from '../apps/server/src/capabilities/data/sources/connectors/postgres.ts'
import { quoteText } from '../apps/server/src/capabilities/data/tables/duck.ts'
import { castAll } from '../apps/server/src/capabilities/data/tables/write-version.ts'
import { separated } from '../apps/server/src/capabilities/data/uploads/read-file.ts'
import { startEmbeddedPostgres } from '../apps/server/src/kernel/db/embedded-postgres.ts'
import { createLake } from '../apps/server/src/kernel/lake.ts'
import { createLog } from '../apps/server/src/kernel/log.ts'
import { round } from './lib/percentile.ts'
import { machine } from './lib/server.ts'

/**
 * A file of separated values made into checked Parquet, against DuckDB’s own COPY of the same file in the same process; and
 * the full load of a PostgreSQL table, against COPY … TO of the same table. `CIVITAS_BENCH_ROWS` sets the rows of the file
 * (default 10,000,000, about 1 GB). Both ratios are to be 0.5 at least, the memory of the process below 1 GB.
 */
const rows = Number(process.env.CIVITAS_BENCH_ROWS ?? 10_000_000)
const tableRows = Math.min(rows, 1_000_000)
const folder = mkdtempSync(join(tmpdir(), 'civitas-bench-collect-'))
const lake = createLake(join(folder, 'lake'))

const fields: DatasetField[] = [
  { name: 'id', title: '编号', type: 'text', isKey: true },
  { name: 'day', title: '日期', type: 'date' },
  { name: 'at', title: '时间', type: 'time' },
  { name: 'station', title: '站点', type: 'text' },
  { name: 'pm25', title: 'PM2.5', type: 'number' },
  { name: 'pm10', title: 'PM10', type: 'number' },
  { name: 'count', title: '数量', type: 'integer' },
  { name: 'address', title: '地址', type: 'text' },
]

let peak = 0
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, 50)

async function writeFile(path: string): Promise<void> {
  const out = createWriteStream(path)
  out.write(`${fields.map((field) => field.title).join(',')}\n`)
  for (let from = 0; from < rows; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, rows - from) }, (_, i) => lineOf(from + i))
    if (!out.write(lines.join(''))) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}

/** One row in a thousand has a wrong value. */
function lineOf(n: number): string {
  const day = `2025-${String((n % 12) + 1).padStart(2, '0')}-${String((n % 28) + 1).padStart(2, '0')}`
  const count = n % 1000 === 7 ? '不详' : String((n * 31) % 5000)
  const values = [((n * 7) % 3000) / 10, ((n * 13) % 5000) / 10]
  return `R${String(n).padStart(9, '0')},${day},${day} 08:00:00,站点${n % 40},${values.join(',')},${count},"云城区望云街道${n % 997}号"\n`
}

const seconds = async (work: () => Promise<unknown>) => {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

async function measureFile() {
  const path = join(folder, 'rows.csv')
  await writeFile(path)
  peak = 0
  const stageFile = join(folder, 'stage.parquet')
  const titles = fields.map((field) => field.title)
  const relation = separated(path, { titles, delimiter: ',', hasHeader: true, missing: ['', 'NA'] })
  const columns = fields.map((field) => ({ source: field.title, field: field.name }))
  let rejected = 0
  const ours = await seconds(async () => {
    const stage = await stageRelation({ lake }, relation, { fields, columns, file: stageFile })
    rejected = stage.rejected
    const fit = `SELECT ${castAll(fields)} FROM read_parquet(${quoteText(stageFile)}) WHERE ${whyColumn} IS NULL`
    await lake.writeParquet(fit, join(folder, 'ours.parquet'))
  })
  const memory = peak
  const theirs = await seconds(() =>
    lake.writeParquet(`SELECT * FROM read_csv(${quoteText(path)})`, join(folder, 'theirs.parquet')),
  )
  return {
    ...{
      rows,
      bytes: statSync(path).size,
      rejected,
      checkedSeconds: round(ours),
      copySeconds: round(theirs),
    },
    ...{ ratio: round(theirs / ours, 2), memoryMb: Math.round(memory / 1024 / 1024) },
  }
}

async function measureTable() {
  const server = await startEmbeddedPostgres(join(folder, 'pg'), createLog('silent'))
  const client = new pg.Client(server.owner)
  await client.connect()
  await client.query(`CREATE TABLE reading AS SELECT n AS id, 'S' || n % 40 AS station, (n * 7 % 3000) / 10.0 AS value,
    timestamptz '2025-01-01' + n * interval '1 second' AS at FROM generate_series(1, ${tableRows}) n`)
  const theirs = await seconds(() =>
    pipeline(
      client.query(copyTo('COPY reading TO STDOUT (FORMAT csv)')),
      createWriteStream(join(folder, 'copy.csv')),
    ),
  )
  const { host, port, user, password } = server.owner
  const connection = { host, port, user, database: 'postgres', table: 'public.reading' }
  const ask = {
    ...{
      mode: 'full' as const,
      connection,
      secret: String(password),
      sourceId: '',
      position: null,
      expected: null,
      folder,
    },
  }
  const ours = await seconds(() => postgres.collect({ kernel: { lake } } as never, ask))
  await client.end()
  await server.stop()
  return {
    ...{
      rows: tableRows,
      loadSeconds: round(ours),
      copyToSeconds: round(theirs),
      ratio: round(theirs / ours, 2),
    },
  }
}

const file = await measureFile()
const table = await measureTable()
clearInterval(watch)
lake.close()
rmSync(folder, { recursive: true, force: true })
const ok = file.ratio >= 0.5 && file.memoryMb < 1024 && table.ratio >= 0.5
process.stdout.write(
  `${JSON.stringify({ bench: 'collect', ...machine(), file, postgres: table, limit: 0.5, ok })}\n`,
)
