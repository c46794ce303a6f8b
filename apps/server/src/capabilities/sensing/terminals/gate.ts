import { terminalChanged, terminalHeader } from '@civitas/contract'
import type { FastifyRequest } from 'fastify'
import { hashSecret } from '../../../kernel/crypto.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { unauthenticated } from '../../../kernel/problem.ts'
import * as store from './store.ts'

/** The terminal’s own channel stays open to a lost one, or it could not be told to lock itself. */
const ownChannel = '/api/sensing/terminal/'
/** Sessions known to be written already, before they are forgotten and written again. */
const mostNoted = 50_000

export interface TerminalGate {
  /** A terminal changed in this process: blocked sessions are read anew. */
  forget(): void
}

/**
 * Refuses at the edge what comes from a terminal that is lost, wiped or retired. The terminal is looked up on each request
 * that names one, so that a mark counts at the next call in every process. A session of the terminal’s user that was ever
 * used on it ends with it, for whoever found the device could leave the header out; these sessions are kept in memory and
 * follow `terminalChanged`.
 */
export function openTerminalGate(kernel: Kernel): TerminalGate {
  const { db, http, messages } = kernel
  let blocked: Promise<Set<string>> | undefined
  const noted = new Map<string, string>()
  const readAll = () => {
    blocked ??= store.readBlockedSessions(db).then((ids) => new Set(ids))
    // A database that was away is asked again by the next request.
    blocked.catch(() => {
      blocked = undefined
    })
    return blocked
  }
  // The next request reads the sessions anew, after the change has committed.
  const forget = () => {
    blocked = undefined
  }
  messages.tail(terminalChanged, forget)
  const note = async (sessionId: string, terminalId: string) => {
    if (noted.get(sessionId) === terminalId) return
    await db.transaction(async (tx) => {
      await store.bindSession(tx, sessionId, terminalId)
      // A session that is first used on a terminal already lost is to be refused by every process.
      await messages.publish(tx, terminalChanged, { terminalId })
    })
    forget()
    if (noted.size >= mostNoted) noted.clear()
    noted.set(sessionId, terminalId)
  }
  http.addGuard(async (request) => {
    if (request.url.startsWith(ownChannel)) return
    const { principal } = request
    const token = request.headers[terminalHeader]
    if (typeof token === 'string') {
      const terminal = await store.findByToken(db, hashSecret(token))
      if (!terminal) throw unauthenticated('终端凭据无效。', 'unknown-terminal')
      const isOwn = principal?.userId === terminal.userId && isBearer(request)
      if (isOwn) await note(principal.sessionId, terminal.id)
      if (terminal.state !== 'active') throw refused()
    }
    if (principal && (await readAll()).has(principal.sessionId)) throw refused()
  })
  return { forget }
}

/** Basic credentials share one session among all programs of an account; a bearer token is of one sign-in. */
function isBearer(request: FastifyRequest): boolean {
  return (request.headers.authorization ?? '').toLowerCase().startsWith('bearer ')
}

function refused() {
  return unauthenticated('设备已停用', 'terminal-blocked')
}
