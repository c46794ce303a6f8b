import { type ProblemDetails, type ProblemKind, problemStatus } from '@civitas/contract'

/** A field of the input that is wrong; `path` as in JSON Pointer, `message` for people. */
export interface FieldError {
  path: string
  message: string
}

/**
 * The only error a capability throws on purpose (RFC 9457). `code` is stable for programs, the message is a
 * sentence for people in Chinese; the HTTP edge turns it into a response, adapters into their standard’s form.
 */
export class Problem extends Error {
  readonly kind: ProblemKind
  readonly code: string
  readonly errors: FieldError[] | undefined
  /** What the finding rests on, for a program: RFC 9457 extension member `findings`. */
  readonly findings: readonly unknown[] | undefined

  constructor(
    kind: ProblemKind,
    code: string,
    message: string,
    errors?: FieldError[],
    findings?: readonly unknown[],
  ) {
    super(message)
    this.name = 'Problem'
    this.kind = kind
    this.code = code
    this.errors = errors
    this.findings = findings
  }

  get status(): number {
    return problemStatus[this.kind]
  }
}

/** Input that breaks a rule at one field. */
export function invalid(path: string, message: string, code = 'invalid-input'): Problem {
  return new Problem('invalid', code, message, [{ path, message }])
}

export function notFound(what: string, id: string): Problem {
  return new Problem('not-found', 'not-found', `没有找到${what}：${id}`)
}

export function forbidden(message: string, code = 'not-permitted'): Problem {
  return new Problem('forbidden', code, message)
}

export function unauthenticated(message = '请先登录。', code = 'not-signed-in'): Problem {
  return new Problem('unauthenticated', code, message)
}

export function conflict(code: string, message: string): Problem {
  return new Problem('conflict', code, message)
}

const titles: Record<ProblemKind, string> = {
  invalid: '输入有误',
  unauthenticated: '未登录',
  forbidden: '没有权限',
  'not-found': '不存在',
  conflict: '状态冲突',
  'limit-exceeded': '超过限额',
  unavailable: '暂不可用',
}

/** The body of the HTTP answer for a problem. */
export function toProblemDetails(problem: Problem, traceId: string): ProblemDetails {
  return {
    type: `urn:civitas:problem:${problem.kind}`,
    title: titles[problem.kind],
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    traceId,
    ...(problem.errors ? { errors: problem.errors } : {}),
    ...(problem.findings ? { findings: [...problem.findings] } : {}),
  }
}
