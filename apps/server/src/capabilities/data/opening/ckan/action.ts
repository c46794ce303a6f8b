import type { Principal } from '../../../../kernel/access.ts'
import type { DataParts } from '../../data-parts.ts'

export interface CkanCall {
  readonly given: Readonly<Record<string, unknown>>
  /** Address of the site. */
  readonly base: string
  readonly principal: Principal | null
}

/** An action of the API: what was asked, answered with what stands in `result`. */
export type Action = (parts: DataParts, call: CkanCall) => Promise<unknown> | unknown

/** An error as CKAN answers it; `__type` is what clients tell errors by. */
export class CkanError extends Error {
  readonly status: number
  readonly body: Record<string, unknown>

  constructor(status: number, body: Record<string, unknown> & { __type: string }) {
    super(String(body.message ?? body.__type))
    this.status = status
    this.body = body
  }
}

export function missing(name: string): CkanError {
  return new CkanError(409, { __type: 'Validation Error', [name]: ['Missing value'] })
}

export function notThere(what: string): CkanError {
  return new CkanError(404, { __type: 'Not Found Error', message: `Not found: ${what}` })
}

export function textOf(given: CkanCall['given'], name: string): string | undefined {
  const value = given[name]
  return value === undefined || value === null || value === '' ? undefined : String(value)
}

export function needText(given: CkanCall['given'], name: string): string {
  const value = textOf(given, name)
  if (value === undefined) throw missing(name)
  return value
}

/** A whole number from 0 to `most`. */
export function numberOf(given: CkanCall['given'], name: string, otherwise: number, most: number): number {
  const text = textOf(given, name)
  if (text === undefined) return otherwise
  const value = Number(text)
  if (!Number.isInteger(value))
    throw new CkanError(409, { __type: 'Validation Error', [name]: ['Invalid integer'] })
  if (value < 0)
    throw new CkanError(409, { __type: 'Validation Error', [name]: ['Must be a natural number'] })
  return Math.min(value, most)
}

export function isTrue(given: CkanCall['given'], name: string, otherwise = false): boolean {
  const text = textOf(given, name)?.toLowerCase()
  return text === undefined ? otherwise : ['true', '1', 'yes', 't', 'y'].includes(text)
}

/** A list given as JSON or with commas. */
export function listOf(given: CkanCall['given'], name: string): string[] | undefined {
  const value = given[name]
  if (Array.isArray(value)) return value.map(String)
  const text = textOf(given, name)
  if (text === undefined) return undefined
  if (text.startsWith('[')) return jsonOf(text, name) as string[]
  return text.split(',').map((one) => one.trim())
}

export function jsonOf(value: unknown, name: string): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    throw new CkanError(409, { __type: 'Validation Error', [name]: ['Cannot parse JSON'] })
  }
}
