import { AsyncLocalStorage } from 'node:async_hooks'
import { type Logger as PinoLogger, pino } from 'pino'

export type Logger = PinoLogger

const traces = new AsyncLocalStorage<string>()

/** The trace id of the work under way, or an empty string outside of any. */
export function currentTraceId(): string {
  return traces.getStore() ?? ''
}

/** Runs `work` under a trace id; every log line and every published message inside carries it. */
export function withTrace<T>(traceId: string, work: () => T): T {
  return traces.run(traceId, work)
}

/** Names of fields that may hold a secret; their values never reach the log. */
const secrets = ['password', 'key', 'token', 'authorization', 'accessToken', 'currentPassword', 'newPassword']

/** Makes the log: one JSON line each, with the trace id, to standard error. */
export function createLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`]), censor: '[hidden]' },
      mixin: () => {
        const trace = currentTraceId()
        return trace ? { trace } : {}
      },
    },
    pino.destination({ fd: 2, sync: false }),
  )
}
