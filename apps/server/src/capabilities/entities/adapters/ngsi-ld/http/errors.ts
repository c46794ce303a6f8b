/** Kinds of error of ETSI GS CIM 009, 5.5.2 and 6.3.2, with the status each is answered with. */
const statuses = {
  InvalidRequest: 400,
  BadRequestData: 400,
  AlreadyExists: 409,
  OperationNotSupported: 422,
  ResourceNotFound: 404,
  NonexistentTenant: 404,
  InternalError: 500,
  TooComplexQuery: 403,
  TooManyResults: 403,
  LdContextNotAvailable: 503,
  NoMultiTenantSupport: 501,
  Conflict: 409,
  LoopDetected: 508,
} as const

export type NgsiErrorKind = keyof typeof statuses

const titles: Record<NgsiErrorKind, string> = {
  InvalidRequest: 'Invalid request',
  BadRequestData: 'Bad request data',
  AlreadyExists: 'Already exists',
  OperationNotSupported: 'Operation not supported',
  ResourceNotFound: 'Resource not found',
  NonexistentTenant: 'Nonexistent tenant',
  InternalError: 'Internal error',
  TooComplexQuery: 'Query too complex',
  TooManyResults: 'Too many results',
  LdContextNotAvailable: '@context not available',
  NoMultiTenantSupport: 'No multi-tenant support',
  Conflict: 'Conflict',
  LoopDetected: 'Loop detected',
}

/** Body of an error answer (6.3.2, RFC 7807). */
export interface NgsiProblem {
  type: string
  title: string
  detail: string
  status: number
}

/** What an NGSI-LD operation refuses with. The title is English as the standard has it, the detail Chinese. */
export class NgsiError extends Error {
  readonly kind: NgsiErrorKind
  readonly status: number

  constructor(kind: NgsiErrorKind, detail: string, status: number = statuses[kind]) {
    super(detail)
    this.name = 'NgsiError'
    this.kind = kind
    this.status = status
  }

  toBody(): NgsiProblem {
    return toNgsiProblem(this.kind, this.message, this.status)
  }
}

export function toNgsiProblem(
  kind: NgsiErrorKind,
  detail: string,
  status: number = statuses[kind],
): NgsiProblem {
  return { type: `https://uri.etsi.org/ngsi-ld/errors/${kind}`, title: titles[kind], detail, status }
}

export function badData(detail: string): NgsiError {
  return new NgsiError('BadRequestData', detail)
}

export function badRequest(detail: string): NgsiError {
  return new NgsiError('InvalidRequest', detail)
}

export function noResource(what: string, id: string): NgsiError {
  return new NgsiError('ResourceNotFound', `没有找到${what}：${id}`)
}
