import * as contract from '@civitas/contract'
import { isInScope, type Principal, requireInScope } from '../../../kernel/access.ts'
import { hashSecret } from '../../../kernel/crypto.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { Identity } from '../../identity/index.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import type { Recorder } from '../ingest/record-observations.ts'
import type { ThingsSeen } from '../things/things-seen.ts'
import { bindDesktops } from './bind-desktops.ts'
import { bindEdgeNodes } from './bind-edge-nodes.ts'
import { bindReleases } from './bind-releases.ts'
import { type CommandRow, decideCommand, findCommand, insertCommand, listCommands } from './command-store.ts'
import { openTerminalGate, type TerminalGate } from './gate.ts'
import { newCode, nextStates, stateText, toLevel } from './rules.ts'
import * as store from './store.ts'
import { bindTerminalChannel } from './terminal-channel.ts'

export interface TerminalParts {
  kernel: Kernel
  identity: Identity
  index: DatastreamIndex
  recorder: Recorder
  seen: ThingsSeen
}

/** Terminals and edge nodes over HTTP (PLT-009; terminals after GB/T 35282-2017). */
export function bindTerminals(parts: TerminalParts): void {
  const { kernel } = parts
  const gate = openTerminalGate(kernel)
  bindInventory(parts)
  bindStates(parts, gate)
  bindCommands(parts)
  bindPolicies(kernel)
  bindReleases(kernel)
  bindTerminalChannel(kernel, gate)
  bindEdgeNodes(parts)
  bindDesktops(parts)
}

function bindInventory(parts: TerminalParts): void {
  const { kernel, identity } = parts
  const { http, db, clock } = kernel
  http.bind(contract.createTerminal, async ({ body }, { principal }) => {
    const organisation = identity.findOrganisation(body.organisationId)
    if (!organisation) throw invalid('/body/organisationId', '没有这个单位')
    const userName = await identity.findUserName(body.userId)
    if (userName === null) throw invalid('/body/userId', '没有这个用户')
    const divisionCode = body.divisionCode ?? organisation.divisionCode
    requireInScope(divisionCode, principal.scope)
    await requirePolicy(db, body.policyId)
    const [id, code, now] = [newId(), newCode(), clock.now()]
    const expires = hoursAfter(now, body.validHours)
    const given = { ...body, id, userName, divisionCode, codeHash: hashSecret(code), expires, now }
    const more = { title: body.title ?? body.reference, testRing: body.testRing ?? false }
    if (!(await store.insertTerminal(db, { ...given, ...more, policyId: body.policyId ?? null })))
      throw conflict('reference-taken', `终端 ${body.reference} 已登记。`)
    return {
      terminal: toTerminal(await requireTerminal(parts, db, id, principal), identity),
      code: { code, expiresTime: expires.toISOString() },
    }
  })
  http.bind(contract.listTerminals, async ({ query }, { principal }) => {
    const page = await store.listTerminals(db, query, principal.scope, clock.now())
    return { items: page.items.map((row) => toTerminal(row, identity)), total: page.total }
  })
  http.bind(contract.getTerminal, async ({ params }, { principal }) => {
    const row = await requireTerminal(parts, db, params.id, principal)
    const commands = await listCommands(db, params.id)
    return { terminal: toTerminal(row, identity), commands: commands.map(toCommand) }
  })
  http.bind(contract.changeTerminal, async ({ params, body }, { principal }) => {
    await requireTerminal(parts, db, params.id, principal)
    await requirePolicy(db, body.policyId)
    await store.changeTerminal(db, params.id, body)
    return toTerminal(await requireTerminal(parts, db, params.id, principal), identity)
  })
}

