import type { GoldenValue, MasterModel } from '@civitas/contract'
import type { RecordRow } from './store.ts'

const words = {
  priority: '按来源优先级取值',
  newest: '取最近更新的值',
  'most-frequent': '取多数来源一致的值',
  longest: '取最完整的值',
} as const

interface Candidate {
  value: string
  row: RecordRow
}

/** The value of each attribute that survives, why it does, and what it was preferred to. */
export function goldenOf(
  model: Pick<MasterModel, 'attributes' | 'sources'>,
  records: readonly RecordRow[],
): GoldenValue[] {
  return model.attributes.map((attribute) => {
    const order = attribute.priority ?? model.sources.map((one) => one.datasetId)
    const rank = (row: RecordRow) => {
      const at = order.indexOf(row.dataset_id)
      return at < 0 ? order.length : at
    }
    const held = records
      .flatMap((row): Candidate[] => {
        const value = row.values[attribute.name]
        return value ? [{ value, row }] : []
      })
      .sort((a, b) => rank(a.row) - rank(b.row) || b.row.seen_time.getTime() - a.row.seen_time.getTime())
    const best = pickBest(attribute.survives, held)
    const others = held.filter((one) => one.value !== best?.value)
    return {
      ...{ attribute: attribute.name, title: attribute.title, value: best?.value ?? null },
      datasetName: best?.row.dataset_name ?? null,
      why: best ? explain(attribute.survives, best, others) : '各来源均无此项',
      alternatives: others.map(({ value, row }) => ({
        ...{ value, datasetName: row.dataset_name, time: row.seen_time.toISOString() },
      })),
    }
  })
}

function pickBest(survives: keyof typeof words, held: readonly Candidate[]): Candidate | undefined {
  if (survives === 'newest')
    return [...held].sort((a, b) => b.row.seen_time.getTime() - a.row.seen_time.getTime())[0]
  if (survives === 'longest') return [...held].sort((a, b) => b.value.length - a.value.length)[0]
  if (survives === 'most-frequent') {
    const times = (value: string) => held.filter((one) => one.value === value).length
    return [...held].sort((a, b) => times(b.value) - times(a.value))[0]
  }
  return held[0]
}

function explain(survives: keyof typeof words, best: Candidate, others: readonly Candidate[]): string {
  const against = others.length > 0 ? `，另有${others.length}个不同的值保留备查` : '，各来源一致'
  return `${words[survives]}：来自${best.row.dataset_name || '来源'}${against}`
}

/** Two roots are two things when both have a valid strong key and these differ. */
export function keysConflict(left: readonly RecordRow[], right: readonly RecordRow[]): boolean {
  const keys = (rows: readonly RecordRow[]) => new Set(rows.flatMap((row) => row.strong_key ?? []))
  const [a, b] = [keys(left), keys(right)]
  return a.size > 0 && b.size > 0 && ![...a].some((key) => b.has(key))
}
