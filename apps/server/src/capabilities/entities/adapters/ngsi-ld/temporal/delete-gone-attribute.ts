import { newId } from '../../../../../kernel/ids.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
import type { Exchange, NgsiParts } from '../http/exchange.ts'
import { deletedValue, type Instance } from '../representation/model.ts'
import { forgottenOf } from './find-gone.ts'
import { readPast } from './history.ts'
import { findTemporal, putInstances } from './temporal-store.ts'

/**
 * Deletes an attribute of an entity that is known by its past alone: the deletion becomes part of that past (4.5.0). Answers
 * whether there was such an attribute.
 */
export async function deleteGoneAttribute(
  { db, clock }: Kernel,
  { broker }: NgsiParts,
  { caller }: Exchange,
  uri: string,
  key: string,
  isMeant: (one: Instance) => boolean,
): Promise<boolean> {
  const marks = await findTemporal(db, caller, [uri])
  const gone = marks.filter((row) => !row.forgotten_time)
  const [past] = await readPast(db, broker, caller, [], gone, forgottenOf(marks))
  if (!past) return false
  const now = clock.now()
  const deleted =
    key === 'scope' && past.scopes.length > 0
      ? [{ kind: 'Property' as const, value: [] }]
      : lastOfEach(past.attributes[key] ?? [])
          .filter(isMeant)
          .map(({ kind, datasetId }) => ({
            ...{ kind, value: deletedValue(kind) },
            ...(datasetId ? { datasetId } : {}),
          }))
  if (deleted.length === 0) return false
  const rows = deleted.map((one) => ({
    instanceId: `urn:ngsi-ld:instance:${newId()}`,
    attribute: key,
    body: { ...one, deletedAt: now.toISOString() },
  }))
  await putInstances(db, caller.tenant, uri, rows, now)
  return true
}

/** The newest instance of each dataset that is not deleted. */
function lastOfEach(instances: readonly Instance[]): Instance[] {
  const newest = new Map(instances.map((one) => [one.datasetId ?? '', one]))
  return [...newest.values()].filter((one) => !one.deletedAt)
}
