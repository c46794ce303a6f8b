import {
  getCase,
  getTask,
  listCases,
  listFieldConflicts,
  listHouseholds,
  listParts,
  listTasks,
} from '@civitas/sdk'
import { refresh } from '../../../app/query.ts'
import { sessionStore } from '../../../app/session.ts'
import { createStore, useStore } from '../../../lib/store.ts'
import { forget, keep, readAll } from './phone-store.ts'
import { hadArrived, nextAct, type QueuedAct } from './queue-rules.ts'
import { isRefusal, sendAct } from './send-act.ts'

const acts = createStore<QueuedAct[]>([])
const isSending = createStore(false)
/** Acts that were sent at least once without an answer. */
const tries = new Map<string, number>()

/** Reads what this phone kept from before, and sends it whenever the line is back. */
export function startQueue(): () => void {
  void readAll<QueuedAct>('queue').then((kept) => {
    acts.set(kept)
    void sendQueue()
  })
  const send = () => void sendQueue()
  window.addEventListener('online', send)
  const timer = setInterval(send, 30_000)
  return () => {
    window.removeEventListener('online', send)
    clearInterval(timer)
  }
}

/** What an act came to: done on the platform (with its answer), kept to be sent, or refused. */
export type Outcome = { kind: 'sent'; answer: unknown } | { kind: 'kept' } | { kind: 'refused'; error: Error }

type NewAct = Omit<QueuedAct, 'id' | 'userId' | 'createdTime' | 'state' | 'problem'>

/**
 * Does an act: at once when the line stands and nothing about the same subject waits, else kept in the queue.
 * A refusal is told to the person and not kept.
 */
export async function perform(given: NewAct): Promise<Outcome> {
  const act = {
    ...given,
    id: crypto.randomUUID(),
    userId: sessionStore.get()?.user.id ?? '',
    createdTime: new Date().toISOString(),
    state: 'waiting',
    problem: null,
  } as QueuedAct
  const mustWait = !navigator.onLine || mine().some((each) => each.subjectId === act.subjectId)
  if (!mustWait) {
    try {
      const answer = await sendAct(act)
      refreshAll()
      return { kind: 'sent', answer }
    } catch (error) {
      if (isRefusal(error)) return { kind: 'refused', error }
      tries.set(act.id, 1)
    }
  }
  await keep('queue', act.id, act)
  acts.set([...acts.get(), act])
  if (navigator.onLine) void sendQueue()
  return { kind: 'kept' }
}

function mine(): QueuedAct[] {
  const userId = sessionStore.get()?.user.id
  return acts.get().filter((act) => act.userId === userId)
}

/** Sends what waits, in order, until the line is lost or nothing can be sent. */
export async function sendQueue(): Promise<void> {
  if (isSending.get() || !navigator.onLine) return
  isSending.set(true)
  try {
    for (let act = nextAct(mine()); act; act = nextAct(mine())) {
      if (!(await sendOne(act))) break
    }
  } finally {
    isSending.set(false)
  }
}

async function sendOne(act: QueuedAct): Promise<boolean> {
  try {
    await sendAct(act)
  } catch (error) {
    if (!isRefusal(error)) {
      tries.set(act.id, (tries.get(act.id) ?? 0) + 1)
      return false
    }
    if (error.problem.status === 401) return false
    if (!hadArrived(act.kind, error.problem.code, tries.get(act.id) ?? 0)) {
      await replace({ ...act, state: 'refused', problem: error.problem.detail })
      refreshAll()
      return true
    }
  }
  await drop(act.id)
  refreshAll()
  return true
}

async function replace(act: QueuedAct): Promise<void> {
  await keep('queue', act.id, act)
  acts.set(acts.get().map((each) => (each.id === act.id ? act : each)))
}

/** Forgets an act; what was kept of it on the phone is deleted. */
export async function drop(id: string): Promise<void> {
  await forget('queue', id)
  acts.set(acts.get().filter((each) => each.id !== id))
}

/** Puts a refused act back to be sent. */
export async function retryAct(act: QueuedAct): Promise<void> {
  await replace({ ...act, state: 'waiting', problem: null })
  await sendQueue()
}

function refreshAll(): void {
  refresh(listTasks, getTask, listCases, getCase, listHouseholds, listFieldConflicts, listParts)
}

/** The acts of the signed-in person that wait, and whether they are being sent. */
export function useQueue(): { acts: QueuedAct[]; isSending: boolean } {
  const all = useStore(acts)
  const userId = useStore(sessionStore)?.user.id
  return { acts: all.filter((act) => act.userId === userId), isSending: useStore(isSending) }
}
