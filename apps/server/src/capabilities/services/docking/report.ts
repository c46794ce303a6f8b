import { applicationChanged, licenceChanged } from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { type AppRow, findApplication } from '../applications/store.ts'
import { findLicence } from '../licences/store.ts'
import { dayOf } from '../numbers.ts'
import type { RatingRow } from '../ratings/store.ts'
import type { ServicesParts } from '../services-parts.ts'
import type { Rebuild } from '../systems/routes.ts'
import { enqueue, readActive, type SystemRow } from '../systems/store.ts'
import { findRemoteCode } from './store.ts'

/** Reports applications, ratings and licences to the level above (SOC-015). */
export function reportUpward(parts: ServicesParts): void {
  const { messages } = parts.kernel
  messages.subscribe(
    'services.report-cases',
    applicationChanged,
    (tx, { body }) => reportCase(parts, tx, body.applicationId),
    { when: (body) => body.state !== 'draft', together: true },
  )
  messages.subscribe(
    'services.report-licences',
    licenceChanged,
    (tx, { body }) => reportLicence(parts, tx, body.licenceId),
    { together: true },
  )
}

/** The levels above, read once for all that is reported in a transaction. */
function uppersIn(tx: Transaction): Promise<SystemRow[]> {
  return tx.once('services.uppers', () => readActive(tx, 'upper'))
}

async function reportCase(parts: ServicesParts, tx: Transaction, id: string): Promise<void> {
  const uppers = await uppersIn(tx)
  const row = uppers.length > 0 ? await findApplication(tx, id) : undefined
  if (!row?.number) return
  for (const system of uppers) {
    const content = await caseContent(parts, tx, system, row)
    const message = { systemId: system.id, kind: 'case', objectId: id, reference: row.number }
    await enqueue(tx, { ...message, content }, parts.kernel.clock.now())
  }
  // An electronic licence that came of it is told with the case.
  if (row.result?.licenceId) await reportLicence(parts, tx, row.result.licenceId)
}

/** An application as the level above counts it: under its code, without personal data beyond the name. */
async function caseContent(parts: ServicesParts, db: Queryable, system: SystemRow, row: AppRow) {
  const item = await parts.frozenVersion(db, row.item_id, row.item_version)
  const time = (at: Date | null) => at?.toISOString() ?? null
  return {
    day: dayOf(row.submitted_time ?? row.created_time),
    ...{ number: row.number, state: row.state, itemTitle: row.item_title },
    itemCode: item ? await findRemoteCode(db, system.id, item.code) : null,
    localItemCode: item?.code ?? null,
    ...{ divisionCode: row.division_code, applicantName: row.subject_name, channel: row.channel },
    ...{ submittedTime: time(row.submitted_time), acceptedTime: time(row.accepted_time) },
    ...{ decidedTime: time(row.decided_time), deliveredTime: time(row.delivered_time) },
    decision: row.decision && { outcome: row.decision.outcome, number: row.decision.number },
  }
}

/** What a message says when it is sent again: the application as it is now, under the code it has now. */
export const rebuildCase: Rebuild = async (parts, system, message) => {
  const row = await findApplication(parts.kernel.db, message.object_id)
  return row ? caseContent(parts, parts.kernel.db, system, row) : null
}

/** A rating goes up as it was given, without who gave it. */
export async function reportRating(parts: ServicesParts, tx: Transaction, row: RatingRow): Promise<void> {
  for (const system of await uppersIn(tx)) {
    const now = parts.kernel.clock.now()
    const content = {
      ...{ day: dayOf(row.time ?? now), applicationId: row.application_id, itemTitle: row.item_title },
      ...{ grade: row.grade, tags: row.tags, channel: row.channel, time: row.time?.toISOString() ?? null },
    }
    const message = { systemId: system.id, kind: 'rating', objectId: row.id, reference: row.item_title }
    await enqueue(tx, { ...message, content }, now)
  }
}

/** The index of a licence: what it is and whether it is in force, none of its fields. */
async function reportLicence(parts: ServicesParts, tx: Transaction, id: string): Promise<void> {
  const uppers = await uppersIn(tx)
  const row = uppers.length > 0 ? await findLicence(tx, id) : undefined
  if (!row) return
  for (const system of uppers) {
    const content = {
      ...{ day: dayOf(row.issued_time), identifier: row.identifier, typeId: row.type_id, state: row.state },
      ...{ number: row.number, version: row.version, validUntil: row.valid_until },
    }
    const message = { systemId: system.id, kind: 'licence', objectId: id, reference: row.number }
    await enqueue(tx, { ...message, content }, parts.kernel.clock.now())
  }
}
