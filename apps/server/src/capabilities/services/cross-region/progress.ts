import { applicationChanged, type CrossCase } from '@civitas/contract'
import { Type } from 'typebox'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { notFound } from '../../../kernel/problem.ts'
import { type AppRow, findApplication } from '../applications/store.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import type { OnSettled } from '../systems/send.ts'
import { readerOf } from '../systems/shapes.ts'
import { enqueue } from '../systems/store.ts'
import type { Handlers } from '../systems/take.ts'
import * as store from './store.ts'

type Progress = NonNullable<CrossCase['progress']>

const over = ['delivered', 'refused', 'not-accepted', 'withdrawn', 'late', 'revoked', 'not-taken']

export async function progressOf(db: Queryable, id: string): Promise<Progress> {
  return toProgress((await findApplication(db, id)) as AppRow)
}

function toProgress(row: AppRow): Progress {
  const time = (at: Date | null) => at?.toISOString() ?? null
  return {
    ...{ number: row.number, state: row.state, acceptedTime: time(row.accepted_time) },
    dueDay: row.due_time ? dayOf(new Date(row.due_time.getTime() - 1)) : null,
    ...{ decidedTime: time(row.decided_time), deliveredTime: time(row.delivered_time) },
    decision: row.decision && {
      ...{ outcome: row.decision.outcome, number: row.decision.number, text: row.decision.text },
    },
    corrections: row.corrections.map((one) => one.text),
    result: row.result && { title: row.result.title, number: row.result.number },
  }
}

/** Tells the city where it was filed how far an application has come; both show the same. */
export function tellProgress(parts: ServicesParts): void {
  parts.kernel.messages.subscribe(
    'services.cross-progress',
    applicationChanged,
    (tx, { body }) => tellOf(parts, tx, [body.applicationId]),
    {
      all: (tx, messages) => tellOf(parts, tx, [...new Set(messages.map(({ body }) => body.applicationId))]),
      atMost: 200,
    },
  )
}

/** Tells of applications as they are now; what changed twice meanwhile is told once. */
async function tellOf(parts: ServicesParts, tx: Transaction, ids: readonly string[]): Promise<void> {
  for (const cross of await store.lockCrossOf(tx, ids)) await tellOne(parts, tx, cross)
}

async function tellOne(parts: ServicesParts, tx: Transaction, cross: store.CrossRow): Promise<void> {
  const row = cross.application_id && (await findApplication(tx, cross.application_id))
  if (!row) return
  const now = parts.kernel.clock.now()
  Object.assign(cross, { progress: toProgress(row), state: row.state })
  if (over.includes(row.state)) cross.ended_time = now
  await store.updateCross(tx, cross)
  await enqueue(
    tx,
    {
      ...{ systemId: cross.system_id, kind: 'progress', objectId: cross.id, reference: row.number ?? '' },
      content: { state: row.state, progress: cross.progress },
    },
    now,
  )
}

const nullableText = Type.Union([Type.String(), Type.Null()])
const readProgress = readerOf(
  Type.Object({
    state: Type.String({ maxLength: 40 }),
    progress: Type.Object({
      ...{ number: nullableText, state: Type.String(), acceptedTime: nullableText, dueDay: nullableText },
      ...{ decidedTime: nullableText, deliveredTime: nullableText },
      decision: Type.Union([
        Type.Object({ outcome: Type.String(), number: Type.String(), text: Type.String() }),
        Type.Null(),
      ]),
      corrections: Type.Array(Type.String()),
      result: Type.Union([Type.Object({ title: Type.String(), number: Type.String() }), Type.Null()]),
    }),
  }),
)

export const progressHandlers: Handlers = {
  progress: {
    from: ['city'],
    take: async (parts, tx, system, { objectId, content }) => {
      const { state, progress } = readProgress(content)
      const cross = await store.findCross(tx, { id: objectId }, { lock: true })
      if (cross?.system_id !== system.id || cross.role !== 'sent') throw notFound('跨区域办件', objectId)
      Object.assign(cross, { state, progress })
      if (over.includes(state)) cross.ended_time = parts.kernel.clock.now()
      await store.updateCross(tx, cross)
      return { reference: progress.number ?? '' }
    },
  },
}

/** The receipt of a transfer: taken with number and time, or why not. */
export const onTransfer: OnSettled = async (parts, tx: Transaction, _system, message, receipt) => {
  const cross = await store.findCross(tx, { id: message.object_id }, { lock: true })
  if (!cross) return
  if (receipt.outcome === 'refused') {
    Object.assign(cross, { state: 'not-taken', faults: receipt.faults, ended_time: parts.kernel.clock.now() })
  } else {
    const result = receipt.result as { receivedTime?: string; progress?: Progress } | null
    if (result?.receivedTime) cross.received_time = new Date(result.receivedTime)
    // Progress may have overtaken the receipt.
    if (cross.state === 'sending' || cross.state === 'not-taken')
      Object.assign(cross, { state: 'waiting', progress: result?.progress ?? null, faults: [] })
  }
  await store.updateCross(tx, cross)
}
