import type { SituationReport, SituationTold } from '@civitas/contract'
import { divisionPrefix } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import type { EventsParts } from '../publish-event.ts'
import { insertSituation, listOfIncident } from './situations-store.ts'
import * as store from './store.ts'

/** What others may ask about situation reports. */
export interface SituationDoor {
  /** Tells the level above and the counties the incident lies in; how many were told that had not been. */
  tell(tx: Transaction, told: SituationTold, divisionCode: string | null): Promise<number>
  hasUpper(db: Queryable): Promise<boolean>
  list(db: Queryable, incidentId: string): Promise<SituationReport[]>
}

export function openSituations(parts: EventsParts): SituationDoor {
  return {
    tell: (tx, told, divisionCode) => tellSituation(parts, tx, told, divisionCode),
    hasUpper: async (db) => (await store.readActivePeers(db)).some((one) => one.kind === 'upper'),
    list: listOfIncident,
  }
}

async function tellSituation(
  { kernel }: EventsParts,
  tx: Transaction,
  body: SituationTold,
  divisionCode: string | null,
): Promise<number> {
  const now = kernel.clock.now()
  let told = 0
  for (const peer of await store.readActivePeers(tx)) {
    if (!isConcerned(peer, divisionCode)) continue
    const id = await insertSituation(tx, { direction: 'out', peerId: peer.id, divisionCode, body }, now)
    if (!id) continue
    await store.enqueue(tx, { peerId: peer.id, kind: 'report', objectId: id, body }, now)
    told += 1
  }
  return told
}

/** The level above always; a lower one when the incident lies in its division. */
function isConcerned(peer: store.PeerRow, divisionCode: string | null): boolean {
  if (peer.kind === 'upper') return true
  if (peer.kind !== 'lower' || !peer.division_code || !divisionCode) return false
  return divisionCode.startsWith(divisionPrefix(peer.division_code))
}

/** A report of another level, kept once for each version of it. */
export async function takeSituation(
  { kernel, territory }: EventsParts,
  tx: Transaction,
  peer: store.PeerRow,
  body: SituationTold,
): Promise<{ localId: string | null; reference: string | null }> {
  const divisionCode =
    peer.kind === 'lower' && territory.findDivisionName(peer.division_code) ? peer.division_code : null
  const one = { direction: 'in' as const, peerId: peer.id, divisionCode, body }
  const id = await insertSituation(tx, one, kernel.clock.now())
  return { localId: id ?? null, reference: body.reference }
}
