import * as contract from '@civitas/contract'
import { type Principal, requireWholeCity } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { Keys } from '../keys/key-register.ts'
import { addUser } from '../manage-users.ts'
import { passwordFault } from '../rules.ts'
import { findUserByAccount } from '../store.ts'
import {
  type Authority,
  ageOn,
  isInForce,
  longestMandateDays,
  mandateFault,
  maskName,
  numberFault,
} from './rules.ts'
import * as store from './store.ts'
import type { Subjects } from './subjects.ts'

/** Whether a name, a number and a phone go together by the register of the population. */
export type CheckRealName = (given: {
  name: string
  number: string
  phone: string
}) => Promise<'same' | 'same-other-phone' | 'differs' | 'unknown'>

export interface PersonParts {
  kernel: Kernel
  keys: Keys
  subjects: Subjects
  forgetSessions(): void
  /** Undefined: this installation has no register of the population. */
  checkRealName(): CheckRealName | undefined
  takeTry(ip: string): void
}

const dayMs = 86_400_000

/** Natural and legal persons: registration, who acts for whom, and what staff do at the desk. */
export function bindPersons(parts: PersonParts): void {
  bindRegistration(parts)
  bindOwn(parts)
  bindDesk(parts)
  bindDeskMandates(parts)
}

export function toPerson(row: store.SubjectRow): contract.Person {
  return {
    ...{ id: row.id, kind: row.kind, name: row.name, number: row.number_masked, assurance: row.assurance },
    ...{ assuredBy: row.assured_by, state: row.state, stateReason: row.state_reason },
    createdTime: row.created_time.toISOString(),
  }
}

function toMandate(row: store.NamedMandate, now: Date): contract.Mandate {
  const state = row.withdrawn_time
    ? 'withdrawn'
    : isInForce(row, now)
      ? 'active'
      : row.from_time > now
        ? 'coming'
        : 'ended'
  return {
    ...{ id: row.id, authority: row.authority, subjectId: row.subject_id, subjectName: row.subject_name },
    ...{ agentId: row.agent_id, agentName: row.agent_name, scenes: row.scenes, proof: row.proof, state },
    ...{ fromTime: row.from_time.toISOString(), untilTime: row.until_time?.toISOString() ?? null },
    withdrawnReason: row.withdrawn_reason,
  }
}

const advice = {
  checked: '实名核验通过，可以办事。',
  differs: '姓名、身份证号或手机号与人口库不一致，请携带证件到窗口核验。',
  waiting: '本市人口库未接入在线核验，请携带证件到任一政务服务窗口核验后办事。',
}

/**
 * Registers an account of a natural person. The person is entered once, whatever the number of accounts; the account is of
 * that person only once name, number and phone were found to go together, or a clerk saw the document.
 */
function bindRegistration({ kernel, subjects, checkRealName, takeTry }: PersonParts): void {
  kernel.http.bind(contract.registerPerson, async ({ body }, { ip }) => {
    takeTry(ip)
    const fault = numberFault('person', body.number)
    if (fault) throw invalid('/body/number', `公民身份号码${fault}`)
    const weak = passwordFault(body.password, body.account)
    if (weak) throw invalid('/body/password', weak)
    const said = (await checkRealName()?.(body)) ?? 'unknown'
    const realName: keyof typeof advice =
      said === 'same' ? 'checked' : said === 'unknown' ? 'waiting' : 'differs'
    const user = await addUser(kernel, {
      ...{ account: body.account, name: maskName('person', body.name), password: body.password },
      ...{ roles: ['citizen'], divisions: [], phone: body.phone, demo: false },
    })
    await kernel.db.transaction(async (tx) => {
      // A number known under another name is not told to whoever asks: the account just stays unconfirmed.
      const known = await subjects.findByNumber(tx, body.number)
      if (known && known.name !== body.name) return
      const { name, number } = body
      const subject = known ?? (await subjects.ensure(tx, { kind: 'person', name, number }))
      const link = {
        userId: user.id,
        subjectId: subject.id,
        channel: 'web',
        confirmed: realName === 'checked',
      }
      const proof = realName === 'checked' ? '人口库比对（姓名、号码、手机号）' : null
      await store.linkAccount(tx, { ...link, proof }, kernel.clock.now())
      if (proof) await subjects.assure(tx, subject.id, 2, proof)
    })
    return { userId: user.id, realName, advice: advice[realName] }
  })
}

