import type { CodeToken, OperationInput, verifyCityCode } from '@civitas/contract'
import { readCodeToken } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { forbidden, notFound } from '../../../kernel/problem.ts'
import { maskNumber, type Subject } from '../../identity/index.ts'
import { gradeOfPerson } from '../credit/read-file.ts'
import { findHolderLicence } from '../licences/use-licence.ts'
import type { ServicesParts } from '../services-parts.ts'
import { namerOfFields } from './code-fields.ts'
import { type CodeReason, isFresh, nameSuffix, reasonTexts, sceneFault } from './rules.ts'
import * as store from './store.ts'

type Body = OperationInput<typeof verifyCityCode>['body']

interface Answer {
  reason: CodeReason
  subjectId: string | null
  fields: Record<string, string>
  eligible: boolean | null
}

/** Verifies a code for a scene at a terminal. Every scan is recorded for its holder, those that are refused too. */
export async function verify(parts: ServicesParts, principal: Principal, body: Body) {
  const { db, clock } = parts.kernel
  const scene = await store.findScene(db, body.sceneId)
  if (!scene) throw notFound('用码场景', body.sceneId)
  const at = body.offlineTime ? new Date(body.offlineTime) : clock.now()
  const id = newId()
  const keep = (tx: Transaction, answer: Pick<Answer, 'reason' | 'subjectId' | 'fields'>, text: string) =>
    store.insertScan(tx, {
      ...{ id, subject_id: answer.subjectId, scene_id: scene.id, terminal: body.terminal, text },
      ...{ user_name: principal.name, outcome: answer.reason === 'ok' ? 'passed' : 'refused' },
      ...{ reason: answer.reason, fields: Object.keys(answer.fields), time: at },
      offline: body.offlineTime !== undefined,
    })
  const nameOf = await namerOfFields(parts)
  const extra = body.fields?.find((field) => !scene.fields.includes(field))
  if (extra) {
    const subjectId = (await findSubject(parts, readCodeToken(body.token)))?.subjectId ?? null
    const text = `未登记字段：${nameOf(extra)}`
    await db.transaction((tx) => keep(tx, { reason: 'scene-not-active', subjectId, fields: {} }, text))
    throw forbidden(`${text}。`, 'field-not-registered')
  }
  const answer = await db.transaction(async (tx) => {
    const judged = await judge(parts, tx, scene, body, at)
    await keep(tx, judged, reasonTexts[judged.reason])
    return judged
  })
  return {
    ...{
      outcome: answer.reason === 'ok' ? ('passed' as const) : ('refused' as const),
      reason: answer.reason,
    },
    ...{ text: reasonTexts[answer.reason], fields: answer.fields, eligible: answer.eligible, traceId: id },
    titles: Object.fromEntries(Object.keys(answer.fields).map((field) => [field, nameOf(field)])),
  }
}

async function findSubject(
  parts: ServicesParts,
  token: CodeToken | null,
): Promise<{ subjectId: string; stopped: boolean } | null> {
  if (!token) return null
  const { db, clock } = parts.kernel
  if (token.kind === 'd') {
    const holder = await store.findHolder(db, token.pseudonym)
    return holder ? { subjectId: holder.subject_id, stopped: holder.frozen } : null
  }
  const card = await store.findCard(db, token.pseudonym)
  return card
    ? { subjectId: card.subject_id, stopped: card.stopped_time !== null || card.valid_until <= clock.now() }
    : null
}

async function judge(
  parts: ServicesParts,
  tx: Transaction,
  scene: store.SceneRow,
  body: Body,
  at: Date,
): Promise<Answer> {
  const refuse = (reason: CodeReason, subjectId: string | null = null): Answer => ({
    ...{ reason, subjectId, fields: {}, eligible: reason === 'not-eligible' ? false : null },
  })
  const token = readCodeToken(body.token)
  if (!token) return refuse('malformed')
  const now = parts.kernel.clock.now()
  const signed = await parts.identity.keys.verify(
    token.keyId,
    Buffer.from(token.signed),
    token.signature,
    now,
  )
  const holder = await findSubject(parts, token)
  // Who a changed code pretends to be is nobody’s scan.
  if (!signed.ok)
    return refuse(signed.reason, signed.reason === 'changed' ? null : (holder?.subjectId ?? null))
  if (!holder) return refuse('unknown-key')
  const { subjectId } = holder
  const fault = sceneFault(scene, body.terminal, at)
  if (fault) return refuse(fault, subjectId)
  if (!isFresh(token, at, body.offlineTime !== undefined && scene.offline))
    return refuse('expired', subjectId)
  if (holder.stopped) return refuse('frozen', subjectId)
  const once = scene.single_use && token.kind === 'd'
  if (once && !(await store.takeNonce(tx, token.nonce, scene.id, now))) return refuse('replayed', subjectId)
  if (scene.min_grade) {
    const grade = await gradeOfPerson(parts, subjectId)
    return grade !== null && grade <= scene.min_grade
      ? { reason: 'ok', subjectId, fields: {}, eligible: true }
      : refuse('not-eligible', subjectId)
  }
  const subject = await parts.identity.subjects.find(tx, subjectId)
  if (!subject) return refuse('unknown-key', subjectId)
  const fields = await readFields(parts, subject, body.fields ?? scene.fields)
  return { reason: 'ok', subjectId, fields, eligible: null }
}

/** The values a scene may have: own ones, and those of licences in force. What the person has not is left out. */
async function readFields(
  parts: ServicesParts,
  subject: Subject,
  wanted: readonly string[],
): Promise<Record<string, string>> {
  const own: Record<string, string> = {
    name: subject.name,
    'name-suffix': nameSuffix(subject.name),
    'number-masked': maskNumber(subject.kind, subject.number),
  }
  const fields: Record<string, string> = {}
  for (const field of wanted) {
    if (own[field] !== undefined) fields[field] = own[field]
    const [typeCode, name] = field.split(':')
    if (!typeCode || !name) continue
    const licence = await findHolderLicence(parts, { holderId: subject.id, typeCode })
    const value = name === 'validUntil' ? licence?.validUntil : licence?.fields[name]
    if (licence?.state === 'valid' && value) fields[field] = String(value)
  }
  return fields
}
