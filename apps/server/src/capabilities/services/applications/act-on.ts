import { applicationChanged, type ItemContent } from '@civitas/contract'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { usersIn } from '../acting.ts'
import { canonical } from '../items/rules.ts'
import type { ServicesParts } from '../services-parts.ts'
import { usedDays } from './clock.ts'
import { actsIn, cardOf } from './rules.ts'
import { type AppRow, addNode, findApplication, type NewNode, updateApplication } from './store.ts'

/** Who does something with an application; the platform itself when a clock runs out. */
export interface Actor {
  name: string
  organisationId: string | null
}

export const platformActor: Actor = { name: '平台', organisationId: null }

/** An application held for a change; `row` is written back when the change is done. */
export interface Work {
  readonly tx: Transaction
  readonly row: AppRow
  readonly content: ItemContent
  readonly now: Date
  readonly actor: Actor
  /** Adds a line to the timeline. */
  note(act: string, note?: string | null, actor?: Actor): Promise<void>
  /** Keeps the next line of the timeline for an act whose note is known only later. */
  noteLater(act: string): (note: string) => void
  /** Tells the applicant. */
  tell(title: string, text: string): Promise<void>
}

/** Changes an application that is locked until the transaction ends; answers it as it is then. */
export function actOn(
  parts: ServicesParts,
  id: string,
  actor: Actor,
  act: (work: Work) => Promise<void>,
): Promise<AppRow> {
  return parts.kernel.db.transaction((tx) => actIn(parts, tx, id, actor, act))
}

/** The same within a transaction that is open already. */
export async function actIn(
  parts: ServicesParts,
  tx: Transaction,
  id: string,
  actor: Actor,
  act: (work: Work) => Promise<void>,
  now: Date = parts.kernel.clock.now(),
): Promise<AppRow> {
  const row = await findApplication(tx, id, { lock: true })
  if (!row) throw notFound('办件', id)
  const version = await parts.frozenVersion(tx, row.item_id, row.item_version)
  if (!version) throw notFound('事项版本', row.item_id)
  const content = version.content
  const before = row.state
  const notes: NewNode[] = []
  const keep = (title: string, note: string | null, by: Actor) => {
    const line = { act: title, note, actor: by.name, organisationId: by.organisationId }
    return notes.push({ applicationId: id, time: now, ...line })
  }
  await act({
    ...{ tx, row, content, now, actor },
    note: async (title, note = null, by = actor) => {
      keep(title, note, by)
    },
    noteLater: (title) => {
      const at = keep(title, null, actor) - 1
      return (note) => Object.assign(notes[at] as NewNode, { note })
    },
    tell: (title, text) => tellApplicant(parts, tx, row, title, text, now),
  })
  row.card = cardOf({
    ...{ state: row.state, isDeemed: row.is_deemed, limitDays: row.limit_days },
    usedDays: usedDays(parts.territory, row, now),
  })
  row.updated_time = now
  await updateApplication(tx, row)
  for (const one of notes) addNode(tx, one)
  if (content.onLedger && row.state !== 'draft') await keepEvidence(parts, tx, row, notes)
  if (row.state !== before) await tellChanged(parts, { tx, row })
  return row
}

/** Lets those who follow applications look at one, also when its state stays: a fee was posted, a limit has passed. */
export async function tellChanged(
  { kernel }: ServicesParts,
  { tx, row }: Pick<Work, 'tx' | 'row'>,
): Promise<void> {
  await kernel.messages.publish(tx, applicationChanged, {
    ...{ applicationId: row.id, itemId: row.item_id, subjectId: row.subject_id, state: row.state },
    bundleCaseId: row.parent_id,
  })
}

/** Digests of what was handed in and decided, so that another office can rely on it without the paper. */
async function keepEvidence(
  parts: ServicesParts,
  tx: Transaction,
  row: AppRow,
  notes: readonly NewNode[],
): Promise<void> {
  if (notes.length === 0) return
  await parts.ledger.append(tx, {
    ...{ kind: 'services.application', subjectId: row.id },
    payload: {
      ...{ number: row.number, state: row.state, item: row.item_title, version: row.item_version },
      ...{
        acts: notes.map((one) => one.act),
        form: sm3(canonical(row.form)),
        materials: sm3(canonical(row.held)),
      },
      decision: row.decision ? sm3(canonical(row.decision)) : null,
    },
  })
}

async function tellApplicant(
  parts: ServicesParts,
  tx: Transaction,
  row: AppRow,
  title: string,
  text: string,
  now: Date,
): Promise<void> {
  const users = new Set(await usersIn(parts, tx, row.subject_id))
  if (row.authority !== 'desk') users.add(row.user_id)
  if (users.size === 0) return
  parts.messaging.tell(tx, {
    ...{ key: `services:${row.id}:${title}:${now.getTime()}`.slice(0, 200), title, text, urgency: 'normal' },
    ...{ category: 'service', to: [...users].map((userId) => ({ userId })) },
    ...{ subject: { kind: 'application', id: row.id }, link: `/portal/applications/${row.id}` },
  })
}

const refusals: Readonly<Record<string, string>> = {
  ...{ save: '该办件已提交，不能再修改。', submit: '该办件当前状态不能提交。' },
  ...{ withdraw: '该办件已经办结或撤回。', intake: '该办件不在待受理状态。' },
  ...{ suspend: '该办件当前状态不能启动特别程序。', resume: '该办件没有在特别程序中。' },
  ...{ extend: '该办件当前状态不能延期。', decide: '审查环节尚未完成，不能作出决定。' },
  deliver: '该办件尚未作出决定。',
}

/** Refuses an act in a state it does not belong to. */
export function requireAct(row: AppRow, act: string): void {
  if (!actsIn[act]?.includes(row.state))
    throw conflict('wrong-state', refusals[act] ?? '该办件当前状态不能这样办理。')
}
