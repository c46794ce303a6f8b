import { type NgsiProblem, toNgsiProblem } from '../http/errors.ts'
import type { Json } from './split-body.ts'

/** What became of some entities at one place; without a registration it is this broker. */
export interface SourceOutcome {
  registrationId?: string
  uris: string[]
  failed: Map<string, NgsiProblem>
  /** Entities that were not there before. */
  made: string[]
}

/** Reads what a broker answered to a batch, or to an operation on one entity. */
export function readOutcome(
  registrationId: string | undefined,
  uris: string[],
  status: number,
  text: string,
): SourceOutcome {
  const from = { ...(registrationId ? { registrationId } : {}), uris }
  const json = parse(text)
  if (status === 207) {
    const failed = readErrors(json as Json | null, uris)
    return { ...from, failed, made: [] }
  }
  if (status >= 200 && status <= 299) {
    const made = status !== 201 ? [] : Array.isArray(json) ? json.map(String) : uris
    return { ...from, failed: new Map(), made }
  }
  const told = json && !Array.isArray(json) && (json as Json).type
  const error = told
    ? ({ ...(json as Json), status } as unknown as NgsiProblem)
    : toNgsiProblem(kindOf(status), text && !json ? text : `回答 ${status}`, status)
  return { ...from, failed: new Map(uris.map((uri) => [uri, error])), made: [] }
}

/** A BatchOperationResult may speak of one entity several times; what it does not speak of was done. */
function readErrors(json: Json | null, uris: readonly string[]): Map<string, NgsiProblem> {
  const failed = new Map<string, NgsiProblem>()
  for (const { entityId, error } of (json?.errors as Json[] | undefined) ?? []) {
    if (!uris.includes(String(entityId))) continue
    const given = (error ?? {}) as Partial<NgsiProblem>
    const problem = toNgsiProblem('InternalError', '来源未完成', Number(given.status ?? 500))
    failed.set(String(entityId), { ...problem, ...given })
  }
  return failed
}

/** The kind of error behind a status another broker answered. */
export function kindOf(status: number): Parameters<typeof toNgsiProblem>[0] {
  if (status === 404) return 'ResourceNotFound'
  if (status === 409) return 'AlreadyExists'
  return status < 500 ? 'BadRequestData' : 'InternalError'
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : null
  } catch {
    return null
  }
}
