import { toProblem as toKernelProblem } from '../../../../kernel/http/errors.ts'
import { currentTraceId } from '../../../../kernel/log.ts'
import { invalid, toProblemDetails } from '../../../../kernel/problem.ts'
import { Undecodable } from '../../ingest/decode-readings.ts'
import { NotImplemented, type SensorThingsParts } from './request.ts'
import { toProblem } from './write/create-observations.ts'

/** A path without slashes at its ends, decoded; one that cannot be decoded is wrong. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path.replace(/^\/+|\/+$/g, ''))
  } catch {
    throw invalid('/path', `地址编码不正确：${path}`)
  }
}

/** The body of an error: code and message as clients of SensorThings read them, beside the platform’s own fields. */
export function toErrorBody(parts: SensorThingsParts, error: unknown): { status: number; body: object } {
  if (error instanceof NotImplemented)
    return { status: 501, body: { code: 501, type: 'error', message: error.message } }
  const problem = error instanceof Undecodable ? toProblem(error) : toKernelProblem(error, parts.kernel.log)
  const status = problem.code === 'internal-error' ? 500 : problem.status
  const details = toProblemDetails(problem, currentTraceId())
  return {
    status,
    body: { ...details, problem: details.code, code: status, message: problem.message, status },
  }
}
