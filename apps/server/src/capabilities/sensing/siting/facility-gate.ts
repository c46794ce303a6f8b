import { thingFacilityChanged } from '@civitas/contract'
import { sql } from '../../../kernel/db/sql.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { ThingMeta } from '../datastreams/datastream-index.ts'
import type { ThingModels } from '../models/registry.ts'

/** Knows without asking the database whether a device may send: some models need a registered facility first (PLT-012). */
export interface FacilityGate {
  mayReport(thing: ThingMeta): boolean
  /** In this process at once; the others hear of it by message. */
  set(thingId: string, registered: boolean): void
}

export async function openFacilityGate(kernel: Kernel, models: ThingModels): Promise<FacilityGate> {
  const rows = await kernel.db.query<{ id: string }>(
    sql`SELECT id FROM sensing.thing WHERE facility_id IS NOT NULL`,
  )
  const registered = new Set(rows.map((row) => row.id))
  const set = (thingId: string, has: boolean) => {
    if (has) registered.add(thingId)
    else registered.delete(thingId)
  }
  kernel.messages.tail(thingFacilityChanged, (body) => set(body.thingId, body.facilityId !== null))
  return {
    set,
    mayReport: (thing) =>
      thing.modelVersion === null ||
      !models.findDefinition(thing.thingType, thing.modelVersion)?.facilityRequired ||
      registered.has(thing.id),
  }
}
