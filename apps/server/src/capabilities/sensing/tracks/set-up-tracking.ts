import type { FenceInput, TimeWindow } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { insertFence } from './fences/fence-store.ts'
import type { Fences } from './fences/run-fences.ts'
import { saveDutyHours } from './track-store.ts'

/** What a city brings along when it is imported: who is on duty when, and its fences and route plans. */
export interface TrackingPlan {
  by: string
  dutyHours: ReadonlyArray<{ entityId: string; windows: readonly TimeWindow[] }>
  fences: ReadonlyArray<FenceInput & { divisionCode: string | null }>
}

/** Stores duty hours and fences in the transaction of an import; they are judged once it is committed. */
export async function setUpTracking(
  kernel: Kernel,
  fences: Fences,
  tx: Transaction,
  plan: TrackingPlan,
): Promise<void> {
  const now = kernel.clock.now()
  for (const { entityId, windows } of plan.dutyHours) await saveDutyHours(tx, entityId, windows, plan.by, now)
  for (const fence of plan.fences) await insertFence(tx, toNewFence(fence, plan.by), now)
  tx.afterCommit(() => {
    fences.reload().catch((error: Error) => kernel.log.error({ error: error.message }, 'fences not read'))
  })
}

/** A fence as it is kept, with what is usual where the input says nothing. */
export function toNewFence(input: FenceInput & { divisionCode: string | null }, createdBy: string) {
  return {
    ...{ id: newId(), name: input.name, kind: input.kind, geometry: input.geometry },
    ...{ divisionCode: input.divisionCode, createdBy, level: input.level ?? ('yellow' as const) },
    ...{ corridorM: input.corridorM ?? null, toleranceSeconds: input.toleranceSeconds ?? 60 },
    ...{ speedLimitKmH: input.speedLimitKmH ?? null, staySeconds: input.staySeconds ?? null },
    ...{
      windows: input.windows ?? [],
      entityTypes: input.entityTypes ?? [],
      entityIds: input.entityIds ?? [],
    },
  }
}
