import type { AppField, AppPartner } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { maskPhone } from '../../identity/index.ts'
import { timeText } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { bindHome } from './home.ts'
import { releaseFault, stepOf } from './rules.ts'
import * as store from './store.ts'

const dayMs = 86_400_000

/** 城市服务APP (SOC-018): partner services with their release and take-down, and the home page of each person. */
export function bindApp(parts: ServicesParts): void {
  bindPartners(parts)
  bindOpening(parts)
  bindHome(parts)
}

function lately({ kernel }: ServicesParts): Date {
  return new Date(kernel.clock.now().getTime() - 30 * dayMs)
}

function toPartner(row: store.PartnerRow): AppPartner {
  return {
    ...{ id: row.id, code: row.code, name: row.name, owner: row.owner, url: row.url, fields: row.fields },
    ...{ contractNumber: row.contract_number, state: row.state, greyShare: row.grey_share },
    ...{ security: row.security, privacy: row.privacy, reason: row.reason },
    ...{ stateTime: row.state_time.toISOString(), openings: row.openings, complaints: row.complaints },
    complaintRate: row.openings ? row.complaints / row.openings : null,
  }
}

async function requirePartner(parts: ServicesParts, id: string): Promise<store.PartnerRow> {
  const row = await store.findPartner(parts.kernel.db, { id }, lately(parts))
  if (!row) throw notFound('合作服务', id)
  return row
}

function bindPartners(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listAppPartners, async ({ query }) => {
    const { items, total } = await store.listPartners(db, query, lately(parts))
    return { items: items.map(toPartner), total }
  })
  http.bind(contract.registerAppPartner, async ({ body }) => {
    const one = { ...body, id: newId(), contract_number: body.contractNumber }
    if (!(await store.insertPartner(db, one, clock.now())))
      throw conflict('code-taken', `合作服务编号 ${body.code} 已登记。`)
    return toPartner(await requirePartner(parts, one.id))
  })
  http.bind(contract.checkAppPartner, async ({ params, body }, { principal }) => {
    await requirePartner(parts, params.id)
    const { kind, passes, note } = body
    const time = clock.now().toISOString()
    await store.saveCheck(db, params.id, kind, { passes, note, by: principal.name, time })
    return toPartner(await requirePartner(parts, params.id))
  })
  http.bind(contract.moveAppPartner, async ({ params, body }) => {
    const row = await requirePartner(parts, params.id)
    const fault = releaseFault(row, body.to)
    if (fault) throw conflict('not-releasable', fault)
    if (body.to === 'grey' && !body.greyShare) throw invalid('/body/greyShare', '请给出灰度比例')
    await db.transaction(async (tx) => {
      const to = {
        state: body.to,
        greyShare: body.to === 'grey' ? (body.greyShare ?? 0) : 0,
        reason: body.reason,
      }
      await store.moveTo(tx, row.id, to, clock.now())
      if (body.to === 'suspended' || body.to === 'withdrawn')
        await tellUsers(parts, tx, row, { to: body.to, reason: body.reason })
    })
    return toPartner(await requirePartner(parts, params.id))
  })
}

/** Those who used it in ninety days learn that it is gone, and why. */
async function tellUsers(
  parts: ServicesParts,
  tx: Parameters<ServicesParts['messaging']['tell']>[0],
  row: store.PartnerRow,
  { to, reason }: { to: 'suspended' | 'withdrawn'; reason: string },
): Promise<void> {
  const now = parts.kernel.clock.now()
  const users = await store.listUsersOfPartner(tx, row.id, new Date(now.getTime() - 90 * dayMs))
  if (users.length === 0) return
  parts.messaging.tell(tx, {
    ...{ key: `services.app:${row.id}:${now.toISOString()}`, text: reason, urgency: 'normal' },
    title: `“${row.name}”${to === 'suspended' ? '服务已暂停' : '已下架'}`,
    ...{ to: users.map((userId) => ({ userId })), link: '/portal' },
  })
}

function bindOpening(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listAppServices, ({ query }, { principal }) =>
    store.listReleased(db, stepOf(principal.userId), query),
  )
  http.bind(contract.openAppService, async ({ params, body }, { principal }) => {
    const row = await requireOpen(parts, params.code, principal)
    const beyond = body.agreed.findIndex((field) => !row.fields.includes(field))
    if (beyond >= 0) throw invalid(`/body/agreed/${beyond}`, '该服务没有登记这项信息')
    const given = await give(parts, principal, body.agreed)
    const scopedId = await parts.identity.keys.mac(`app-partner/${row.id}`, principal.userId)
    const one = { id: newId(), partnerId: row.id, userId: principal.userId, fields: Object.keys(given) }
    await store.insertOpening(db, one, clock.now())
    return { name: row.name, url: row.url, scopedId, given }
  })
  http.bind(contract.complainAboutAppService, async ({ params, body }, { principal }) => {
    const row = await store.findPartner(db, { code: params.code }, lately(parts))
    if (!row || row.state === 'testing') throw notFound('合作服务', params.code)
    const one = { id: newId(), partnerId: row.id, userId: principal.userId, text: body.text }
    await store.insertComplaint(db, one, clock.now())
    return { done: true as const }
  })
}

/** A service that may be opened by the caller now; a suspended one says since when. */
async function requireOpen(
  parts: ServicesParts,
  code: string,
  principal: Principal,
): Promise<store.PartnerRow> {
  const row = await store.findPartner(parts.kernel.db, { code }, lately(parts))
  const isHidden =
    row?.state === 'testing' || (row?.state === 'grey' && stepOf(principal.userId) >= row.grey_share)
  if (!row || isHidden) throw notFound('合作服务', code)
  const since = timeText(row.state_time)
  if (row.state === 'suspended')
    throw conflict('service-suspended', `服务已暂停（${since}）：${row.reason ?? ''}`)
  if (row.state === 'withdrawn')
    throw conflict('service-withdrawn', `服务已下架（${since}）：${row.reason ?? ''}`)
  return row
}

/** What the caller agreed to, as little of it as serves: never a number, never a whole name. */
async function give(
  parts: ServicesParts,
  principal: Principal,
  fields: readonly AppField[],
): Promise<Record<string, string>> {
  const acting = await parts.identity.subjects.ofCaller(parts.kernel.db, principal)
  const [person] = await parts.identity.findPeople(parts.kernel.db, { userIds: [principal.userId] })
  const values: Record<AppField, string | null | undefined> = {
    'name-suffix': acting?.by.name.slice(-1),
    assurance: acting ? String(acting.by.assurance) : null,
    'phone-masked': maskPhone(person?.phone ?? null),
  }
  return Object.fromEntries(
    fields.flatMap((field) => (values[field] ? [[field, values[field] as string]] : [])),
  )
}
