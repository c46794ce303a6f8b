import { type Instruction, type issueInstruction, noticeWanted, type OperationInput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { Identity } from '../../identity/index.ts'
import type { ReadParts } from '../read-indicators.ts'
import * as store from './store.ts'

async function getRow(parts: ReadParts, id: string): Promise<store.InstructionRow> {
  const row = await store.findInstruction(parts.kernel.db, id)
  if (!row) throw notFound('批示', id)
  return row
}

async function show(parts: ReadParts, id: string): Promise<Instruction> {
  return store.toInstruction(await getRow(parts, id), parts.kernel.clock.now())
}

function notify(
  parts: ReadParts,
  tx: Transaction,
  row: { id: string; organisation_id: string },
  what: { key: string; title: string; text: string },
) {
  return parts.kernel.messages.publish(tx, noticeWanted, {
    ...what,
    urgency: 'urgent',
    userId: null,
    organisationId: row.organisation_id,
    subjectKind: 'instruction',
    subjectId: row.id,
    link: `/console/instructions?id=${row.id}`,
  })
}

/** Issues an instruction in the leader’s name; the unit is told. */
export async function issueOne(
  parts: ReadParts,
  identity: Identity,
  body: OperationInput<typeof issueInstruction>['body'],
  principal: Principal,
): Promise<Instruction> {
  const id = await parts.kernel.db.transaction((tx) =>
    issueIn(parts, identity, tx, { body, principal, at: '/body' }),
  )
  return show(parts, id)
}

/** The same within a transaction; answers its id. `at` is where the input lies that faults are told of. */
export async function issueIn(
  parts: ReadParts,
  identity: Identity,
  tx: Transaction,
  given: { body: OperationInput<typeof issueInstruction>['body']; principal: Principal; at: string },
): Promise<string> {
  const { body, principal, at } = given
  const organisation = identity.findOrganisation(body.organisationId)
  if (!organisation) throw invalid(`${at}/organisationId`, '没有这个单位')
  const now = parts.kernel.clock.now()
  if (Date.parse(body.dueTime) <= now.getTime()) throw invalid(`${at}/dueTime`, '办理期限应在现在之后')
  const row = {
    ...{
      id: newId(),
      subject_kind: body.subjectKind,
      subject_id: body.subjectId,
      subject_title: body.subjectTitle,
    },
    ...{ text: body.text, organisation_id: organisation.id, organisation_name: organisation.name },
    ...{
      issued_by_id: principal.userId,
      issued_by: principal.name,
      issued_time: now,
      due_time: body.dueTime,
    },
  }
  await store.insertInstruction(tx, row)
  await notify(parts, tx, row, {
    key: `instruction ${row.id}`,
    title: `${principal.name}批示：${body.subjectTitle}`,
    text: body.text,
  })
  return row.id
}

/** The unit answers, or the leader adds words; those issued stay as they are. */
export async function addTo(
  parts: ReadParts,
  id: string,
  text: string,
  principal: Principal,
): Promise<Instruction> {
  const row = await getRow(parts, id)
  const isLeader = row.issued_by_id === principal.userId
  const isUnit = row.organisation_id === principal.organisationId
  if (!isLeader && !isUnit) throw forbidden('只有承办单位和批示人可以反馈或补充。', 'not-yours')
  if (row.state === 'closed') throw conflict('instruction-closed', '该批示已办结。')
  const now = parts.kernel.clock.now()
  await parts.kernel.db.transaction(async (tx) => {
    await store.addRemark(tx, id, { kind: isLeader ? '补充' : '反馈', by: principal.name, text, now })
    if (isUnit && !isLeader) await store.setInstructionState(tx, id, 'answered', now)
  })
  return show(parts, id)
}

export async function closeOne(
  parts: ReadParts,
  id: string,
  comment: string | undefined,
  principal: Principal,
) {
  const row = await getRow(parts, id)
  if (row.issued_by_id !== principal.userId) throw forbidden('只有批示人可以办结。', 'not-yours')
  if (row.state === 'closed') throw conflict('instruction-closed', '该批示已办结。')
  const now = parts.kernel.clock.now()
  await parts.kernel.db.transaction(async (tx) => {
    await store.addRemark(tx, id, { kind: '办结', by: principal.name, text: comment ?? '同意办结', now })
    await store.setInstructionState(tx, id, 'closed', now)
  })
  return show(parts, id)
}

/** Tells the unit of each instruction that became overdue, once. */
export async function tellOverdue(parts: ReadParts): Promise<void> {
  const now = parts.kernel.clock.now()
  await parts.kernel.db.transaction(async (tx) => {
    for (const row of await store.takeOverdue(tx, now))
      await notify(parts, tx, row, {
        key: `instruction-overdue ${row.id}`,
        title: `批示超期未反馈：${row.subject_title}`,
        text: `${row.issued_by}的批示“${row.text}”已过期限，请立即反馈。`,
      })
  })
}
