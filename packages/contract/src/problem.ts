import { type Static, Type } from 'typebox'

/** The closed list of ways a request can fail (design section 9), with the HTTP status of each. */
export const problemStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'limit-exceeded': 429,
  unavailable: 503,
} as const

export type ProblemKind = keyof typeof problemStatus

/** RFC 9457 problem details. `code` is stable; `detail` is a sentence for people; `errors` names each wrong field. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    traceId: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Array(Type.Object({ path: Type.String(), message: Type.String() }), {
        description: 'For kind invalid: the path of each wrong field and what is wrong with it.',
      }),
    ),
    findings: Type.Optional(
      Type.Array(Type.Unknown(), {
        description: 'What the refusal rests on, where an operation says so: overlaps of grids, for example.',
      }),
    ),
  },
  { $id: 'Problem' },
)

export type ProblemDetails = Static<typeof ProblemSchema>
