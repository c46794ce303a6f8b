import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type City,
  generatePeople,
  generateRecords,
  generateYunchuan,
  type RecordRow,
} from '@civitas/city-yunchuan'
import { sql } from '../kernel/db/sql.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Doors } from '../platform.ts'
import { cityDatasets, departmentDatasets, type PlannedDataset } from './data-plan.ts'
import { governancePlan } from './governance-plan.ts'
import { openSampleData } from './open-data.ts'

/**
 * Fills the catalogue of the sample city with what its departments hold: people, firms, buildings, places. Runs beside the
 * start, in one process of a cluster. What is there already is left; a fill cut short goes on at the next start.
 */
export async function fillData(kernel: Kernel, doors: Doors): Promise<void> {
  try {
    await kernel.db.transaction(async (tx) => {
      const lock = await tx.first<{ mine: boolean }>(
        sql`SELECT pg_try_advisory_xact_lock(hashtext('civitas-sample-data')) AS mine`,
      )
      if (!lock?.mine) return
      await fillMissing(kernel, doors)
      await doors.data.installGovernance(governancePlan)
      await openSampleData(doors)
    })
  } catch (error) {
    kernel.log.warn({ error }, 'the catalogue of the sample city was filled in part')
  }
}

async function fillMissing(kernel: Kernel, doors: Doors): Promise<void> {
  const planned = [...departmentDatasets, ...cityDatasets]
  const missing: PlannedDataset[] = []
  for (const one of planned) if (!(await doors.data.findPublished(one.entry.name))) missing.push(one)
  if (missing.length === 0) return
  const city = generateYunchuan()
  const records = generateRecords(generatePeople(city), city.seed)
  const tables: Record<string, RecordRow[]> = { ...records, ...placesOf(city) }
  for (const one of missing) await fillOne(kernel, doors, one, tables[one.table] ?? [])
}

async function fillOne(
  kernel: Kernel,
  doors: Doors,
  planned: PlannedDataset,
  rows: readonly RecordRow[],
): Promise<void> {
  const organisationId = doors.identity.organisationsByName().get(planned.organisation)
  if (!organisationId) throw new Error(`the sample city has no ${planned.organisation}`)
  const file = join(kernel.lake.folder('data'), `.sample-${planned.table}.csv`)
  try {
    await writeCsv(file, planned, rows)
    const dataset =
      (await doors.data.findByName(planned.entry.name)) ??
      (await kernel.db.transaction((tx) =>
        doors.data.addDataset(
          tx,
          { ...planned.entry, fields: planned.fields, organisationId },
          { state: 'published' },
        ),
      ))
    const path = file.replaceAll("'", "''")
    const select = `SELECT * FROM read_csv('${path}', header = true, all_varchar = true, nullstr = '', parallel = false)`
    await doors.data.putTable({ datasetId: dataset.id, select })
  } finally {
    await rm(file, { force: true })
  }
}

async function writeCsv(file: string, { fields }: PlannedDataset, rows: readonly RecordRow[]): Promise<void> {
  const stream = createWriteStream(file)
  const names = fields.map((field) => field.name)
  const cell = (value: string | number | null | undefined) =>
    value === null || value === undefined ? '' : /[",\n]/.test(String(value)) ? JSON.stringify(value) : value
  stream.write(`${names.join(',')}\n`)
  for (let at = 0; at < rows.length; at += 2_000) {
    const lines = rows.slice(at, at + 2_000).map((row) => names.map((name) => cell(row[name])).join(','))
    if (!stream.write(`${lines.join('\n')}\n`)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
}

const categories: Record<string, string> = {
  'city-base.school': '学校',
  'city-base.hospital': '医院',
  'city-base.park': '公园',
  'city-base.office': '政府办公',
}

function placesOf(city: City): Record<'buildings' | 'places', RecordRow[]> {
  const pointOf = (geometry: GeoJSON.Polygon | GeoJSON.Point) => {
    const [lon = 0, lat = 0] =
      geometry.type === 'Point' ? geometry.coordinates : (geometry.coordinates[0]?.[0] ?? [])
    return { lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)) }
  }
  const buildings = city.buildings.map((one) => ({
    ...{ code: one.reference, name: one.name, address: one.address, usage: one.usage, floors: one.floors },
    ...{ height_m: one.height_m, division_code: one.divisionCode, ...pointOf(one.geometry) },
  }))
  const places = city.places.map((one) => ({
    ...{ code: one.reference, name: one.name, category: categories[one.type] ?? one.kind },
    ...{ capacity: one.capacity ?? null, division_code: one.divisionCode, ...pointOf(one.geometry) },
  }))
  return { buildings, places }
}
