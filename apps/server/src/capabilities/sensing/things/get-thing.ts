import type { LatestValue, Thing } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { notFound } from '../../../kernel/problem.ts'
import type { Entities } from '../../entities/index.ts'
import type { DeviceRights } from '../admission/rights.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import * as store from '../store.ts'

interface Parts {
  kernel: Kernel
  entities: Entities
  index: DatastreamIndex
  rights: DeviceRights
}

/** A thing with its datastreams and their newest values, when the caller may see it: by its divisions or by a grant. */
export async function getThing(
  parts: Parts,
  id: string,
  principal: Principal,
): Promise<{ thing: Thing; datastreams: LatestValue[] }> {
  const thing = await store.findThing(parts.kernel.db, id, await parts.rights.readable(principal))
  if (!thing) throw notFound('设备', id)
  const latest = await parts.entities.readLatest([id])
  const datastreams = latest.map((row) => ({
    datastreamId: row.datastream_id,
    property: row.property,
    ...parts.index.describe(row.datastream_id),
    value: row.value,
    time: row.time?.toISOString() ?? null,
    quality: row.quality,
  }))
  return { thing, datastreams }
}
