import type {
  DeliveryState,
  MessageCategory,
  MessageChannel,
  QuietHours,
  Reach,
  Urgency,
} from '@civitas/contract'

const dayMinutes = 1440
const cityOffsetMs = 8 * 3_600_000

function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number) as [number, number]
  return hours * 60 + minutes
}

/** When a message may go: now, or at the end of the quiet hours it falls into (Asia/Shanghai). */
export function whenAllowed(now: Date, urgency: Urgency, quiet: QuietHours | null): Date {
  if (urgency !== 'normal' || !quiet?.enabled) return now
  const from = minutesOf(quiet.from)
  const to = minutesOf(quiet.to)
  const minute = Math.floor((now.getTime() + cityOffsetMs) / 60_000) % dayMinutes
  const isQuiet = from <= to ? minute >= from && minute < to : minute >= from || minute < to
  if (!isQuiet) return now
  const wait = (to - minute + dayMinutes) % dayMinutes
  return new Date((Math.floor(now.getTime() / 60_000) + wait) * 60_000)
}

const order: readonly Reach[] = ['failed', 'waiting', 'sent', 'delivered', 'read', 'confirmed']

/** The better of what is known and what was told: a late receipt of an SMS does not undo a reading. */
export function furthest(known: Reach, told: DeliveryState): Reach {
  const next = told === 'queued' ? 'waiting' : told
  return order.indexOf(next) > order.indexOf(known) ? next : known
}

/** Whether the message has done its work with a person, so that no further channel is tried. */
export function isDone(reach: Reach, until: 'delivered' | 'read' | 'confirmed'): boolean {
  return order.indexOf(reach) >= order.indexOf(until)
}

/** Pauses before a delivery that failed is tried again, seconds. */
export const retrySeconds: readonly number[] = [30, 120, 600]

/** Parts an SMS is sent in: 70 characters alone, 67 each when it is long (GSM 03.40, UCS-2). */
export function segmentsOf(text: string): number {
  return text.length <= 70 ? 1 : Math.ceil(text.length / 67)
}

/** Channels a person can be reached by at all. */
export function usableChannels(
  person: { userId: string | null; phone: string | null; email: string | null },
  wanted: readonly MessageChannel[],
): MessageChannel[] {
  return wanted.filter((channel) => {
    if (channel === 'app' || channel === 'push') return person.userId !== null
    return channel === 'mail' ? person.email !== null : person.phone !== null
  })
}

const categories: Readonly<Record<string, MessageCategory>> = {
  warning: 'warning',
  case: 'task',
  task: 'task',
  order: 'task',
  ticket: 'service',
  indicator: 'report',
}

/** What a message is about, from what it speaks of, when its sender does not say. */
export function categoryOf(subjectKind: string | undefined): MessageCategory {
  return categories[subjectKind ?? ''] ?? 'notice'
}

const unanswered = /^(no-?answer|busy|not-?reachable|无人接听|占线)/i

/** When a call nobody took is tried again: after 1 and 5 minutes; undefined when it is no use or was tried often enough. */
export function redialSeconds(
  channel: MessageChannel,
  code: string | null,
  attempts: number,
): number | undefined {
  return channel === 'voice' && unanswered.test(code ?? '') ? [60, 300][attempts - 1] : undefined
}
