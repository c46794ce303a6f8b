import type { FusedViewInput, ScheduledFileInput, SeriesForecastInput } from '@civitas/contract'
import type { Transaction } from '../../kernel/db/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { insertForecast } from './forecasts/forecast-store.ts'
import { saveView } from './fused-views/view-store.ts'
import { saveCalibration } from './health/care-store.ts'
import { importOids, type OidPlan } from './oids/import-oids.ts'
import { orderFile } from './scheduled-files/order-file.ts'
import type { FacilityGate } from './siting/facility-gate.ts'
import { type FacilityPlan, importFacilities } from './siting/import-facilities.ts'
import { readDatastreams } from './store.ts'
import { importTerminals, type TerminalPlan } from './terminals/import-terminals.ts'

/** Readings of the last days are here and summed up by the hour a quarter of an hour after an import; a model learns nothing before. */
const firstReadingsMs = 15 * 60_000

/** A datastream of an imported thing, whose number is known only once it is registered. */
interface StreamOf {
  thingId: string
  property: string
}

/** What surrounds the devices of an imported city: where they hang, who checks them, what is made of their readings. */
export interface DevicePlan {
  by: string
  divisionCode: string
  facilities: FacilityPlan
  terminals: TerminalPlan
  oids: OidPlan
  /** Days as `2026-07-27`; each was passed. */
  calibrations: ReadonlyArray<{
    thingId: string
    doneDate: string
    dueDate: string
    certificate: string
    metrology: boolean
  }>
  views: ReadonlyArray<
    Omit<FusedViewInput, 'members'> & {
      members: ReadonlyArray<{ name: string; title: string } & StreamOf>
    }
  >
  forecasts: ReadonlyArray<Omit<SeriesForecastInput, 'datastreamId'> & StreamOf>
  files: readonly ScheduledFileInput[]
}

/** Sets all of it up in the transaction of an import, after the things are registered. */
export async function setUpDevices(
  parts: { kernel: Kernel; gate: FacilityGate },
  tx: Transaction,
  plan: DevicePlan,
): Promise<void> {
  const { kernel } = parts
  const { by } = plan
  const now = kernel.clock.now()
  await importFacilities(parts, tx, plan.facilities, by)
  await importTerminals(kernel, tx, plan.terminals)
  await importOids(kernel, tx, plan.oids, by)
  for (const row of plan.calibrations)
    await saveCalibration(tx, { ...row, id: newId(), result: 'passed', by, now })
  const firstTime = new Date(now.getTime() + firstReadingsMs)
  const streamId = await numberStreams(tx, plan)
  for (const { members, ...view } of plan.views) {
    const found = members.map(({ name, title, ...of }) => ({ name, title, datastreamId: streamId(of) }))
    const row = { id: newId(), divisionCode: plan.divisionCode, by, now }
    await saveView(tx, { ...row, definition: { ...view, members: found } })
  }
  for (const { thingId, property, ...forecast } of plan.forecasts) {
    const definition = { ...forecast, datastreamId: streamId({ thingId, property }) }
    const row = { id: newId(), definition, datastream_id: definition.datastreamId, thing_id: thingId }
    await insertForecast(tx, { ...row, createdBy: by, firstTime }, now)
  }
  const scope = { divisions: [plan.divisionCode], everything: true }
  for (const definition of plan.files) await orderFile(tx, { definition, scope, createdBy: by }, now)
}

async function numberStreams(tx: Transaction, { views, forecasts }: DevicePlan) {
  const of = [...views.flatMap((view) => view.members), ...forecasts]
  const rows = await readDatastreams(tx, [...new Set(of.map((one) => one.thingId))])
  const ids = new Map(rows.map((row) => [`${row.thing_id} ${row.property}`, row.id]))
  return ({ thingId, property }: StreamOf): number => {
    const id = ids.get(`${thingId} ${property}`)
    if (id === undefined) throw new Error(`thing ${thingId} has no ${property}`)
    return id
  }
}
