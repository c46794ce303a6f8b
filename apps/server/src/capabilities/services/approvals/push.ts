import { applicationChanged } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { type AppRow, findApplication } from '../applications/store.ts'
import type { ServicesParts } from '../services-parts.ts'
import { enqueue, readActive } from '../systems/store.ts'

/** Tells the approval systems of bureaus of every application of their items, the whole of it each time (SOC-004). */
export function pushApplications(parts: ServicesParts): void {
  parts.kernel.messages.subscribe(
    'services.push-applications',
    applicationChanged,
    (tx, { body }) => pushOne(parts, tx, body.applicationId),
    { when: (body) => body.state !== 'draft', together: true },
  )
}

async function pushOne(parts: ServicesParts, tx: Transaction, id: string): Promise<void> {
  const systems = await tx.once('services.bureaus', () => readActive(tx, 'bureau'))
  if (systems.length === 0) return
  const row = await findApplication(tx, id)
  const item = row && (await parts.frozenVersion(tx, row.item_id, row.item_version))
  if (!row || !item) return
  const meant = systems.filter((one) => one.items.includes(item.code))
  if (meant.length === 0) return
  const content = await toContent(parts, tx, row, item.code)
  for (const system of meant)
    await enqueue(
      tx,
      { systemId: system.id, kind: 'application', objectId: id, reference: row.number ?? '', content },
      parts.kernel.clock.now(),
    )
}

async function toContent(parts: ServicesParts, tx: Transaction, row: AppRow, itemCode: string) {
  const subject = await parts.identity.subjects.find(tx, row.subject_id)
  return {
    ...{ itemCode, itemTitle: row.item_title, number: row.number, state: row.state, test: false },
    applicant: { kind: subject?.kind ?? 'person', name: row.subject_name, number: subject?.number ?? '' },
    ...{ form: row.form, answers: row.answers, corrections: row.corrections, decision: row.decision },
    materials: Object.entries(row.held).map(([material, { by, reference }]) => ({ material, by, reference })),
    submittedTime: row.submitted_time?.toISOString() ?? null,
    acceptedTime: row.accepted_time?.toISOString() ?? null,
    dueTime: row.due_time?.toISOString() ?? null,
  }
}
