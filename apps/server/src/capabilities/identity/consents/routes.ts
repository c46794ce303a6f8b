import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { Acting, Subjects } from '../subjects/subjects.ts'
import { judgeUse } from './rules.ts'
import * as store from './store.ts'

const dayMs = 86_400_000

/** 我的数据我做主: asking for consent, giving, narrowing and withdrawing it, and every use of it on record. */
export function bindConsents(kernel: Kernel, subjects: Subjects): void {
  bindRequesters(kernel, subjects)
  bindOwn(kernel, subjects)
}

/** The unit that asks: consents are given to organisations, not to the clerk who typed. */
function requesterOf(principal: Principal): { id: string; name: string } {
  if (!principal.organisationId) throw forbidden('只有单位可以请求数据授权。', 'no-organisation')
  return { id: principal.organisationId, name: principal.organisationName ?? '' }
}

function bindRequesters({ http, db, clock }: Kernel, subjects: Subjects): void {
  http.bind(contract.askConsent, async ({ body }, { principal }) => {
    const requester = requesterOf(principal)
    const subject = await subjects.findByNumber(db, body.subjectNumber)
    // Whether somebody is known here is nothing to be found out by asking.
    if (!subject) throw invalid('/body/subjectNumber', '该号码在本平台没有可征求同意的账号')
    const id = newId()
    await store.insertConsent(db, {
      ...{ id, subject_id: subject.id, requester_id: requester.id, requester: requester.name },
      ...{ purpose: body.purpose, legal_basis: body.legalBasis, data: body.data, fields: body.fields },
      ...{ sensitive: body.sensitive ?? false, days: body.days, state: 'asked' },
      ...{ asked_by: principal.userId, asked_time: clock.now() },
    })
    return { id }
  })
  http.bind(contract.listAskedConsents, ({ query }, { principal }) =>
    store.listAsked(db, principal.organisationId, query, clock.now()),
  )
  http.bind(contract.useConsent, async ({ body }, { principal }) => {
    const requester = requesterOf(principal)
    return useConsentOf({ db, clock }, subjects, { ...body, requester })
  })
}

export interface ConsentUseInput {
  subjectNumber: string
  data: string
  fields: readonly string[]
  purpose: string
  requester: { id: string; name: string }
}

/** Whether somebody lets a unit use these fields for this purpose now; asked is written down, allowed or not. */
export async function useConsentOf(
  { db, clock }: Pick<Kernel, 'db' | 'clock'>,
  subjects: Subjects,
  use: ConsentUseInput,
): Promise<{ allowed: boolean; reason: string; consentId: string | null }> {
  const { requester, data, purpose } = use
  const subject = await subjects.findByNumber(db, use.subjectNumber)
  if (!subject) return { allowed: false, reason: '没有授权', consentId: null }
  const now = clock.now()
  const about = { subjectId: subject.id, requesterId: requester.id, data }
  const { consent, reason } = judgeUse(await store.listConsentsFor(db, about), use, now)
  await store.insertUse(db, {
    ...{ id: newId(), subjectId: subject.id, consentId: consent?.id ?? null, requester: requester.name },
    ...{ data, fields: [...use.fields], purpose, allowed: consent !== null, reason, time: now },
  })
  return { allowed: consent !== null, reason, consentId: consent?.id ?? null }
}

function bindOwn({ http, db, clock }: Kernel, subjects: Subjects): void {
  const requireActing = async (principal: Principal): Promise<Acting> => {
    const acting = await subjects.ofCaller(db, principal)
    if (!acting) throw forbidden('账号尚未完成实名核验。', 'no-real-name')
    return acting
  }
  /** Consent is given by the person, the representative or the guardian; an agent decides over nobody’s data. */
  const requireOwner = async (principal: Principal) => {
    const acting = await requireActing(principal)
    if (acting.authority === 'agent' || acting.authority === 'proxy')
      throw forbidden('受托人不能代为授权使用数据。', 'not-the-principal')
    return acting.subject
  }
  const find = async (id: string, subjectId: string) => {
    const row = await store.findConsent(db, id)
    if (row?.subject_id !== subjectId) throw notFound('数据授权', id)
    return row
  }
  http.bind(contract.listMyConsents, async ({ query }, { principal }) => {
    const acting = await subjects.ofCaller(db, principal)
    return acting ? store.listConsents(db, acting.subject.id, query, clock.now()) : { items: [], total: 0 }
  })
  http.bind(contract.listMyConsentUses, async ({ query }, { principal }) => {
    const acting = await subjects.ofCaller(db, principal)
    return acting ? store.listUses(db, acting.subject.id, query) : { items: [], total: 0 }
  })
  http.bind(contract.decideConsent, async ({ params, body }, { principal }) => {
    const subject = await requireOwner(principal)
    const row = await find(params.id, subject.id)
    if (row.state !== 'asked') throw conflict('already-decided', '已作出决定。')
    const beyond = body.fields?.findIndex((field) => !row.fields.includes(field)) ?? -1
    if (beyond >= 0) throw invalid(`/body/fields/${beyond}`, '只能在请求的字段内缩小')
    if (body.days && body.days > row.days) throw invalid('/body/days', `不超过请求的 ${row.days} 天`)
    const now = clock.now()
    const days = body.days ?? row.days
    await store.changeConsent(db, row.id, {
      ...{ state: body.agree ? 'given' : 'refused', fields: body.fields ?? row.fields, days },
      ...{ by: principal.userId, now, until: body.agree ? new Date(now.getTime() + days * dayMs) : null },
    })
    return store.toConsent(await find(row.id, subject.id), now)
  })
  http.bind(contract.withdrawConsent, async ({ params }, { principal }) => {
    const subject = await requireOwner(principal)
    const row = await find(params.id, subject.id)
    if (row.state !== 'given') throw conflict('not-given', '该授权不在有效期内。')
    const { fields, days, until_time: until } = row
    await store.changeConsent(db, row.id, {
      ...{ state: 'withdrawn', fields, days, until, by: principal.userId, now: clock.now() },
    })
    return { done: true as const }
  })
}
