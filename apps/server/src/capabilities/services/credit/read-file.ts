import type { CreditFile, CreditListEntry, CreditScore } from '@civitas/contract'
import type { CreditModel } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import { newSecret, sm3 } from '../../../kernel/crypto.ts'
import { forbidden, notFound } from '../../../kernel/problem.ts'
import { maskNumber, type Subject } from '../../identity/index.ts'
import { requireActing } from '../acting.ts'
import { dayOf, takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { findItem, itemTitle, listMeasures, modelOf } from './catalogue.ts'
import * as lists from './list-store.ts'
import * as queries from './query-store.ts'
import { toRecord } from './records.ts'
import { computeScore } from './rules.ts'
import * as store from './store.ts'

export function toEntry(parts: ServicesParts, row: lists.ListRow): CreditListEntry {
  const measures = listMeasures(parts).filter((one) => one.list === row.list)
  return {
    ...{ id: row.id, list: row.list, subjectId: row.subject_id, subjectName: row.subject_name },
    ...{ subjectNumber: row.subject_number, reason: row.reason, basis: row.basis },
    ...{ decisionNumber: row.decision_number, state: row.state, statement: row.statement },
    statementUntil: row.state === 'notified' ? row.statement_until.toISOString() : null,
    ...{ fromDay: row.from_day, untilDay: row.until_day },
    organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
    measures: measures.map(({ id, title, basis }) => ({ id, title: title.zh, basis })),
  }
}

export function toScore(
  parts: ServicesParts,
  model: CreditModel,
  rows: readonly store.RecordRow[],
  today: string,
): CreditScore {
  const facts = rows.map((row) => ({
    ...{ id: row.id, itemId: row.item_id, decidedDay: row.decided_day, objection: row.objection },
  }))
  const { points, ...score } = computeScore(model, facts, today)
  const has = new Set(facts.map((fact) => fact.itemId))
  const hints = model.weights
    .filter((weight) => weight.points > 0 && !has.has(weight.item))
    .map((weight) => `${itemTitle(parts, weight.item)}可加 ${weight.points} 分`)
  return {
    ...{ modelId: model.id, modelTitle: model.title.zh, version: model.version, ...score },
    points: points.map((one) => ({
      ...{ itemId: one.itemId, recordId: one.recordId, points: one.points, text: one.text },
      title: one.itemId ? itemTitle(parts, one.itemId) : '基础分',
    })),
    hints: hints.slice(0, 5),
    computedTime: parts.kernel.clock.now().toISOString(),
  }
}

interface Reach {
  /** Facts of this disclosure may be read. */
  reads: ReadonlySet<'public' | 'authorised' | 'government'>
  score: boolean
}

async function readFile(parts: ServicesParts, subject: Subject, reach: Reach): Promise<CreditFile> {
  const { db, clock } = parts.kernel
  const today = dayOf(clock.now())
  const [all, entries] = [
    await store.listOfSubject(db, subject.id),
    await lists.listEntriesOf(db, subject.id),
  ]
  const shown = all.filter((row) => reach.reads.has(findItem(parts, row.item_id)?.disclosure ?? 'government'))
  const weighing = reach.score ? await store.listWeighing(db, [subject.id], today) : []
  return {
    ...{ subjectId: subject.id, subjectKind: subject.kind, subjectName: subject.name },
    subjectNumber: maskNumber(subject.kind, subject.number),
    records: shown.map((row) => toRecord(parts, row)),
    lists: entries.map((row) => toEntry(parts, row)),
    scores: reach.score ? [toScore(parts, await modelOf(parts, subject.kind), weighing, today)] : [],
    report: null,
  }
}

const everything: Reach['reads'] = new Set(['public', 'authorised', 'government'])

/** One’s own file: everything that is held, the score of a person only with consent. */
export async function readMine(parts: ServicesParts, principal: Principal) {
  const { subject } = await requireActing(parts, principal, 'credit')
  const { db } = parts.kernel
  const consent = subject.kind === 'person' ? await queries.hasConsent(db, subject.id) : null
  const file = await readFile(parts, subject, { reads: everything, score: consent !== false })
  const asked = await queries.listQueries(db, subject.id)
  return {
    ...{ file, consent },
    queries: asked.map((row) => ({
      ...{ time: row.time.toISOString(), organisationName: row.organisation_name },
      ...{ purpose: row.purpose, way: row.way },
    })),
  }
}

/** The file of somebody else: public facts and those for government; with the subject’s code all of it. Never the score of a person. */
export async function query(
  parts: ServicesParts,
  principal: Principal,
  body: { number: string; purpose: string; authorisation?: string; report?: boolean },
): Promise<CreditFile> {
  const { db, clock } = parts.kernel
  const subject = await parts.identity.subjects.findByNumber(db, body.number)
  if (!subject) throw notFound('主体', '所填号码')
  const allowed = body.authorisation ? await useAuthorisation(parts, body.authorisation, subject.id) : false
  const reads: Reach['reads'] = allowed ? everything : new Set(['public', 'government'])
  const file = await readFile(parts, subject, { reads, score: subject.kind === 'organisation' })
  await queries.insertQuery(db, {
    ...{ subjectId: subject.id, organisationName: principal.organisationName ?? principal.name },
    ...{ userName: principal.name, purpose: body.purpose, now: clock.now() },
    way: allowed ? 'authorised' : 'government',
  })
  return body.report ? { ...file, report: await makeReport(parts, file) } : file
}

async function useAuthorisation(parts: ServicesParts, code: string, subjectId: string): Promise<boolean> {
  const found = await queries.findAuthorisation(parts.kernel.db, code.trim().toUpperCase())
  if (found?.subject_id !== subjectId) throw forbidden('授权码与查询对象不符。', 'no-authorisation')
  if (found.until_time < parts.kernel.clock.now()) throw forbidden('授权已经到期。', 'authorisation-expired')
  return true
}

/** A numbered report: its digest is signed and kept in the ledger, so that a copy can be checked later. */
async function makeReport(
  parts: ServicesParts,
  file: CreditFile,
): Promise<NonNullable<CreditFile['report']>> {
  const { db, clock } = parts.kernel
  const digest = sm3(JSON.stringify({ ...file, report: null }))
  const { keyId, signature } = await parts.identity.keys.sign('credit-report', Buffer.from(digest))
  return db.transaction(async (tx) => {
    const number = await takeDailyNumber(tx, 'XY', clock.now())
    await parts.ledger.append(tx, {
      ...{ kind: 'credit-report', subjectId: file.subjectId },
      payload: { number, digest, keyId, signature },
    })
    return { number, digest, signature }
  })
}

export async function authorise(
  parts: ServicesParts,
  principal: Principal,
  body: { toName: string; purpose: string; hours: number },
) {
  const { subject } = await requireActing(parts, principal, 'credit')
  const now = parts.kernel.clock.now()
  const until = new Date(now.getTime() + body.hours * 3_600_000)
  const code = newSecret().replace(/[-_]/g, '').slice(0, 12).toUpperCase()
  await queries.insertAuthorisation(parts.kernel.db, {
    ...{ code, subjectId: subject.id, toName: body.toName, purpose: body.purpose, until, now },
  })
  return { code, untilTime: until.toISOString() }
}

export async function setConsent(parts: ServicesParts, principal: Principal, agreed: boolean) {
  const { subject } = await requireActing(parts, principal, 'credit')
  if (subject.kind !== 'person') throw forbidden('个人信用分只由自然人本人开通。', 'not-a-person')
  await queries.setConsent(parts.kernel.db, subject.id, agreed, parts.kernel.clock.now())
  return { done: true as const }
}

/** Grade of the voluntary score; null without consent, which nobody may tell from a grade that is too low. */
export async function gradeOfPerson(parts: ServicesParts, subjectId: string): Promise<string | null> {
  const { db, clock } = parts.kernel
  if (!(await queries.hasConsent(db, subjectId))) return null
  const today = dayOf(clock.now())
  const rows = await store.listWeighing(db, [subjectId], today)
  return toScore(parts, await modelOf(parts, 'person'), rows, today).grade
}
