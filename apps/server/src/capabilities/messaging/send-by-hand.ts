import type { MessageRequest } from '@civitas/contract'
import { hasPermission, type Principal } from '../../kernel/access.ts'
import { forbidden, invalid } from '../../kernel/problem.ts'
import type { MessagingParts } from './messaging-parts.ts'
import { sendMessage, type TemplateUsed } from './send-message.ts'

type ByHand = MessageRequest & { overrideReason?: string }

/**
 * Sends what a person wrote. An emergency passes over quiet hours: it needs the right and a reason, both kept in the
 * audit. Only an administrator sends in the name of another organisation.
 */
export async function sendByHand(
  parts: MessagingParts,
  { overrideReason, ...request }: ByHand,
  principal: Principal,
  template?: TemplateUsed,
): Promise<string> {
  if (request.urgency === 'emergency') {
    if (!hasPermission(principal, 'messaging.override'))
      throw forbidden('您没有“紧急发送（越过免打扰）”的权限（messaging.override）。')
    if (!overrideReason) throw invalid('/body/overrideReason', '紧急发送须说明理由。')
  }
  const senderId = request.senderId ?? principal.organisationId ?? undefined
  if (
    request.senderId &&
    senderId !== principal.organisationId &&
    !hasPermission(principal, 'messaging.manage')
  )
    throw forbidden('只能以本单位名义发送。', 'other-organisation')
  const sender = {
    ...{ userId: principal.userId, scope: principal.scope },
    ...(overrideReason ? { overrideReason } : {}),
    ...(template ? { template } : {}),
  }
  const id = await parts.kernel.db.transaction((tx) =>
    sendMessage(parts, tx, { ...request, ...(senderId ? { senderId } : {}) }, sender),
  )
  if (overrideReason)
    parts.identity.audit({
      ...{ userId: principal.userId, account: principal.account, action: 'messaging.override', target: id },
      ...{ outcome: 'done', ip: null, traceId: null, detail: { reason: overrideReason } },
    })
  return id
}
