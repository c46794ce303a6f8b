import type { FactorFinding, ModelFactor } from '@civitas/contract'

/** A factor as read: one value for each step of the model. */
export interface FactorColumn {
  title: string
  unit: string
  values: ReadonlyArray<number | null>
}

/** How far a value has come from what counts nothing to what counts in full, 0–1. */
export function shareOf({ from, to }: Pick<ModelFactor, 'from' | 'to'>, value: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)))
}

/**
 * The score of a step, 0–100, with what each factor gives to it. A factor is read so many steps before as it takes to work;
 * one that is missing leaves the step untold, and one that must be there and is not makes it nothing.
 */
export function scoreAt(
  factors: readonly ModelFactor[],
  columns: readonly FactorColumn[],
  index: number,
): { score: number | null; factors: FactorFinding[] } {
  const total = factors.reduce((sum, one) => sum + one.weight, 0)
  const told = factors.map((factor, at): FactorFinding => {
    const column = columns[at]
    const value = column?.values[index - factor.lagSteps] ?? null
    const points = value === null ? null : round((shareOf(factor, value) * factor.weight * 100) / total)
    return { title: column?.title ?? '', unit: column?.unit ?? '', value, points }
  })
  if (told.some((one) => one.points === null)) return { score: null, factors: told }
  const isOff = factors.some((one, at) => one.must && told[at]?.points === 0)
  return { score: isOff ? 0 : round(told.reduce((sum, one) => sum + (one.points ?? 0), 0)), factors: told }
}

const round = (points: number) => Math.round(points * 100) / 100

/** What is wrong with the factors of a combination, with the place in them. */
export function factorsFault(factors: readonly ModelFactor[]): { at: string; fault: string } | null {
  if (factors.length < 2) return { at: '', fault: '组合模型至少要两个因子' }
  const flat = factors.findIndex((one) => one.from === one.to)
  return flat < 0 ? null : { at: `/${flat}/to`, fault: '记满分的值不能与记零分的值相同' }
}

/** The formula with every number in it. */
export function combinationMethod(
  { factors = [], hold }: { factors?: readonly ModelFactor[]; hold: number },
  titles: readonly string[],
): string {
  const total = factors.reduce((sum, one) => sum + one.weight, 0)
  const parts = factors.map((one, at) => {
    const points = Math.round((one.weight * 1000) / total) / 10
    const lag = one.lagSteps > 0 ? `，取 ${one.lagSteps} 步之前` : ''
    return `${titles[at] ?? `因子 ${at + 1}`}（${one.from} 记 0 分，${one.to} 记 ${points} 分，其间按比例${lag}${one.must ? '，必要' : ''}）`
  })
  return `组合：得分 = 各因子得分之和（满分 100）：${parts.join('；')}。必要因子得 0 分则总分为 0；总分越过等级限值并连续 ${hold} 步即起草`
}
