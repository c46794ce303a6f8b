import type { OidRegistration } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import * as store from './store.ts'

/** Arcs a city brings along, from the top down, with the objects below each. */
export type OidPlan = ReadonlyArray<{
  arc: string
  title: string
  parent: string | null
  organisationId: string | null
  quota: number
  objects: readonly OidRegistration[]
}>

/** Allocates the arcs of an imported city and numbers its objects (PLT-013). */
export async function importOids(kernel: Kernel, tx: Transaction, plan: OidPlan, by: string): Promise<void> {
  const now = kernel.clock.now()
  for (const { objects, ...arc } of plan) {
    await store.insertArc(tx, { ...arc, administrator: null, createdTime: now })
    for (const object of objects) {
      const oid = object.oid ?? (await store.takeNumber(tx, arc.arc))
      if (!(await store.insertObject(tx, { ...object, oid, arc: arc.arc, by, now })))
        throw new Error(`OID ${oid} is there twice`)
      await store.insertAliases(tx, oid, object.aliases ?? [])
    }
  }
}
