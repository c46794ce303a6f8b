import type { LatestValue, Thing } from '@civitas/contract'
import type { Scope } from '../../../kernel/access.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { notFound } from '../../../kernel/problem.ts'
import type { Entities } from '../../entities/index.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import * as store from '../store.ts'

interface Parts {
  kernel: Kernel
  entities: Entities
  index: DatastreamIndex
}

/** A thing with its datastreams and their newest values, when the caller may see it. */
export async function getThing(
  parts: Parts,
  id: string,
  scope: Scope,
): Promise<{ thing: Thing; datastreams: LatestValue[] }> {
  const thing = await store.findThing(parts.kernel.db, id, scope)
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
