import { Type } from 'typebox'
import { Id, nullable } from '../common.ts'
import { defineMessage } from '../message.ts'

/** An application moved on: whoever shows it reads it anew, and what hangs on its state (licences, credit, rating) follows. */
export const applicationChanged = defineMessage(
  'services.application-changed',
  Type.Object({
    ...{ applicationId: Id, itemId: Type.String(), subjectId: Id, state: Type.String() },
    bundleCaseId: nullable(Id),
  }),
)

/** A licence is in another state: whoever relies on it looks again. `applicationIds` are those it was used in. */
export const licenceChanged = defineMessage(
  'services.licence-changed',
  Type.Object({ licenceId: Id, holderId: Id, state: Type.String(), applicationIds: Type.Array(Id) }),
)
