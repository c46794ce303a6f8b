import {
  deliveryChanged,
  type MessageChannel,
  type MessageRequest,
  type TemplateContent,
} from '@civitas/contract'
import { defineCapability } from '../../kernel/capability.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { startWorkQueue } from '../../kernel/work-queue.ts'
import type { Identity } from '../identity/index.ts'
import type { Territory } from '../territory/index.ts'
import type { ChannelAdapter } from './adapters/channel.ts'
import { fileDrop } from './adapters/file-drop.ts'
import { smtpMail } from './adapters/mail.ts'
import { webPush } from './adapters/web-push.ts'
import { deliverNext, fallBackNext, showDue } from './deliver.ts'
import { bindDesk } from './desk/routes.ts'
import { type HotlinePast, importHotline } from './hotline/import-hotline.ts'
import { startHotline } from './hotline/index.ts'
import type { MessagingParts } from './messaging-parts.ts'
import { bindPush } from './push/routes.ts'
import { vapidKeys } from './push/vapid.ts'
import { bindQuotas } from './quotas/routes.ts'
import { bindRoutes } from './routes.ts'
import { sendMessage, sendMessages } from './send-message.ts'
import { bindTags } from './tags/routes.ts'
import { importTemplates, type TemplateHands } from './templates/import-templates.ts'
import { bindTemplates } from './templates/routes.ts'
import { bindTodos } from './todos/routes.ts'

export type { HotlinePast } from './hotline/import-hotline.ts'

/** What other capabilities may ask of `messaging`. */
export interface Messaging {
  /**
   * Queues a message in the caller’s transaction and answers its id. The same key sends once, whatever happens.
   * An emergency is not held back by quiet hours; who may send one is the caller’s business.
   */
  send(tx: Transaction, request: MessageRequest): Promise<string>
  /** Like `send`, for what must go on though nobody holds the role or the unit has no account yet; sent before the commit. */
  tell(tx: Transaction, request: MessageRequest): void
  /**
   * Queues many at once, with as many statements as one takes. Answers their ids in the order given; null for one with nobody
   * to send it to, which is left out.
   */
  sendMany(tx: Transaction, requests: readonly MessageRequest[]): Promise<Array<string | null>>
  /** Takes over the past of a hotline: seats, calls, tickets, knowledge. */
  importHotline(tx: Transaction, past: HotlinePast): Promise<void>
  /** Takes over templates that are approved already. */
  importTemplates(tx: Transaction, contents: readonly TemplateContent[], who: TemplateHands): Promise<void>
  stop(): Promise<void>
}

export interface MessagingNeeds {
  territory: Territory
  identity: Identity
}

/** How often the queue is looked at, ms. */
const everyMs = 500

/** 统一消息: one message to people by the channels that reach them, with receipts, fallback and quiet hours. */
export const messaging = defineCapability({
  name: 'messaging',
  needs: ['territory', 'identity'],
  start: async (kernel, { territory, identity }: MessagingNeeds): Promise<Messaging> => {
    const drop = fileDrop(kernel.config.data, () => kernel.clock.now())
    const { smtpUrl, mailFrom, publicUrl } = kernel.config
    const mail = smtpUrl && mailFrom ? smtpMail({ smtpUrl, mailFrom, publicUrl }) : undefined
    const keys = vapidKeys(kernel)
    await keys()
    const adapters = new Map<MessageChannel, ChannelAdapter>([
      ['sms', drop],
      ['voice', drop],
      ['push', webPush(kernel.db, keys)],
      ...(mail ? ([['mail', mail]] as const) : []),
    ])
    const parts: MessagingParts = { kernel, territory, identity, adapters }
    bindRoutes(parts)
    bindTemplates(parts)
    bindPush(parts, keys)
    bindTodos(parts)
    bindDesk(parts)
    bindTags(parts)
    bindQuotas(parts)
    const queues = [
      startHotline(parts),
      startWorkQueue(kernel, 'messaging.show', (tx) => showDue(parts, tx), { everyMs }),
      startWorkQueue(kernel, 'messaging.deliver', (tx) => deliverNext(parts, tx), { everyMs }),
      startWorkQueue(kernel, 'messaging.fall-back', (tx) => fallBackNext(parts, tx), { everyMs }),
    ]
    kernel.messages.tail(deliveryChanged, (body) => {
      if (body.userId && body.channel === 'app') kernel.realtime.publish('messages', '', body, body.userId)
    })
    return {
      send: (tx, request) => sendMessage(parts, tx, request),
      tell: (tx, request) => tx.add('messaging.message', request, (all) => sendMessages(parts, tx, all)),
      sendMany: (tx, requests) => sendMessages(parts, tx, requests),
      importHotline: (tx, past) => importHotline(tx, past, kernel.clock.now()),
      importTemplates: (tx, contents, who) => importTemplates(tx, contents, who, kernel.clock.now()),
      stop: async () => {
        for (const queue of queues) await queue.stop()
        mail?.close()
      },
    }
  },
})
