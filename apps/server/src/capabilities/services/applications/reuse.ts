import { readMaterials } from '../items/store.ts'
import type { ServicesParts } from '../services-parts.ts'
import type { Held } from './rules.ts'

/**
 * Records that licences stand in for papers of an application: handing it in is the holder’s consent, for this purpose and
 * once. Done before the office can see them.
 */
export async function recordReuse(
  parts: ServicesParts,
  given: {
    held: Readonly<Record<string, Held>>
    holderId: string
    applicationId: string
    itemId: string
    purpose: string
    organisationName: string
    consentBy: string
  },
): Promise<void> {
  if (!parts.licences) return
  const { held, holderId, ...use } = given
  const codes = Object.keys(held).filter((code) => held[code]?.by === 'licence')
  if (codes.length === 0) return
  for (const { licenceType } of await readMaterials(parts.kernel.db, codes))
    if (licenceType) await parts.licences.findOfHolder({ holderId, typeCode: licenceType, use })
}
