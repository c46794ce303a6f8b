import type { Principal } from '../../kernel/access.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { forbidden } from '../../kernel/problem.ts'
import type { Acting, Subject } from '../identity/index.ts'
import type { ServicesParts } from './services-parts.ts'

/** Whether a power reaches what is known by one of these names; a power without bounds reaches everything. */
export function reaches(scenes: readonly string[] | null, names: readonly string[]): boolean {
  return scenes === null || scenes.some((one) => names.includes(one))
}

/**
 * For whom the caller acts. What is about to be done is named by `names`: a power of attorney bounded to other things does
 * not reach it. Without names the caller of this function looks at the bounds itself.
 */
export async function requireActing(
  parts: ServicesParts,
  principal: Principal,
  ...names: string[]
): Promise<Acting> {
  const acting = await parts.identity.subjects.ofCaller(parts.kernel.db, principal)
  if (!acting) throw forbidden('请先完成实名认证，或到政务服务窗口核验身份。', 'not-verified')
  if (names.length > 0 && !reaches(acting.scenes, names))
    throw forbidden('您的授权委托不包括这项业务。', 'outside-mandate')
  return acting
}

/** The organisation a member of staff works for; what it does is done in its name. */
export function requireOrganisation(principal: Principal): { id: string; name: string } {
  const { organisationId: id, organisationName: name } = principal
  if (!id) throw forbidden('您的账号没有所属单位，不能办理。', 'no-organisation')
  return { id, name: name ?? '' }
}

/** A subject, read once in a transaction that does not change it. */
export function subjectIn({ identity }: ServicesParts, tx: Transaction, id: string): Promise<Subject | null> {
  return tx.once(`services.subject ${id}`, () => identity.subjects.find(tx, id))
}

/** Accounts that answer for a subject, read once in a transaction. */
export function usersIn({ identity }: ServicesParts, tx: Transaction, subjectId: string): Promise<string[]> {
  return tx.once(`services.users ${subjectId}`, () => identity.subjects.usersOf(tx, subjectId))
}

/** Tells everybody who answers for a subject; nobody may have an account. */
export async function tellSubject(
  parts: ServicesParts,
  tx: Transaction,
  subjectId: string,
  message: { key: string; title: string; text: string; link: string; urgency?: 'normal' | 'urgent' },
): Promise<void> {
  const users = await usersIn(parts, tx, subjectId)
  if (users.length === 0) return
  parts.messaging.tell(tx, {
    urgency: 'normal',
    ...message,
    to: users.map((userId) => ({ userId })),
  })
}
