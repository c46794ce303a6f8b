import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { currentTraceId, type Logger } from '../log.ts'
import { type FieldError, Problem, toProblemDetails } from '../problem.ts'

/** Turns whatever was thrown into a Problem; what is no Problem is a bug and shows no detail outside. */
export function toProblem(error: unknown, log: Logger): Problem {
  if (error instanceof Problem) return error
  const fastifyError = error as FastifyError
  if (fastifyError.validation) return invalidInput(fastifyError)
  if (fastifyError.statusCode === 429)
    return new Problem('limit-exceeded', 'too-many-requests', '请求过于频繁，请稍后再试。')
  if (fastifyError.statusCode === 413) return new Problem('invalid', 'too-large', '内容过大。')
  if (fastifyError.statusCode === 415)
    return new Problem('invalid', 'wrong-content-type', '内容类型不受支持，请使用 application/json。')
  if (fastifyError.code === 'FST_ERR_CTP_EMPTY_JSON_BODY')
    return new Problem('invalid', 'empty-body', '请求内容为空。')
  if (fastifyError.statusCode === 400) return new Problem('invalid', 'malformed', '请求内容不是有效的 JSON。')
  // Who asked went away before the answer was out: a page that was left, a line that broke.
  if (fastifyError.code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new Problem('unavailable', 'asker-gone', '请求方已断开。')
  if (isDatabaseAway(fastifyError)) {
    log.error({ error: fastifyError.message, code: fastifyError.code }, 'the database cannot be used')
    return new Problem(
      'unavailable',
      'database-away',
      '数据库暂时不可用，请稍后再试；未答复成功的内容没有保存。',
    )
  }
  log.error({ error: (error as Error).stack ?? String(error) }, 'a bug: something unexpected was thrown')
  return new Problem('unavailable', 'internal-error', '平台内部错误，已记录。')
}

/**
 * PostgreSQL (appendix A): 08 connection, 53 insufficient resources (full disk, too many connections), 57P operator
 * intervention, 58 system error; or there is nobody at its address, or no room on the disk.
 */
const databaseAway = /^(08|53|57P|58)|^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ENOSPC)$/
/** The driver has no code for a connection that ended under it. */
const connectionLost =
  /^Connection terminated|^Client (has encountered a connection error|was closed)|^timeout (exceeded when trying to connect|expired)|^Cannot use a pool after/

function isDatabaseAway(error: FastifyError): boolean {
  const { code, message } = error
  if (code === 'ENOENT' && (error as { syscall?: string }).syscall !== 'connect') return false
  return databaseAway.test(code ?? '') || connectionLost.test(message ?? '')
}

function invalidInput(error: FastifyError): Problem {
  const errors = (error.validation ?? []).map((one): FieldError => {
    const missing = one.params?.missingProperty ?? one.params?.additionalProperty
    const path = `${one.instancePath}${missing ? `/${missing}` : ''}` || '/'
    return {
      path: `/${error.validationContext ?? 'body'}${path}`,
      message: explain(one.keyword, one.params, one.message),
    }
  })
  const first = errors[0]
  return new Problem(
    'invalid',
    'invalid-input',
    first ? `${first.path}：${first.message}` : '输入有误。',
    errors,
  )
}

function explain(keyword: string, params: Record<string, unknown> = {}, message = ''): string {
  switch (keyword) {
    case 'required':
      return '缺少此项'
    case 'additionalProperties':
      return '不应有此项'
    case 'type':
      return `类型应为 ${String(params.type)}`
    case 'format':
      return `格式应为 ${String(params.format)}`
    case 'pattern':
      return `应符合 ${String(params.pattern)}`
    case 'minLength':
      return `至少 ${String(params.limit)} 个字`
    case 'maxLength':
      return `最多 ${String(params.limit)} 个字`
    case 'minimum':
      return `不小于 ${String(params.limit)}`
    case 'maximum':
      return `不大于 ${String(params.limit)}`
    case 'minItems':
      return `至少 ${String(params.limit)} 项`
    case 'const':
    case 'enum':
    case 'anyOf':
      return '不是允许的值'
    default:
      return message
  }
}

/** Answers a problem as `application/problem+json`; a bug answers 500. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const details = toProblemDetails(problem, currentTraceId())
  const status = problem.code === 'internal-error' ? 500 : problem.status
  return reply
    .code(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ ...details, status })
}

export function makeErrorHandler(log: Logger) {
  return (error: unknown, _request: FastifyRequest, reply: FastifyReply) =>
    sendProblem(reply, toProblem(error, log))
}
