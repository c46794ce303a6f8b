import { timingSafeEqual } from 'node:crypto'
import type * as contract from '@civitas/contract'
import type { OperationInput, Partner, PartnerCall } from '@civitas/contract'
import { newSecret } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound, Problem, unauthenticated } from '../../../kernel/problem.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { judgeCall, signCall, signedForMs } from './rules.ts'
import * as store from './store.ts'

/** The beginning of today in the city. */
export function today({ kernel }: ServicesParts): Date {
  return new Date(`${dayOf(kernel.clock.now())}T00:00:00+08:00`)
}

export function toPartner(row: store.PartnerRow): Partner {
  return {
    ...{ id: row.id, code: row.code, name: row.name, items: row.items, quotaPerDay: row.quota_per_day },
    ...{ fromHour: row.from_hour, toHour: row.to_hour, isSuspended: row.suspended, today: row.today },
  }
}

export function toCall(row: store.CallRow): PartnerCall {
  const { id, terminal, item, outcome } = row
  return { id, partnerName: row.partner_name, terminal, item, outcome, time: row.time.toISOString() }
}

async function getPartner(parts: ServicesParts, id: string): Promise<Partner> {
  const row = await store.findPartner(parts.kernel.db, { id }, today(parts))
  if (!row) throw notFound('合作网点', id)
  return toPartner(row)
}

function requireHours(body: { fromHour: number; toHour: number }): void {
  if (body.toHour <= body.fromHour) throw invalid('/body/toHour', '结束时间应晚于开始时间')
}

export async function registerPartner(
  parts: ServicesParts,
  body: OperationInput<typeof contract.registerPartner>['body'],
): Promise<{ partner: Partner; secret: string }> {
  requireHours(body)
  const secret = newSecret()
  const one = { ...body, id: newId(), secret: await parts.identity.keys.seal('partner-secret', secret) }
  if (!(await store.insertPartner(parts.kernel.db, one, parts.kernel.clock.now())))
    throw conflict('code-taken', `合作网点编号 ${body.code} 已登记。`)
  return { partner: await getPartner(parts, one.id), secret }
}

export async function changePartner(
  parts: ServicesParts,
  id: string,
  body: OperationInput<typeof contract.changePartner>['body'],
): Promise<Partner> {
  requireHours(body)
  await getPartner(parts, id)
  await store.updatePartner(parts.kernel.db, id, body)
  return getPartner(parts, id)
}

const refusals: Record<Exclude<PartnerCall['outcome'], 'allowed'>, [code: string, words: string]> = {
  suspended: ['合作已暂停', '与该网点的合作已暂停。'],
  'item-not-granted': ['未授权事项', '该网点未获授权办理此事项。'],
  'out-of-hours': ['不在服务时间', '不在约定的服务时间内。'],
  'over-quota': ['超出限额', '今日调用已达限额。'],
}

type Call = OperationInput<typeof contract.callAsPartner>['body']

/** Lets a partner’s terminal begin an item, or says why not; both are written down. What is not signed right is refused first. */
export async function callAsPartner(
  parts: ServicesParts,
  body: Call,
): Promise<{ callId: string; item: string }> {
  const { db, clock } = parts.kernel
  const outcome = await db.transaction(async (tx) => {
    const row = await store.findPartner(tx, { code: body.partner }, today(parts), true)
    if (!row || !(await isSigned(parts, row, body))) throw unauthenticated('签名不正确。', 'wrong-signature')
    const now = clock.now()
    if (Math.abs(now.getTime() - Date.parse(body.time)) > signedForMs)
      throw unauthenticated('请求已过期。', 'expired')
    const hour = new Date(now.getTime() + 8 * 3_600_000).getUTCHours()
    const judged = judgeCall(row, { item: body.item, hour, allowedToday: row.today })
    const call = {
      id: newId(),
      partner_id: row.id,
      terminal: body.terminal,
      item: body.item,
      outcome: judged,
    }
    if (!(await store.insertCall(tx, { ...call, nonce: body.nonce }, now)))
      throw conflict('replayed', '请求已使用过。')
    return { judged, callId: call.id }
  })
  if (outcome.judged === 'allowed') return { callId: outcome.callId, item: body.item }
  const [code, words] = refusals[outcome.judged]
  throw outcome.judged === 'over-quota' ? new Problem('limit-exceeded', code, words) : forbidden(words, code)
}

async function isSigned(parts: ServicesParts, row: store.PartnerRow, body: Call): Promise<boolean> {
  const secret = await parts.identity.keys.unseal(row.secret)
  return timingSafeEqual(Buffer.from(signCall(body, secret), 'hex'), Buffer.from(body.signature, 'hex'))
}
