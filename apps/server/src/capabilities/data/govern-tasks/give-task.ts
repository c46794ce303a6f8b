import { type GovernTask, type GovernTaskKind, listGovernTasks } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { DataParts } from '../data-parts.ts'
import * as store from './store.ts'

export interface TaskInput {
  /** The same key is the same task: it is opened again rather than doubled. */
  readonly key: string
  readonly kind: GovernTaskKind
  readonly subjectId: string
  readonly datasetId?: string | null
  readonly organisationId: string
  readonly title: string
  readonly text: string
  readonly link?: string
  readonly dueTime?: Date
}

/** Gives an organisation a task and tells its people, unless it is open already. */
export async function giveTask(parts: DataParts, tx: Transaction, input: TaskInput): Promise<void> {
  const task = await store.openTask(tx, {
    ...{ id: newId(), key: input.key, kind: input.kind, subject_id: input.subjectId },
    ...{ dataset_id: input.datasetId ?? null, organisation_id: input.organisationId },
    ...{ title: input.title, text: input.text, link: input.link ?? null },
    opened_time: parts.kernel.clock.now(),
    due_time: input.dueTime ?? null,
  })
  if (!task.isNews) return
  await tellOrganisation(parts, tx, {
    key: `data-task:${task.id}:${task.reopened}`,
    title: input.title.slice(0, 200),
    text: input.text.slice(0, 4000),
    organisationId: input.organisationId,
    ...(input.link ? { link: input.link } : {}),
  })
}

export interface Word {
  readonly key: string
  readonly title: string
  readonly text: string
  readonly organisationId: string
  readonly link?: string
}

/** Tells the people of an organisation; one without people yet is told nothing and has its task all the same. */
export async function tellOrganisation(parts: DataParts, tx: Transaction, word: Word): Promise<void> {
  const { organisationId, ...message } = word
  parts.messaging.tell(tx, { ...message, urgency: 'normal', to: [{ organisationId }] })
}

export function finishTask(parts: DataParts, tx: Transaction, key: string): Promise<void> {
  return store.finishTask(tx, key, parts.kernel.clock.now())
}

/** Whose tasks a caller sees: all of them who governs, otherwise those of the own organisation. */
export function onlyOf(principal: Principal): string | null | undefined {
  return hasPermission(principal, 'data.govern') ? undefined : principal.organisationId
}

/** Binds the list of tasks. */
export function bindGovernTasks(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(listGovernTasks, async ({ query }, { principal }) => {
    const { items, total } = await store.listTasks(db, query, onlyOf(principal))
    return { items: items.map((row) => toTask(parts, row)), total }
  })
}

function toTask({ identity }: DataParts, row: store.TaskRow): GovernTask {
  return {
    ...{ id: row.id, kind: row.kind, subjectId: row.subject_id, datasetId: row.dataset_id },
    organisationId: row.organisation_id,
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ title: row.title, text: row.text, link: row.link, state: row.state, reopened: row.reopened },
    openedTime: row.opened_time.toISOString(),
    dueTime: row.due_time?.toISOString() ?? null,
    doneTime: row.done_time?.toISOString() ?? null,
  }
}
