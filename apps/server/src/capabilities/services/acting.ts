import type { Principal } from '../../kernel/access.ts'
import { forbidden } from '../../kernel/problem.ts'
import type { Acting } from '../identity/index.ts'
import type { ServicesParts } from './services-parts.ts'

/** For whom the caller acts; a power of attorney that is bounded to other things does not reach here. */
export async function requireActing(
  parts: ServicesParts,
  principal: Principal,
  scene: 'licence' | 'credit' | 'code',
): Promise<Acting> {
  const acting = await parts.identity.subjects.ofCaller(parts.kernel.db, principal)
  if (!acting) throw forbidden('请先完成实名认证，或到政务服务窗口核验身份。', 'not-verified')
  if (acting.scenes && !acting.scenes.includes(scene))
    throw forbidden('您的授权委托不包括这项业务。', 'outside-mandate')
  return acting
}

/** The organisation a member of staff works for; what it does is done in its name. */
export function requireOrganisation(principal: Principal): { id: string; name: string } {
  const { organisationId: id, organisationName: name } = principal
  if (!id) throw forbidden('您的账号没有所属单位，不能办理。', 'no-organisation')
  return { id, name: name ?? '' }
}

/** Tells everybody who answers for a subject; nobody may have an account. */
export async function tellSubject(
  parts: ServicesParts,
  tx: Parameters<ServicesParts['messaging']['tell']>[0],
  subjectId: string,
  message: { key: string; title: string; text: string; link: string; urgency?: 'normal' | 'urgent' },
): Promise<void> {
  const users = await parts.identity.subjects.usersOf(tx, subjectId)
  if (users.length === 0) return
  await parts.messaging.tell(tx, {
    urgency: 'normal',
    ...message,
    to: users.map((userId) => ({ userId })),
  })
}