function bindOwn(parts: PersonParts): void {
  const { kernel, subjects, forgetSessions } = parts
  const { http, db, clock } = kernel
  const requireSelf = async (principal: Principal) => {
    const acting = await subjects.ofCaller(db, principal)
    if (!acting) throw forbidden('账号尚未完成实名核验。', 'no-real-name')
    return acting
  }
  http.bind(contract.getMyIdentity, async (_input, { principal }) => {
    const now = clock.now()
    const link = await store.findLink(db, principal.userId)
    const row = link && (await store.findSubject(db, link.subject_id))
    const acting = await subjects.ofCaller(db, principal)
    if (!row || !acting)
      return {
        person: row ? toPerson(row) : null,
        isConfirmed: false,
        actingFor: null,
        mayActFor: [],
        given: [],
      }
    const may = await store.listMandatesOfAgent(db, acting.by.id, now)
    const over = await store.listMandatesFor(db, acting.subject.id)
    const chosen = may.find((one) => one.id === acting.authorityId)
    return {
      ...{ person: toPerson(row), isConfirmed: true, actingFor: chosen ? toMandate(chosen, now) : null },
      mayActFor: may.map((one) => toMandate(one, now)),
      given: over.filter((one) => one.subject_id === acting.subject.id).map((one) => toMandate(one, now)),
    }
  })
  http.bind(contract.switchActing, async ({ body }, { principal }) => {
    const { by } = await requireSelf(principal)
    if (body.mandateId) {
      const mandate = await store.findMandate(db, body.mandateId)
      if (mandate?.agent_id !== by.id || !isInForce(mandate, clock.now()))
        throw notFound('有效的委托', body.mandateId)
    }
    await store.chooseMandate(db, principal.sessionId, body.mandateId)
    forgetSessions()
    return { done: true as const }
  })
  http.bind(contract.giveMandate, async ({ body }, { principal }) => {
    const acting = await requireSelf(principal)
    if (acting.authority !== 'self' && acting.authority !== 'representative')
      throw forbidden('受托人不能转委托；请由本人或法定代表人委托。', 'not-the-principal')
    const authority = acting.authority === 'self' ? 'proxy' : 'agent'
    return addMandate(parts, principal, {
      ...{
        subjectId: acting.subject.id,
        authority,
        agentName: body.agentName,
        agentNumber: body.agentNumber,
      },
      ...{ scenes: body.scenes, untilTime: body.untilTime, isFoundIncapable: false },
      proof: body.note ?? (authority === 'agent' ? '法定代表人在线委托' : '本人在线委托'),
    })
  })
  http.bind(contract.withdrawMandate, async ({ params }, { principal }) => {
    const acting = await requireSelf(principal)
    const mandate = await store.findMandate(db, params.id)
    const isGiver =
      mandate?.subject_id === acting.subject.id && ['self', 'representative'].includes(acting.authority)
    const isAgent = mandate?.agent_id === acting.by.id
    if (!mandate || !(isGiver || isAgent) || mandate.withdrawn_time) throw notFound('有效的委托', params.id)
    if (mandate.authority === 'representative' || mandate.authority === 'guardian')
      throw conflict('not-withdrawable', '法定代表人与监护关系由登记机关变更，不能在线撤回。')
    await store.withdrawMandate(db, params.id, isGiver ? '委托人撤回' : '受托人辞任', clock.now())
    forgetSessions()
    return { done: true as const }
  })
}

interface MandateInput {
  subjectId: string
  authority: Authority
  agentName: string
  agentNumber: string
  scenes: string[] | null
  untilTime: string | null
  proof: string
  isFoundIncapable: boolean
}

/** Gives power after its rules were asked. A new representative ends the old one and all agents that one appointed. */
async function addMandate(parts: PersonParts, by: Principal, input: MandateInput): Promise<contract.Mandate> {
  const { kernel, subjects } = parts
  const now = kernel.clock.now()
  const until = input.untilTime === null ? null : new Date(input.untilTime)
  if (until && until <= now) throw invalid('/body/untilTime', '期限应晚于现在')
  const isBounded = input.authority === 'agent' || input.authority === 'proxy'
  if (isBounded && !until) throw invalid('/body/untilTime', '委托须有期限')
  if (isBounded && until && until.getTime() - now.getTime() > longestMandateDays * dayMs)
    throw invalid('/body/untilTime', `委托最长 ${longestMandateDays} 天`)
  const wrong = numberFault('person', input.agentNumber)
  if (wrong) throw invalid('/body/agentNumber', `公民身份号码${wrong}`)
  const id = newId()
  await kernel.db.transaction(async (tx) => {
    const subject = await store.findSubject(tx, input.subjectId)
    if (subject?.state !== 'active') throw notFound('被代办人', input.subjectId)
    const agent = await subjects.ensure(tx, {
      kind: 'person',
      name: input.agentName,
      number: input.agentNumber,
    })
    const row = (await store.findSubject(tx, agent.id)) as store.SubjectRow
    if (row.id === subject.id) throw invalid('/body/agentNumber', '不能委托自己')
    if (row.state !== 'active') throw invalid('/body/agentNumber', '受托人的身份已注销')
    const day = now.toISOString().slice(0, 10)
    const age = (one: store.SubjectRow) => (one.birth_date ? ageOn(one.birth_date, day) : null)
    const fault = mandateFault({
      ...{ authority: input.authority, subjectKind: subject.kind, agentKind: row.kind },
      ...{ subjectAge: age(subject), agentAge: age(row), isFoundIncapable: input.isFoundIncapable },
    })
    if (fault) throw invalid('/body/agentNumber', fault)
    if (input.authority === 'representative') await store.withdrawAll(tx, subject.id, '法定代表人变更', now)
    const { subjectId, authority, scenes, proof } = input
    const mandate = { id, subjectId, agentId: row.id, authority, scenes, from: now, until, proof }
    await store.insertMandates(tx, [{ ...mandate, grantedBy: by.userId }], now)
  })
  parts.forgetSessions()
  return toMandate((await store.findMandate(kernel.db, id)) as store.NamedMandate, now)
}

