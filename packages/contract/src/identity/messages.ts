import { Type } from 'typebox'
import { Id, Time } from '../common.ts'
import { defineMessage } from '../message.ts'

/** A batch of the audit trail was closed: its digest goes into the ledger, after which nobody can change it unnoticed. */
export const auditClosed = defineMessage(
  'identity.audit-closed',
  Type.Object({
    batchId: Id,
    fromId: Type.Integer(),
    toId: Type.Integer(),
    count: Type.Integer(),
    sm3: Type.String(),
    closedTime: Time,
  }),
)

/** Somebody has died, or was cancelled: whatever was given to them stops. */
export const subjectEnded = defineMessage(
  'identity.subject-ended',
  Type.Object({ subjectId: Id, state: Type.String(), reason: Type.String() }),
)

/** An officer has left a unit: whoever holds tasks of theirs gives them to the successor. */
export const officerMoved = defineMessage(
  'identity.officer-moved',
  Type.Object({
    userId: Id,
    userName: Type.String(),
    successorId: Id,
    successorName: Type.String(),
    reason: Type.String(),
  }),
)
