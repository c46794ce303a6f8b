import { noticeWanted } from '@civitas/contract'
import type { Messaging } from '../capabilities/messaging/index.ts'
import type { Kernel } from '../kernel/kernel.ts'

/**
 * Sends what `indicators` wants people to be told. `indicators` stands above `messaging` on the ladder and cannot call it,
 * so its wish travels as a message and is carried out here, in the transaction that notes it as heard.
 */
export function sendNotices(kernel: Kernel, messaging: Messaging): void {
  kernel.messages.subscribe('messaging.indicator-notices', noticeWanted, async (tx, { body }) => {
    const to = [
      ...(body.userId ? [{ userId: body.userId }] : []),
      ...(body.organisationId ? [{ organisationId: body.organisationId }] : []),
    ]
    if (to.length === 0) return
    const { key, title, text, urgency, link, subjectKind, subjectId } = body
    await messaging.send(tx, {
      key,
      title,
      text,
      urgency,
      to,
      link,
      subject: { kind: subjectKind, id: subjectId },
    })
  })
}
