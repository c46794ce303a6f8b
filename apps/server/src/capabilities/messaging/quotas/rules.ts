import type { MessageChannel, PaidChannel, Urgency } from '@civitas/contract'
import { segmentsOf } from '../rules.ts'

const cityOffsetMs = 8 * 3_600_000

/** The month of the city, `2026-11`. */
export function monthOf(time: Date): string {
  return new Date(time.getTime() + cityOffsetMs).toISOString().slice(0, 7)
}

/** The first instant of the month after. */
export function nextMonth(time: Date): Date {
  const [year, month] = monthOf(time).split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, month, 1) - cityOffsetMs)
}

export function isPaid(channel: MessageChannel): channel is PaidChannel {
  return channel !== 'app'
}

/** Units a text is paid by: the segments of an SMS, one of everything else. */
export function unitsOf(channel: PaidChannel, said: string): number {
  return channel === 'sms' ? segmentsOf(said) : 1
}

export interface Quota {
  monthly: number
  whenUsed: 'refuse' | 'hold' | 'switch'
  switchTo: MessageChannel | null
}

export type Verdict = { goes: true; beyond: boolean } | { goes: false; how: Quota['whenUsed'] }

/** Whether so many more units go out: within the month's quota, or beyond it in an emergency. */
export function judge(quota: Quota | undefined, used: number, units: number, urgency: Urgency): Verdict {
  if (!quota || used + units <= quota.monthly) return { goes: true, beyond: false }
  if (urgency === 'emergency') return { goes: true, beyond: true }
  return { goes: false, how: quota.whenUsed }
}

/** The share of a quota whose warning is now due: 80 or 100 per cent, the moment it is passed. */
export function passedShare(monthly: number, before: number, after: number): 80 | 100 | undefined {
  const passes = (percent: number) => before * 100 < monthly * percent && after * 100 >= monthly * percent
  if (passes(100)) return 100
  return passes(80) ? 80 : undefined
}
