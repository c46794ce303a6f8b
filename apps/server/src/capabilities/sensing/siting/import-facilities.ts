import { type FacilityInput, type SitingRule, thingFacilityChanged } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { FacilityGate } from './facility-gate.ts'
import * as store from './store.ts'

/** What hangs on an imported facility; without `thingId` something that is no device of the platform. */
export interface ImportedMount {
  title: string
  thingId?: string
  tenantId?: string
  slots?: number
  loadKg?: number
  powerW?: number
}

/** Sensing facilities a city brings along, with the distances of their types. */
export interface FacilityPlan {
  rules: readonly SitingRule[]
  facilities: ReadonlyArray<FacilityInput & { divisionCode: string; mounts: readonly ImportedMount[] }>
}

/** Registers the facilities of an imported city and what is mounted on each (PLT-012). */
export async function importFacilities(
  { kernel, gate }: { kernel: Kernel; gate: FacilityGate },
  tx: Transaction,
  { rules, facilities }: FacilityPlan,
  by: string,
): Promise<void> {
  const now = kernel.clock.now()
  for (const rule of rules) await store.upsertSitingRule(tx, rule)
  for (const { mounts, ...facility } of facilities) {
    const facilityId = newId()
    if (!(await store.insertFacility(tx, { ...facility, id: facilityId, by, now })))
      throw new Error(`facility ${facility.reference} is there twice`)
    for (const { thingId, ...mount } of mounts) {
      await store.insertMount(tx, {
        ...{ id: newId(), facilityId, thingId: thingId ?? null, title: mount.title, now },
        ...{ tenantId: mount.tenantId ?? null, slots: mount.slots ?? 1 },
        ...{ loadKg: mount.loadKg ?? 0, powerW: mount.powerW ?? 0 },
      })
      if (!thingId) continue
      await store.setThingFacility(tx, thingId, facilityId)
      await kernel.messages.publish(tx, thingFacilityChanged, { thingId, facilityId })
      tx.afterCommit(() => gate.set(thingId, true))
    }
  }
}
