import type {
  attachEvidence,
  enterResident,
  OperationInput,
  recordPatrol,
  recordVisit,
  requestDelay,
  requestSuspension,
  surveyPart,
  Task,
} from '@civitas/sdk'

/** The body of an operation whose key is the id of the act: sent twice, it is done once. */
type Keyed<B extends { key: string }> = Omit<B, 'key'>

interface ActBase {
  id: string
  /** The account that did it; another account on this phone never sends it. */
  userId: string
  /** What the act is about: acts about one subject are sent in their order. */
  subjectId: string
  title: string
  createdTime: string
  state: 'waiting' | 'refused'
  /** Why the platform refused it, in words. */
  problem: string | null
}

/** Something done in the field that the platform has not heard of yet. */
export type QueuedAct = ActBase &
  (
    | { kind: 'accept' | 'sign'; body: null }
    | { kind: 'check-in'; body: { position: [number, number] } }
    /** `subjectId` is the task, or the case whose check it shows. */
    | {
        kind: 'photo' | 'check-photo'
        body: Omit<OperationInput<typeof attachEvidence>['body'], 'contentType'>
      }
    | { kind: 'delay'; body: OperationInput<typeof requestDelay>['body'] }
    | { kind: 'suspension'; body: OperationInput<typeof requestSuspension>['body'] }
    | {
        kind: 'complete'
        body: {
          form: Record<string, unknown>
          comment?: string
          position?: [number, number]
          force?: { reason: string }
        }
      }
    | { kind: 'return' | 'escalate'; body: { reason: string } }
    | { kind: 'check'; body: { passed: boolean; comment: string; form: Record<string, unknown> } }
    | {
        kind: 'report'
        body: { type: string; title: string; description?: string; position: [number, number] }
      }
    /** `subjectId` is the household. */
    | {
        kind: 'visit'
        body: Omit<Keyed<OperationInput<typeof recordVisit>['body']>, 'householdId'>
      }
    /** `subjectId` is the household. */
    | { kind: 'resident'; body: Omit<OperationInput<typeof enterResident>['body'], 'householdId'> }
    | { kind: 'survey'; body: Keyed<OperationInput<typeof surveyPart>['body']> }
    | { kind: 'patrol'; body: Keyed<OperationInput<typeof recordPatrol>['body']> }
  )

export type ActKind = QueuedAct['kind']

/** Oldest first; acts of the same moment stay as they were put. */
export function inOrder(acts: QueuedAct[]): QueuedAct[] {
  return [...acts].sort((a, b) => a.createdTime.localeCompare(b.createdTime))
}

/** Whether an act waits for an earlier one about the same subject that was refused. */
export function isHeld(act: QueuedAct, acts: QueuedAct[]): boolean {
  return inOrder(acts).some(
    (each) =>
      each.id !== act.id &&
      each.subjectId === act.subjectId &&
      each.state === 'refused' &&
      each.createdTime <= act.createdTime,
  )
}

/** The act to send next: the oldest waiting one that no refused act holds back. */
export function nextAct(acts: QueuedAct[]): QueuedAct | undefined {
  return inOrder(acts).find((act) => act.state === 'waiting' && !isHeld(act, acts))
}

/** Answers of the platform that mean that an act sent before had arrived after all. */
const arrivedBefore: Partial<Record<ActKind, string>> = {
  complete: 'already-done',
  check: 'not-checking',
  delay: 'request-open',
  suspension: 'request-open',
}

/** Whether a refusal only says that this very act was already carried out by an earlier try. */
export function hadArrived(kind: ActKind, code: string, tries: number): boolean {
  return tries > 0 && arrivedBefore[kind] === code
}

/** A task as the person in the field sees it: with what they did and the platform has not heard of yet. */
export interface ShownTask {
  task: Task
  state: Task['state']
  waitingPhotos: PhotoAct[]
  waiting: number
  isMine: boolean
  isSigned: boolean
  isCheckedIn: boolean
}

type PhotoAct = Extract<QueuedAct, { kind: 'photo' | 'check-photo' }>

/** Photos of a task or a case that wait on this phone. */
export function photosOf(acts: QueuedAct[], subjectId: string): PhotoAct[] {
  return inOrder(acts).filter(
    (act): act is PhotoAct =>
      act.subjectId === subjectId && (act.kind === 'photo' || act.kind === 'check-photo'),
  )
}

export function showTask(task: Task, acts: QueuedAct[], userId: string): ShownTask {
  const own = inOrder(acts).filter((act) => act.subjectId === task.id && act.userId === userId)
  let state = task.state
  let isMine = task.acceptedById === userId
  const has = (kind: ActKind) => own.some((act) => act.kind === kind && act.state === 'waiting')
  for (const act of own) {
    if (act.state === 'refused') continue
    if (act.kind === 'accept' && state === 'assigned') {
      state = 'accepted'
      isMine = true
    } else if (act.kind === 'complete') state = 'done'
    else if (act.kind === 'return' || act.kind === 'escalate') state = 'returned'
  }
  return {
    task,
    state,
    isMine,
    waiting: own.length,
    waitingPhotos: photosOf(own, task.id),
    isSigned: task.receiptTime !== null || has('sign'),
    isCheckedIn: task.checkInTime !== null || has('check-in'),
  }
}
