import { rm } from 'node:fs/promises'
import type { RetentionClass } from '@civitas/contract'
import { sql } from '../../../kernel/db/sql.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import { type HistoryFile, listFiles, saveFile } from './history-files.ts'

const dayMs = 86_400_000

interface ClassRow {
  id: string
  title: string
  raw_days: number | null
  minute_days: number | null
  hour_days: number | null
  thing_types: string[]
}

export async function listRetentionClasses({ db }: Kernel): Promise<RetentionClass[]> {
  const rows = await db.query<ClassRow>(sql`SELECT c.id, c.title, c.raw_days, c.minute_days, c.hour_days,
      coalesce(array_agg(t.thing_type ORDER BY t.thing_type) FILTER (WHERE t.thing_type IS NOT NULL), '{}') AS thing_types
    FROM sensing.retention_class c LEFT JOIN sensing.retention_thing_type t ON t.class_id = c.id
    GROUP BY c.id ORDER BY c.id`)
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    rawDays: row.raw_days,
    minuteDays: row.minute_days,
    hourDays: row.hour_days,
    thingTypes: row.thing_types,
  }))
}

/** Sets a class; thing types it names leave the class they were in. */
export async function saveRetentionClass(
  kernel: Kernel,
  given: RetentionClass,
  isThingType: (id: string) => boolean,
): Promise<RetentionClass> {
  given.thingTypes.forEach((type, i) => {
    if (!isThingType(type)) throw invalid(`/body/thingTypes/${i}`, `没有“${type}”这种设备模型`)
  })
  await kernel.db.transaction(async (tx) => {
    await tx.query(sql`INSERT INTO sensing.retention_class (id, title, raw_days, minute_days, hour_days)
      VALUES (${given.id}, ${given.title}, ${given.rawDays}, ${given.minuteDays}, ${given.hourDays})
      ON CONFLICT (id) DO UPDATE SET title = excluded.title, raw_days = excluded.raw_days,
        minute_days = excluded.minute_days, hour_days = excluded.hour_days`)
    await tx.query(sql`DELETE FROM sensing.retention_thing_type WHERE class_id = ${given.id}`)
    await tx.query(sql`INSERT INTO sensing.retention_thing_type (thing_type, class_id)
      SELECT unnest(${given.thingTypes}::text[]), ${given.id}
      ON CONFLICT (thing_type) DO UPDATE SET class_id = excluded.class_id`)
  })
  return given
}

/** Forgets what is older than its class says: sums at once, readings once their day is a file. */
export async function forgetHistory(kernel: Kernel, index: DatastreamIndex): Promise<void> {
  const classes = await listRetentionClasses(kernel)
  const now = kernel.clock.now().getTime()
  for (const one of classes) {
    const ids = datastreamsOf(one, classes, index)
    if (ids.length === 0) continue
    if (one.minuteDays !== null) await forgetSums(kernel, 'minute', ids, now - one.minuteDays * dayMs)
    if (one.hourDays !== null) await forgetSums(kernel, 'hour', ids, now - one.hourDays * dayMs)
    if (one.rawDays !== null) await forgetReadings(kernel, ids, new Date(now - one.rawDays * dayMs))
  }
}

function datastreamsOf(
  one: RetentionClass,
  classes: readonly RetentionClass[],
  index: DatastreamIndex,
): number[] {
  const elsewhere = new Set(classes.filter((other) => other !== one).flatMap((other) => other.thingTypes))
  const types =
    one.id === 'standard' ? index.thingTypes().filter((type) => !elsewhere.has(type)) : one.thingTypes
  return types.flatMap((type) =>
    index.thingsOf(type).flatMap((thing) => thing.datastreams.map((datastream) => datastream.id)),
  )
}

async function forgetSums(
  { db }: Kernel,
  width: 'minute' | 'hour',
  ids: readonly number[],
  beforeMs: number,
): Promise<void> {
  const table = width === 'minute' ? sql`sensing.rollup_minute` : sql`sensing.rollup_hour`
  await db.query(sql`DELETE FROM ${table} WHERE time < ${new Date(beforeMs)}
    AND datastream_id = ANY(${ids as number[]}::int[])`)
}

/** Writes each file that is wholly older anew without these datastreams, or takes it away when nothing is left. */
async function forgetReadings(kernel: Kernel, ids: readonly number[], before: Date): Promise<void> {
  const folder = kernel.lake.folder('observations')
  for (const file of await listFiles(kernel.db, new Date(0), before)) {
    if (file.to_time > before) continue
    const kept = `FROM read_parquet('${folder}/${file.file}') WHERE datastream_id NOT IN (${ids.join(', ')})`
    const [count] = await kernel.lake.query<{ n: number }>(`SELECT count(*)::INTEGER AS n ${kept}`)
    if (count?.n === file.rows) continue
    await rewriteFile(kernel, file, count?.n ?? 0, `SELECT * ${kept} ORDER BY datastream_id, phenomenon_time`)
  }
}

async function rewriteFile(kernel: Kernel, file: HistoryFile, rows: number, select: string): Promise<void> {
  const folder = kernel.lake.folder('observations')
  const now = kernel.clock.now()
  if (rows === 0) {
    await kernel.db.query(sql`DELETE FROM sensing.history_file WHERE period = ${file.period}`)
  } else {
    const name = `${file.period}-${now.getTime().toString(36)}.parquet`
    await kernel.lake.writeParquet(select, `${folder}/${name}`)
    const bytes = kernel.lake.sizeOf(`observations/${name}`)
    await kernel.db.transaction((tx) => saveFile(tx, { ...file, file: name, rows, bytes }, now))
  }
  await rm(`${folder}/${file.file}`, { force: true })
}
