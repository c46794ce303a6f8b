import type { AnyOperation, OperationInput, OperationOutput, ProblemDetails } from '@civitas/contract'

export interface ClientOptions {
  /** Address of the platform, without a trailing slash; empty for the page’s own origin. */
  baseUrl: string
  /** Gives the access token of the moment, or null when nobody is signed in. */
  token?: () => string | null
  /** Called once for each answer 401, so that an application can show its sign-in. */
  onUnauthenticated?: () => void
  /** Language of messages for people. */
  locale?: () => 'zh-CN' | 'en'
}

/** The parts of an operation’s input that it declares; query is optional where each of its fields is. */
export type CallInput<O extends AnyOperation> = Part<'params', OperationInput<O>['params']> &
  Part<'query', OperationInput<O>['query']> &
  Part<'body', OperationInput<O>['body']> & { signal?: AbortSignal }

type Part<Name extends string, T> = [T] extends [undefined]
  ? { [K in Name]?: undefined }
  : Record<never, never> extends T
    ? { [K in Name]?: T }
    : { [K in Name]: T }

/** Input may be left out whole where the operation requires none of it. */
type CallArguments<O extends AnyOperation> =
  Record<never, never> extends CallInput<O> ? [input?: CallInput<O>] : [input: CallInput<O>]

export interface Client {
  readonly options: ClientOptions
  /** Calls an operation; throws `ProblemError` when the platform refuses it. */
  call<O extends AnyOperation>(operation: O, ...input: CallArguments<O>): Promise<OperationOutput<O>>
}

/** The platform’s refusal: RFC 9457 details with the fields that are wrong. */
export class ProblemError extends Error {
  readonly problem: ProblemDetails

  constructor(problem: ProblemDetails) {
    super(problem.detail)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** Makes a typed client of the platform. Needs only `fetch`. */
export function createClient(options: ClientOptions): Client {
  return {
    options,
    call: (operation, ...[input]) => callOperation(options, operation, input ?? {}),
  }
}

interface LooseInput {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
}

async function callOperation<O extends AnyOperation>(
  options: ClientOptions,
  operation: O,
  input: LooseInput,
): Promise<OperationOutput<O>> {
  const response = await fetch(
    options.baseUrl + fillPath(operation.path, input.params) + toQuery(input.query),
    {
      method: operation.method,
      headers: requestHeaders(options, input.body !== undefined),
      body: input.body === undefined ? undefined : JSON.stringify(input.body),
      signal: input.signal,
    },
  )
  if (!response.ok) throw await toProblem(options, response)
  // XML is text to whoever asked for it: a feed, a CAP message.
  if (operation.produces?.includes('+xml')) return (await response.text()) as OperationOutput<O>
  if (operation.produces) return new Uint8Array(await response.arrayBuffer()) as OperationOutput<O>
  return (await response.json()) as OperationOutput<O>
}

/** Headers every request carries. */
export function requestHeaders(options: ClientOptions, hasBody: boolean): Record<string, string> {
  const token = options.token?.()
  return {
    accept: 'application/json',
    'accept-language': options.locale?.() ?? 'zh-CN',
    ...(hasBody ? { 'content-type': 'application/json' } : {}),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  }
}

function fillPath(path: string, params: Record<string, unknown> | undefined): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params?.[name])))
}

function toQuery(query: Record<string, unknown> | undefined): string {
  const pairs = Object.entries(query ?? {}).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  )
  if (pairs.length === 0) return ''
  return `?${new URLSearchParams(pairs.map(([key, value]): [string, string] => [key, String(value)]))}`
}

async function toProblem(options: ClientOptions, response: Response): Promise<ProblemError> {
  if (response.status === 401) options.onUnauthenticated?.()
  const body = await response.json().catch(() => null)
  return new ProblemError(
    body?.code
      ? body
      : {
          type: 'about:blank',
          title: response.statusText,
          status: response.status,
          code: 'no-answer',
          detail: `HTTP ${response.status}`,
        },
  )
}