function bindDesk({ kernel, keys, subjects, forgetSessions }: PersonParts): void {
  const { http, db, clock, messages } = kernel
  const find = async (id: string, by: Principal) => {
    requireWholeCity(by.scope)
    const row = await store.findSubject(db, id)
    if (!row) throw notFound('自然人或法人', id)
    return row
  }
  http.bind(contract.listPersons, async ({ query }, { principal }) => {
    requireWholeCity(principal.scope)
    const hash = query.number ? await keys.mac('subject-number', query.number) : undefined
    const { rows, total } = await store.listSubjects(db, { ...query, ...(hash ? { hash } : {}) })
    return { items: rows.map(toPerson), total }
  })
  http.bind(contract.enterPerson, async ({ body }, { principal }) => {
    requireWholeCity(principal.scope)
    const { id } = await db.transaction((tx) => subjects.ensure(tx, body))
    return toPerson(await find(id, principal))
  })
  http.bind(contract.getPerson, async ({ params }, { principal }) => {
    const person = await find(params.id, principal)
    const accounts = await store.listAccounts(db, person.id)
    const mandates = await store.listMandatesFor(db, person.id)
    return {
      person: toPerson(person),
      accounts: accounts.map((one) => ({
        ...{ userId: one.user_id, account: one.account, channel: one.channel, isConfirmed: one.confirmed },
        linkedTime: one.linked_time.toISOString(),
      })),
      mandates: mandates.map((one) => toMandate(one, clock.now())),
    }
  })
  http.bind(contract.verifyPerson, async ({ params, body }, { principal }) => {
    const person = await find(params.id, principal)
    await db.transaction(async (tx) => {
      const link = body.userId && { userId: body.userId, subjectId: person.id, proof: body.basis }
      if (link && !(await store.confirmLink(tx, link))) throw invalid('/body/userId', '该账号没有登记为此人')
      await store.assure(tx, person.id, body.level as 2 | 3, body.basis, clock.now())
    })
    return toPerson(await find(person.id, principal))
  })
  http.bind(contract.linkAccount, async ({ params, body }, { principal }) => {
    const person = await find(params.id, principal)
    const user = await findUserByAccount(db, body.account)
    if (!user || person.kind !== 'person') throw invalid('/body/account', '没有这个账号，或对象不是自然人')
    const link = {
      userId: user.id,
      subjectId: person.id,
      channel: 'counter',
      confirmed: true,
      proof: body.proof,
    }
    await store.linkAccount(db, link, clock.now())
    forgetSessions()
    return { done: true as const }
  })
  http.bind(contract.endPerson, async ({ params, body }, { principal }) => {
    const person = await find(params.id, principal)
    if (person.state !== 'active') throw conflict('already-ended', '已登记死亡或注销。')
    await db.transaction(async (tx) => {
      await store.endSubject(tx, person.id, body.state, body.reason, clock.now())
      const ended = { subjectId: person.id, state: body.state, reason: body.reason }
      await messages.publish(tx, contract.subjectEnded, ended)
    })
    forgetSessions()
    return toPerson(await find(person.id, principal))
  })
}

function bindDeskMandates(parts: PersonParts): void {
  parts.kernel.http.bind(contract.recordMandate, ({ params, body }, { principal }) => {
    requireWholeCity(principal.scope)
    const { foundIncapable = false, ...given } = body
    return addMandate(parts, principal, { ...given, subjectId: params.id, isFoundIncapable: foundIncapable })
  })
}
