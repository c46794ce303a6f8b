import { randomBytes } from 'node:crypto'
import type { Principal } from '../../../kernel/access.ts'
import { isSm2Signature } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { invalid } from '../../../kernel/problem.ts'
import { findCertificate } from '../keys/trust-store.ts'
import { findSubjectOfUser, listMandatesOfAgent } from '../subjects/store.ts'
import { insertChallenge, takeChallenge } from './store.ts'

/** Minutes a text to be signed is good. */
const challengeMinutes = 5

/** A text only this session may show signed: by the certificate of the person, or of a firm the person may act for. */
export async function askForSignature({ db, clock }: Kernel, principal: Principal) {
  const id = newId()
  const text = `civitas-step-up/1\n${id}\n${randomBytes(16).toString('hex')}\n`
  await insertChallenge(db, {
    ...{ id, kind: 'certificate', user_id: principal.userId, session_id: principal.sessionId, value: text },
    expires_time: new Date(clock.now().getTime() + challengeMinutes * 60_000),
  })
  return { challengeId: id, options: { text }, sentTo: null }
}

/** Refuses a signature that is not of the text, or of a certificate that is not in force or of somebody else. */
export async function checkSignature(
  { db, clock }: Kernel,
  principal: Principal,
  given: { challengeId?: string; serial?: string; signature?: string },
): Promise<void> {
  const { challengeId, serial, signature } = given
  if (!challengeId) throw invalid('/body/challengeId', '请先取得待签名的文本')
  if (!serial || !signature) throw invalid('/body/signature', '缺少证书序列号或签名')
  const now = clock.now()
  const challenge = await takeChallenge(db, challengeId, 'certificate', now)
  if (challenge?.session_id !== principal.sessionId) throw invalid('/body/challengeId', '待签名的文本已失效')
  const row = await findCertificate(db, serial)
  const isInForce = row?.state === 'active' && row.from_time <= now && row.until_time > now
  if (!row || !isInForce) throw invalid('/body/serial', '证书不在有效状态')
  const person = await findSubjectOfUser(db, principal.userId)
  const firms = person ? await listMandatesOfAgent(db, person.id, now) : []
  const holders = [person?.id, ...firms.map((one) => one.subject_id)]
  if (!row.holder_id || !holders.includes(row.holder_id))
    throw invalid('/body/serial', '该证书不属于您或您代表的单位')
  if (!isSm2Signature(Buffer.from(challenge.value), signature, row.public_key))
    throw invalid('/body/signature', '签名与文本不符')
}
