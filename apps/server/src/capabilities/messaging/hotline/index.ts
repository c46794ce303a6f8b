import { startWorkQueue } from '../../../kernel/work-queue.ts'
import type { MessagingParts } from '../messaging-parts.ts'
import { sendMessage } from '../send-message.ts'
import { followTickets } from './follow-ticket.ts'
import type { HotlineParts } from './hotline-parts.ts'
import { offerNext, retrieveNext, routeNext } from './route-calls.ts'
import { bindHotline } from './routes.ts'
import { dropOrders } from './telephony.ts'

/** How often waiting calls are looked at, ms. */
const everyMs = 500

/** 热线: calls, seats, tickets, knowledge and quality of 12345 and the lines merged into it. */
export function startHotline(base: MessagingParts): { stop(): Promise<void> } {
  const { kernel } = base
  const parts: HotlineParts = {
    ...base,
    telephony: dropOrders(kernel.config.data, () => kernel.clock.now()),
    tell: (tx, request) => sendMessage(base, tx, request),
  }
  bindHotline(parts)
  followTickets(parts)
  const queues = [
    startWorkQueue(kernel, 'messaging.route-calls', (tx) => routeNext(parts, tx), { everyMs }),
    startWorkQueue(kernel, 'messaging.offer-call-backs', (tx) => offerNext(parts, tx), { everyMs }),
    startWorkQueue(kernel, 'messaging.retrieve-calls', (tx) => retrieveNext(parts, tx), { everyMs }),
  ]
  return {
    stop: async () => {
      for (const queue of queues) await queue.stop()
    },
  }
}
