import { Problem } from '../../../kernel/problem.ts'
import type { DataParts, PublishGate } from '../data-parts.ts'
import { roomOf } from './store.ts'

const units = ['字节', 'KB', 'MB', 'GB', 'TB']

/** 3 GB for 3221225472. */
export function tellBytes(bytes: number): string {
  let [value, at] = [bytes, 0]
  while (value >= 1024 && at < units.length - 1) {
    value /= 1024
    at++
  }
  return `${Number(value.toFixed(1))} ${units[at]}`
}

/** What is said when a load does not fit into a space; null when it does. */
export function roomFault(space: { quota: number | null; used: number }, more: number): string | null {
  const { quota, used } = space
  if (quota === null || used + more <= quota) return null
  return `配额不足：空间配额 ${tellBytes(quota)}，已用 ${tellBytes(used)}，本次需要 ${tellBytes(more)}`
}

/** Stops a load before anything is written when the space of the unit has no room for it. */
export async function requireRoom(parts: DataParts, organisationId: string, bytes: number): Promise<void> {
  const fault = roomFault(await roomOf(parts.kernel.db, organisationId), bytes)
  if (fault) throw new Problem('limit-exceeded', 'over-quota', fault)
}

/** The same once the size is known for sure: what does not fit is not published. */
export function quotaGate(parts: DataParts): PublishGate {
  return async (version, dataset) => {
    const space = await roomOf(parts.kernel.db, dataset.organisation_id, version.id)
    const fault = roomFault(space, version.bytes)
    return { refused: fault ? [fault] : [] }
  }
}
