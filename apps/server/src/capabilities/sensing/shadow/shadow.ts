import { type Shadow, shadowChanged } from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict } from '../../../kernel/problem.ts'
import { deltaOf, mergeState, type State } from './rules.ts'
import { lockShadows, readShadow, type ShadowRow, writeDesired, writeReported } from './store.ts'

/** The shadow of each device: what it should be and what it says it is; kept over restarts. */
export interface Shadows {
  find(db: Queryable, thingId: string): Promise<Shadow>
  findMany(tx: Queryable, thingIds: readonly string[]): Promise<Map<string, Shadow>>
  /** Changes what a device should be; refused when `version` is given and is not the present one. */
  setDesired(tx: Transaction, thingId: string, change: State, version?: number): Promise<void>
  /** Takes what a device says it is. */
  report(thingId: string, state: State): Promise<Shadow>
}

const largestState = 64 * 1024

export function createShadows(kernel: Kernel): Shadows {
  const find: Shadows['find'] = async (db, thingId) => toShadow(thingId, (await readShadow(db, [thingId]))[0])
  const refuseLarge = (state: State) => {
    if (JSON.stringify(state).length > largestState)
      throw conflict('shadow-too-large', '设备影子不能超过 64 KiB。')
  }
  return {
    find,
    findMany: async (tx, thingIds) => {
      const rows = new Map((await readShadow(tx, thingIds)).map((row) => [row.thing_id, row]))
      return new Map(thingIds.map((id) => [id, toShadow(id, rows.get(id))]))
    },
    setDesired: async (tx, thingId, change, version) => {
      await lockShadows(tx, [thingId])
      const held = await find(tx, thingId)
      if (version !== undefined && version !== held.desiredVersion)
        throw conflict('shadow-moved-on', `影子已是版本 ${held.desiredVersion}。`)
      const desired = mergeState(held.desired, change)
      refuseLarge(desired)
      await writeDesired(tx, thingId, desired, kernel.clock.now())
      await kernel.messages.publish(tx, shadowChanged, { thingId })
    },
    report: (thingId, state) =>
      kernel.db.transaction(async (tx) => {
        await lockShadows(tx, [thingId])
        const held = await find(tx, thingId)
        const reported = mergeState(held.reported, state)
        refuseLarge(reported)
        await writeReported(tx, thingId, reported, kernel.clock.now())
        return find(tx, thingId)
      }),
  }
}

function toShadow(thingId: string, row: ShadowRow | undefined): Shadow {
  const desired = row?.desired ?? {}
  const reported = row?.reported ?? {}
  return {
    thingId,
    desired,
    reported,
    delta: deltaOf(desired, reported),
    desiredVersion: row?.desired_version ?? 0,
    reportedVersion: row?.reported_version ?? 0,
    desiredTime: row?.desired_time?.toISOString() ?? null,
    reportedTime: row?.reported_time?.toISOString() ?? null,
  }
}
