import * as contract from '@civitas/contract'
import type { FastifyRequest } from 'fastify'
import { hashSecret, newSecret } from '../../../kernel/crypto.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, invalid, notFound, unauthenticated } from '../../../kernel/problem.ts'
import { deliverCommands, endCommand, findCommand } from './command-store.ts'
import type { TerminalGate } from './gate.ts'
import { readWanted } from './release-store.ts'
import { toLevel } from './rules.ts'
import * as store from './store.ts'

/** What a terminal says and asks itself, known by its token alone: a lost one must still take its lock. */
export function bindTerminalChannel(kernel: Kernel, gate: TerminalGate): void {
  const { http, db, clock } = kernel
  http.bind(contract.enrolTerminal, async ({ body }) => {
    const token = newSecret()
    const codeHash = hashSecret(body.code.trim().toUpperCase())
    const terminal = await store.redeemCode(db, codeHash, hashSecret(token), clock.now())
    if (!terminal) throw invalid('/body/code', '注册码无效、已使用或已过期', 'wrong-code')
    return { terminalId: terminal.id, reference: terminal.reference, token }
  })
  http.bind(contract.checkInTerminal, async ({ body }, { raw }) => {
    const id = await requireTerminal(kernel, raw)
    const now = clock.now()
    const commands = await db.transaction(async (tx) => {
      const level = body.facts ? toLevel(body.facts.osLevel) : null
      await store.noteCheckIn(tx, id, { facts: body.facts, level, versions: body.versions, now })
      return deliverCommands(tx, id, now)
    })
    const { policyId } = (await store.findTerminal(db, id, now)) as store.TerminalRow
    const policy = policyId ? await store.findPolicyRules(db, policyId) : null
    return { policy, commands, wanted: await readWanted(db, id) }
  })
  http.bind(contract.confirmTerminalCommand, async ({ params, body }, { raw }) => {
    const terminalId = await requireTerminal(kernel, raw)
    const now = clock.now()
    await db.transaction(async (tx) => {
      const end = { done: body.done, detail: body.detail ?? null, now }
      const command = await endCommand(tx, terminalId, params.id, end)
      if (!command) {
        const held = await findCommand(tx, params.id)
        if (held?.terminalId !== terminalId) throw notFound('命令', params.id)
        throw conflict('not-delivered', '命令未下发或已有结果。')
      }
      if (command.kind === 'locate' && body.position)
        await store.notePosition(tx, terminalId, body.position, now)
      if (command.kind !== 'wipe' || !body.done) return
      await store.changeTerminal(tx, terminalId, { state: 'wiped' })
      await kernel.messages.publish(tx, contract.terminalChanged, { terminalId })
      tx.afterCommit(gate.forget)
    })
    return { done: true as const }
  })
}

async function requireTerminal({ db }: Kernel, request: FastifyRequest): Promise<string> {
  const token = request.headers[contract.terminalHeader]
  if (typeof token !== 'string')
    throw unauthenticated(`请在 ${contract.terminalHeader} 中出示终端凭据。`, 'no-terminal')
  const terminal = await store.findByToken(db, hashSecret(token))
  if (!terminal) throw unauthenticated('终端凭据无效。', 'unknown-terminal')
  if (terminal.state !== 'active' && terminal.state !== 'lost')
    throw unauthenticated('设备已停用', 'terminal-blocked')
  return terminal.id
}
