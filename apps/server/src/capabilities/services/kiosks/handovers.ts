import { randomInt } from 'node:crypto'
import type { Principal } from '../../../kernel/access.ts'
import { conflict, forbidden } from '../../../kernel/problem.ts'
import { requireActing } from '../acting.ts'
import { requireOwn } from '../applications/access.ts'
import type { ServicesParts } from '../services-parts.ts'
import { handoverMs } from './rules.ts'
import * as store from './store.ts'

/** Six digits for a draft of the caller’s. */
export async function makeHandover(
  parts: ServicesParts,
  principal: Principal,
  applicationId: string,
  channel: string,
): Promise<{ code: string; expiresTime: string }> {
  const { db, clock } = parts.kernel
  const application = await requireOwn(parts, principal, applicationId)
  if (application.state !== 'draft') throw conflict('not-a-draft', '办件已提交，请在“我的办件”查看。')
  const now = clock.now()
  const expires = new Date(now.getTime() + handoverMs)
  const one = { application_id: applicationId, subject_id: application.subject_id, channel, expires }
  for (let tries = 0; tries < 20; tries++) {
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    if (await store.insertHandover(db, { ...one, code }, now))
      return { code, expiresTime: expires.toISOString() }
  }
  throw conflict('busy', '接力码暂时用完，请稍后再试。')
}

export async function takeHandover(
  parts: ServicesParts,
  principal: Principal,
  code: string,
): Promise<{ applicationId: string }> {
  const { db, clock } = parts.kernel
  const { subject } = await requireActing(parts, principal)
  const row = await store.takeHandover(db, code, subject.id, clock.now())
  if (!row) throw forbidden('接力码不正确、已使用或已过期。', 'wrong-code')
  await requireOwn(parts, principal, row.application_id)
  return { applicationId: row.application_id }
}
