import type { PastFormula } from '@civitas/domain-kit'
import { valuesAt } from '../store.ts'
import type { Figures, FormulaParts, Round } from './parts.ts'

const hour = 3_600_000
const steps: Record<string, number> = { h: hour, d: 24 * hour }

/** The instant so long before another; months and years by the calendar of Asia/Shanghai. */
export function instantBefore(now: Date, ago: string): Date {
  const n = Number(ago.slice(0, -1))
  const unit = ago.at(-1) as string
  const step = steps[unit]
  if (step) return new Date(now.getTime() - n * step)
  const local = new Date(now.getTime() + 8 * hour)
  const day = local.getUTCDate()
  local.setUTCDate(1)
  local.setUTCMonth(local.getUTCMonth() - n * (unit === 'y' ? 12 : 1))
  const days = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate()
  local.setUTCDate(Math.min(day, days))
  return new Date(local.getTime() - 8 * hour)
}

/** The value of another indicator at a former instant, from its history. */
export async function pastFigures(
  { kernel }: FormulaParts,
  { indicator, ago }: PastFormula,
  round: Round,
): Promise<Figures> {
  const at = instantBefore(round.now, ago)
  const values = await valuesAt(kernel.db, indicator, round.divisions, at)
  return new Map(
    round.divisions.map((code) => {
      const value = values.get(code) ?? null
      return [code, { value, rows: 1, note: value === null ? '历史中没有该时刻的数值' : null }]
    }),
  )
}
