import type { Warning } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid } from '../../../kernel/problem.ts'
import { type ReadCap, readCap } from '../adapters/cap/read-cap.ts'
import type { EventsParts } from '../publish-event.ts'
import { noteWarning, publishWarning } from './draft-warning.ts'
import { commonDivision } from './rules.ts'
import * as store from './store.ts'

/** Takes in a warning another authority has issued; its update supersedes the one it names, its cancel lifts it. */
export async function importCap(parts: EventsParts, cap: string, by: Principal): Promise<Warning> {
  const read = readCap(cap)
  return parts.kernel.db.transaction(async (tx) => {
    const known = await store.findByIdentifier(tx, read.identifier)
    if (known) throw conflict('already-taken', `报文 ${read.identifier} 已导入（${known.reference}）。`)
    const before = await findReferred(tx, read)
    if (read.msgType === 'Cancel') return cancel(parts, tx, before, read, by)
    const now = parts.kernel.clock.now()
    const codes = read.divisionCodes.filter((code) => parts.territory.findDivision(code))
    const [reference = ''] = await store.takeWarningReferences(tx, now, 1)
    const fresh: store.NewWarning = {
      id: newId(),
      reference,
      identifier: read.identifier,
      state: 'issued',
      exercise: read.exercise,
      imported: true,
      category: read.category,
      event_type: null,
      event_name: read.eventName,
      event_id: null,
      level: read.level,
      headline: read.headline,
      description: read.description,
      instruction: read.instruction,
      area_text: read.areaText,
      division_codes: codes,
      division_code: commonDivision(codes),
      geometry: read.geometry,
      channels: [],
      sender_id: null,
      sender_name: read.senderName,
      evidence: {},
      drafted_by: by.userId,
      drafted_name: by.name,
      drafted_time: now,
      verify_due_time: null,
      effective_time: read.effectiveTime,
      expires_time: read.expiresTime,
      supersedes_id: before?.id ?? null,
    }
    const [row] = (await store.insertWarnings(tx, [fresh])) as [store.WarningRow]
    const issued = await store.updateWarning(tx, row, { issued_time: read.effectiveTime, cap })
    if (before) {
      const superseded = await store.updateWarning(tx, before, {
        ...{ state: 'superseded', superseded_by_id: row.id, ended_time: now },
      })
      await publishWarning(parts, tx, 'superseded', superseded)
    }
    await noteWarning(parts, tx, issued, by, 'imported', read.senderName)
    return publishWarning(parts, tx, 'issued', issued)
  })
}

async function findReferred(tx: Transaction, read: ReadCap): Promise<store.WarningRow | undefined> {
  for (const identifier of read.references) {
    const row = await store.findByIdentifier(tx, identifier)
    if (row && (row.state === 'issued' || row.state === 'expired')) return row
  }
  return undefined
}

async function cancel(
  parts: EventsParts,
  tx: Transaction,
  before: store.WarningRow | undefined,
  read: ReadCap,
  by: Principal,
): Promise<Warning> {
  if (!before) throw invalid('/body/cap', 'alert/references 所指的预警不在生效中')
  const lifted = await store.updateWarning(tx, before, {
    ...{ state: 'lifted', ended_time: parts.kernel.clock.now(), ended_reason: read.headline },
  })
  await noteWarning(parts, tx, lifted, by, 'lifted', read.headline)
  return publishWarning(parts, tx, 'lifted', lifted)
}
