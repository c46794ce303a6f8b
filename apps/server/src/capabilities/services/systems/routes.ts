import * as contract from '@civitas/contract'
import { newSecret } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import { startCheck, toRun } from '../approvals/check.ts'
import type { ServicesParts } from '../services-parts.ts'
import { type OnSettled, sendToNext } from './send.ts'
import * as store from './store.ts'
import { type Handlers, takeMessage } from './take.ts'

/** How the content of a message is made anew when it is sent again. */
export type Rebuild = (
  parts: ServicesParts,
  system: store.SystemRow,
  message: store.MessageRow,
) => Promise<object | null>

interface Exchange {
  handlers: Handlers
  rebuild: Readonly<Record<string, Rebuild>>
  onSettled: Readonly<Record<string, OnSettled>>
}

/** Binds the register of linked systems and the exchange of signed messages with them. */
export function bindSystems(parts: ServicesParts, exchange: Exchange): { stop(): Promise<void> } {
  const { http, db } = parts.kernel
  bindRegister(parts)
  http.bind(contract.takeSystemMessage, ({ body }) => takeMessage(parts, exchange.handlers, body))
  http.bind(contract.listSystemMessages, async ({ query }) => {
    const { items, total } = await store.listMessages(db, query)
    return { items: items.map((row) => toMessage(row, row.system_name)), total }
  })
  http.bind(contract.replaySystemMessage, ({ params }) => replay(parts, exchange.rebuild, params.id))
  http.bind(contract.startSystemCheck, ({ params }, { principal }) => startCheck(parts, principal, params.id))
  http.bind(contract.listSystemChecks, async ({ params, query }) => {
    const { items, total } = await store.listChecks(db, params.id, query)
    return { items: await Promise.all(items.map((row) => toRun(parts, row))), total }
  })
  return startWorkQueue(parts.kernel, 'services.systems', (tx) => sendToNext(parts, tx, exchange.onSettled), {
    everyMs: 500,
  })
}

function bindRegister(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listSystems, async ({ query }) => {
    const { items, total } = await store.listSystems(db, query)
    return { items: items.map((row) => toSystem(parts, row)), total }
  })
  http.bind(contract.registerSystem, async ({ body }) => {
    const secret = body.secret ?? newSecret()
    requireUnit(parts, body.organisationId)
    const row = {
      ...{ id: newId(), kind: body.kind, code: body.code, own_code: body.ownCode, name: body.name },
      ...{ address: body.address, organisation_id: body.organisationId ?? null, items: body.items ?? [] },
      secret: await parts.identity.keys.seal('system-secret', secret),
    }
    if (!(await store.insertSystem(db, row, clock.now())))
      throw conflict('code-taken', `系统编号 ${body.code} 已登记。`)
    return { system: await getSystem(parts, row.id), secret }
  })
  http.bind(contract.changeSystem, async ({ params, body }) => {
    await getSystem(parts, params.id)
    requireUnit(parts, body.organisationId)
    const to = { ...body, organisation_id: body.organisationId ?? null, items: body.items ?? [] }
    await store.updateSystem(db, params.id, to, clock.now())
    return getSystem(parts, params.id)
  })
}

function requireUnit({ identity }: ServicesParts, id: string | undefined): void {
  if (id && !identity.findOrganisation(id)) throw invalid('/body/organisationId', '没有这个单位')
}

async function getSystem(parts: ServicesParts, id: string): Promise<contract.LinkedSystem> {
  const [row] = (await store.listSystems(parts.kernel.db, { id })).items
  if (!row) throw notFound('对接系统', id)
  return toSystem(parts, row)
}

function toSystem({ identity }: ServicesParts, row: store.CountedSystem): contract.LinkedSystem {
  return {
    ...{ id: row.id, kind: row.kind, code: row.code, ownCode: row.own_code, name: row.name },
    ...{ address: row.address, organisationId: row.organisation_id, items: row.items, state: row.state },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? null,
    ...{ waiting: row.waiting, refused: row.refused, failures: row.failures, lastError: row.error },
    failureShare: row.sent > 0 ? row.refused / row.sent : null,
    lastContactTime: row.contact_time?.toISOString() ?? null,
  }
}

function toMessage(row: store.MessageRow, systemName: string): contract.SystemMessage {
  return {
    ...{ id: row.id, systemId: row.system_id, systemName, direction: row.direction, kind: row.kind },
    ...{ messageId: row.message_id, objectId: row.object_id, reference: row.reference, state: row.state },
    ...{ faults: row.faults, tries: row.tries, repeats: row.repeats },
    createdTime: row.created_time.toISOString(),
    doneTime: row.done_time?.toISOString() ?? null,
  }
}

/** Sends what was refused again under its id, with what is right now. */
async function replay(
  parts: ServicesParts,
  rebuild: Exchange['rebuild'],
  id: string,
): Promise<contract.SystemMessage> {
  const { db } = parts.kernel
  const row = await store.findMessage(db, id)
  const system = row && (await store.findSystem(db, { id: row.system_id }))
  if (!row || !system) throw notFound('对接消息', id)
  if (row.direction !== 'out' || row.state !== 'refused')
    throw conflict('not-refused', '只有被对方退回的消息可以重发。')
  await store.requeue(db, id, (await rebuild[row.kind]?.(parts, system, row)) ?? row.content)
  return toMessage((await store.findMessage(db, id)) as store.MessageRow, system.name)
}
