import type { Task } from '@civitas/sdk'
import { describe, expect, it } from 'vitest'
import { hadArrived, isHeld, nextAct, type QueuedAct, showTask } from './queue-rules.ts'

let count = 0
function anAct(change: Partial<QueuedAct>): QueuedAct {
  count++
  return {
    id: `act-${count}`,
    userId: 'me',
    subjectId: 'task-1',
    title: '',
    createdTime: `2025-06-01T00:00:${String(count).padStart(2, '0')}Z`,
    state: 'waiting',
    problem: null,
    kind: 'accept',
    body: null,
    ...change,
  } as QueuedAct
}

const task = { id: 'task-1', state: 'assigned', acceptedById: null } as Task

describe('the queue of the field', () => {
  it('sends the oldest first, whatever order it is kept in', () => {
    const [first, second] = [anAct({}), anAct({ kind: 'return', body: { reason: 'x' } })]
    expect(nextAct([second, first])?.id).toBe(first.id)
  })
  it('holds back what follows a refused act of the same subject, and nothing else', () => {
    const refused = anAct({ state: 'refused' })
    const after = anAct({ kind: 'complete', body: { form: {} } })
    const other = anAct({ subjectId: 'task-2' })
    expect(isHeld(after, [refused, after, other])).toBe(true)
    expect(isHeld(other, [refused, after, other])).toBe(false)
    expect(nextAct([refused, after, other])?.id).toBe(other.id)
    expect(nextAct([refused, after])).toBeUndefined()
  })
  it('takes “already done” as success only when it was tried before', () => {
    expect(hadArrived('complete', 'already-done', 1)).toBe(true)
    expect(hadArrived('complete', 'already-done', 0)).toBe(false)
    expect(hadArrived('accept', 'already-accepted', 1)).toBe(false)
  })
})

describe('a task with what is not sent yet', () => {
  it('counts as accepted, then done, once one has done so offline', () => {
    const accept = anAct({})
    const photo = anAct({ kind: 'photo', body: { fileName: 'a.jpg', content: 'AA==', takenTime: '' } })
    expect(showTask(task, [accept, photo], 'me')).toMatchObject({
      state: 'accepted',
      isMine: true,
      waiting: 2,
    })
    const complete = anAct({ kind: 'complete', body: { form: {} } })
    expect(showTask(task, [accept, photo, complete], 'me').state).toBe('done')
    expect(showTask(task, [accept, photo], 'me').waitingPhotos).toHaveLength(1)
  })
  it('falls back to what the platform says when the act was refused, and ignores other people', () => {
    expect(showTask(task, [anAct({ state: 'refused' })], 'me').state).toBe('assigned')
    expect(showTask(task, [anAct({ userId: 'other' })], 'me')).toMatchObject({
      state: 'assigned',
      waiting: 0,
    })
  })
})
