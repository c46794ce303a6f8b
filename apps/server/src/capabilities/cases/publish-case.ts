import { type Case, caseChanged, type MessageBody } from '@civitas/contract'
import type { CaseType, DomainRegistry, Stage } from '@civitas/domain-kit'
import type { Principal } from '../../kernel/access.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Events } from '../events/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Messaging } from '../messaging/index.ts'
import type { Territory } from '../territory/index.ts'
import { type Act, actTexts } from './act-texts.ts'
import { insertEntry } from './entries-store.ts'
import { type CaseRow, toCase } from './store.ts'
import type { TypeBook } from './types/type-book.ts'

/** What the functions of this folder work with. */
export interface CasesParts {
  readonly kernel: Kernel
  readonly domains: DomainRegistry
  readonly territory: Territory
  readonly identity: Identity
  readonly events: Events
  readonly messaging: Messaging
  readonly ledger: Ledger
  readonly types: TypeBook
}

/** Who does something to a case, and from where; `system` is the platform itself. */
export interface Actor {
  userId: string | null
  name: string | null
  organisationName: string | null
  channel: string
}

export const system: Actor = { userId: null, name: null, organisationName: null, channel: 'system' }

export function actorOf(principal: Principal, channel: string): Actor {
  const { userId, name, organisationName } = principal
  return { userId, name, organisationName, channel }
}

/** The version a case follows, that of its opening. A type that is no longer there stops every step of its cases. */
export function caseTypeOf({ types }: CasesParts, row: Pick<CaseRow, 'type' | 'type_version'>): CaseType {
  const found = types.find(row.type, row.type_version)
  if (!found) throw new Error(`no version ${row.type_version} of case type ${row.type}`)
  return found
}

export function stageOf(type: CaseType, id: string): Stage {
  const stage = type.stages.find((one) => one.id === id)
  if (!stage) throw new Error(`case type ${type.id} has no stage ${id}`)
  return stage
}

type ChangeAct = MessageBody<typeof caseChanged>['act']

/** What happened to a case, for the city. */
export interface CaseStep {
  act: ChangeAct
  row: CaseRow
  taskId?: string | null
  did?: { by: Actor; act: Act }
}

function toChange(parts: CasesParts, step: CaseStep): MessageBody<typeof caseChanged> {
  const { act, row, taskId = null, did } = step
  const by = did && { userId: did.by.userId, name: did.by.name, did: actTexts[did.act] }
  const measures = { returns: row.returns, taskMinutes: row.task_minutes }
  return { act, case: toCase(parts, row), taskId, measures, ...(by ? { by } : {}) }
}

/** Tells the city, in the transaction of the change, what happened to a case. */
export async function publishCase(
  parts: CasesParts,
  tx: Transaction,
  act: ChangeAct,
  row: CaseRow,
  taskId: string | null = null,
  did?: CaseStep['did'],
): Promise<Case> {
  const change = toChange(parts, { act, row, taskId, ...(did ? { did } : {}) })
  await parts.kernel.messages.publish(tx, caseChanged, change)
  return change.case
}

/** The same for many steps at once, in their order. */
export async function publishCases(
  parts: CasesParts,
  tx: Transaction,
  steps: readonly CaseStep[],
): Promise<void> {
  const changes = steps.map((step) => toChange(parts, step))
  await parts.kernel.messages.publishAll(tx, caseChanged, changes)
}

/** Adds a line to the timeline; answers its id. */
export function note(
  { kernel }: CasesParts,
  tx: Transaction,
  caseId: string,
  by: Actor,
  entry: { act: Act; text: string; detail?: Record<string, unknown> },
): string {
  return insertEntry(tx, { caseId, by, ...entry }, kernel.clock.now())
}