function bindStates(parts: TerminalParts, gate: TerminalGate): void {
  const { kernel, identity } = parts
  const { http, db, clock, messages } = kernel
  http.bind(contract.renewTerminalCode, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      await store.lockTerminal(tx, params.id)
      const { state } = await requireTerminal(parts, tx, params.id, principal)
      if (state === 'lost') throw conflict('terminal-lost', '遗失的终端须先标记找回。')
      const [code, expires] = [newCode(), hoursAfter(clock.now(), body.validHours)]
      await store.renewCode(tx, params.id, hashSecret(code), expires)
      await messages.publish(tx, contract.terminalChanged, { terminalId: params.id })
      tx.afterCommit(gate.forget)
      return { code, expiresTime: expires.toISOString() }
    }),
  )
  http.bind(contract.setTerminalState, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      await store.lockTerminal(tx, params.id)
      const { state } = await requireTerminal(parts, tx, params.id, principal)
      if (!nextStates[state].includes(body.state))
        throw conflict('wrong-state', `终端当前为“${stateText[state]}”，不能改为“${stateText[body.state]}”。`)
      await store.changeTerminal(tx, params.id, { state: body.state })
      if (body.state === 'lost')
        await insertCommand(tx, {
          ...{ id: newId(), terminalId: params.id, kind: 'lock', state: 'queued', reason: body.reason },
          ...{ createdById: principal.userId, createdBy: principal.name, now: clock.now() },
        })
      await messages.publish(tx, contract.terminalChanged, { terminalId: params.id })
      tx.afterCommit(gate.forget)
      return toTerminal(await requireTerminal(parts, tx, params.id, principal), identity)
    }),
  )
}

function bindCommands(parts: TerminalParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.sendTerminalCommand, async ({ params, body }, { principal }) => {
    const { state } = await requireTerminal(parts, db, params.id, principal)
    if (state !== 'active' && state !== 'lost')
      throw conflict('wrong-state', `终端当前为“${stateText[state]}”，不接收命令。`)
    const first = body.kind === 'wipe' ? 'awaiting-approval' : 'queued'
    const row = await insertCommand(db, {
      ...{ ...body, id: newId(), terminalId: params.id, state: first },
      ...{ createdById: principal.userId, createdBy: principal.name, now: clock.now() },
    })
    return toCommand(row)
  })
  http.bind(contract.decideTerminalCommand, async ({ params, body }, { principal }) => {
    const command = await findCommand(db, params.id)
    if (!command) throw notFound('命令', params.id)
    await requireTerminal(parts, db, command.terminalId, principal)
    if (command.createdById === principal.userId)
      throw forbidden('擦除须由另一人批准。', 'needs-second-person')
    const decision = { state: body.approve ? ('queued' as const) : ('refused' as const), by: principal.name }
    const row = await decideCommand(db, params.id, { ...decision, comment: body.comment, now: clock.now() })
    if (!row) throw conflict('already-decided', '命令不在待批准状态。')
    return toCommand(row)
  })
}

function bindPolicies({ http, db, clock }: Kernel): void {
  http.bind(contract.listTerminalPolicies, ({ query }) => store.listPolicies(db, query))
  http.bind(contract.saveTerminalPolicy, ({ body }) => {
    const { minimumOsLevel } = body.rules
    return store.savePolicy(db, { ...body, id: newId() }, minimumOsLevel ? toLevel(minimumOsLevel) : null)
  })
  http.bind(contract.getTerminalCompliance, (_input, { principal }) =>
    store.readCompliance(db, principal.scope, clock.now()),
  )
}

async function requireTerminal(
  { kernel }: TerminalParts,
  db: Queryable,
  id: string,
  { scope }: Principal,
): Promise<store.TerminalRow> {
  const row = await store.findTerminal(db, id, kernel.clock.now())
  if (!row || !isInScope(row.divisionCode, scope)) throw notFound('终端', id)
  return row
}

async function requirePolicy(db: Queryable, id: string | null | undefined): Promise<void> {
  if (id && !(await store.findPolicyRules(db, id))) throw invalid('/body/policyId', '没有这个策略组')
}

function hoursAfter(now: Date, hours = 24): Date {
  return new Date(now.getTime() + hours * 3_600_000)
}

function toTerminal({ lon, lat, ...row }: store.TerminalRow, identity: Identity): contract.Terminal {
  return {
    ...row,
    organisationName: identity.findOrganisation(row.organisationId)?.name ?? null,
    stateText: stateText[row.state],
    position: lon === null || lat === null ? null : [lon, lat],
    locatedTime: row.locatedTime?.toISOString() ?? null,
    lastSeenTime: row.lastSeenTime?.toISOString() ?? null,
    createdTime: row.createdTime.toISOString(),
  }
}

function toCommand({ createdById: _, ...row }: CommandRow): contract.TerminalCommand {
  return {
    ...row,
    createdTime: row.createdTime.toISOString(),
    deliveredTime: row.deliveredTime?.toISOString() ?? null,
    endedTime: row.endedTime?.toISOString() ?? null,
  }
}
