import type { RightKind, RightOutcome } from '@civitas/contract'

/** Days to answer in (GB/T 35273-2020, 8.7). */
export const answerDays = 30

export const kindNames: Record<RightKind, string> = { access: '查阅、复制', correct: '更正', delete: '删除' }

/** What may come of each request; to keep needs a legal basis. */
export const outcomesOf: Record<RightKind, readonly RightOutcome[]> = {
  access: ['provided', 'kept'],
  correct: ['corrected', 'kept'],
  delete: ['deleted', 'kept'],
}

interface Held {
  datasetName: string
  organisationName: string
  outcome: RightOutcome | null
  basis: string | null
}

const words: Record<RightOutcome, string> = {
  provided: '已提供',
  corrected: '已更正',
  deleted: '已删除',
  kept: '依法保留',
}

/** The answer to the person: what was done, where, and on what basis anything is kept. */
export function answerText(kind: RightKind, holders: readonly Held[]): string {
  if (holders.length === 0) return '未发现与您有关的数据。'
  const of = (outcome: RightOutcome) => holders.filter((one) => one.outcome === outcome)
  const done = (['provided', 'corrected', 'deleted'] as const).flatMap((outcome) => {
    const list = of(outcome)
    if (list.length === 0) return []
    return [
      `${words[outcome]} ${list.length} 处：${list.map((one) => `${one.organisationName}“${one.datasetName}”`).join('、')}`,
    ]
  })
  const kept = of('kept').map((one) => `${one.organisationName}“${one.datasetName}”依据${one.basis}`)
  const tail = kept.length > 0 ? [`${words.kept} ${kept.length} 处：${kept.join('、')}`] : []
  return `您的${kindNames[kind]}申请已办结。${[...done, ...tail].join('；')}。`
}
