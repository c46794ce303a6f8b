import {
  acceptTask,
  attachCheckPhoto,
  attachEvidence,
  checkCase,
  checkInOnSite,
  completeTask,
  enterResident,
  escalateCase,
  ProblemError,
  recordPatrol,
  recordVisit,
  reportEvent,
  requestDelay,
  requestSuspension,
  returnTask,
  signTask,
  surveyPart,
} from '@civitas/sdk'
import { client } from '../../../app/client.ts'
import type { QueuedAct } from './queue-rules.ts'

/** Tells the platform of one act. Throws `ProblemError` when it refuses. */
export function sendAct(act: QueuedAct): Promise<unknown> {
  const params = { id: act.subjectId }
  switch (act.kind) {
    case 'accept':
      return client.call(acceptTask, { params })
    case 'sign':
      return client.call(signTask, { params })
    case 'check-in':
      return client.call(checkInOnSite, { params, body: act.body })
    case 'delay':
      return client.call(requestDelay, { params, body: act.body })
    case 'suspension':
      return client.call(requestSuspension, { params, body: act.body })
    case 'check-photo':
      return client.call(attachCheckPhoto, { params, body: { ...act.body, contentType: 'image/jpeg' } })
    case 'photo':
      return client.call(attachEvidence, { params, body: { ...act.body, contentType: 'image/jpeg' } })
    case 'complete':
      return client.call(completeTask, { params, body: act.body })
    case 'return':
      return client.call(returnTask, { params, body: act.body })
    case 'escalate':
      return client.call(escalateCase, { params, body: act.body })
    case 'check':
      return client.call(checkCase, { params, body: act.body })
    case 'report':
      return client.call(reportEvent, { body: { ...act.body, key: act.id, reportedTime: act.createdTime } })
    case 'visit':
      return client.call(recordVisit, { body: { ...act.body, key: act.id, householdId: act.subjectId } })
    case 'resident':
      return client.call(enterResident, { body: { ...act.body, householdId: act.subjectId } })
    case 'survey':
      return client.call(surveyPart, { params, body: { ...act.body, key: act.id } })
    case 'patrol':
      return client.call(recordPatrol, { body: { ...act.body, key: act.id } })
  }
}

/** Whether an error is the platform’s word, not a lost line: only then does trying again not help. */
export function isRefusal(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.problem.status < 500 && error.problem.status !== 429
}
