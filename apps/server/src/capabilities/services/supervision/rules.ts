import type { ItemContent, SupervisionCard } from '@civitas/contract'

/** The node log of an application, as far as the rules read it. */
export interface RunLog {
  limitDays: number
  usedDays: number
  isDeemed: boolean
  correctionRounds: number
  /** Days that counted, from acceptance to the decision or now. */
  countedDays: readonly string[]
  notes: readonly { act: string; note: string | null; actor: string }[]
  tasks: readonly { title: string; state: string; actor: string | null; isLate: boolean }[]
  decision: { outcome: string; text: string; actor: string | null } | null
  fee: { item: number; charged: number }
  /** `hasBasis`: a document was handed in with it, or the published flow has the step. */
  suspensions: readonly { notice: string; hasBasis: boolean }[]
}

export interface Finding {
  rule: string
  level: SupervisionCard['level']
  says: string
  points: number
  days: readonly string[]
}

export interface Rule {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly basis: string
  judge(log: RunLog, content: Pick<ItemContent, 'steps' | 'fee'>): Omit<Finding, 'rule' | 'days'> | null
}

const yuan = (fen: number) => (fen / 100).toFixed(2)

/** What electronic supervision looks for, each with its basis; the same log gives the same findings whenever it is judged. */
export const rules: readonly Rule[] = [
  {
    ...{ id: 'overdue', version: 1, title: '超期', basis: '行政许可法第四十二条' },
    judge: ({ usedDays, limitDays }) =>
      limitDays > 0 && usedDays > limitDays
        ? { level: 'red', points: 2, says: `已用 ${usedDays} 个工作日，承诺 ${limitDays} 个工作日` }
        : null,
  },
  {
    ...{ id: 'near-limit', version: 1, title: '临近时限', basis: '行政许可法第四十二条' },
    judge: ({ usedDays, limitDays }) =>
      limitDays > 0 && usedDays >= limitDays * 0.8 && usedDays <= limitDays
        ? { level: 'yellow', points: 0.5, says: `已用 ${usedDays} / ${limitDays} 个工作日` }
        : null,
  },
  {
    ...{ id: 'deemed', version: 1, title: '逾期未答复，视为受理', basis: '行政许可法第三十二条' },
    judge: ({ isDeemed }) =>
      isDeemed ? { level: 'yellow', points: 1, says: '收到申请后五个工作日内未答复' } : null,
  },
  {
    ...{ id: 'many-corrections', version: 1, title: '多次补正', basis: '行政许可法第三十二条（一次告知）' },
    judge: ({ correctionRounds }) =>
      correctionRounds > 1 ? { level: 'yellow', points: 1, says: `要求补正 ${correctionRounds} 次` } : null,
  },
  {
    ...{ id: 'wrong-fee', version: 1, title: '收费不符', basis: '行政许可法第五十九条' },
    judge: ({ fee }) =>
      fee.charged > 0 && fee.charged !== fee.item
        ? { level: 'red', points: 2, says: `应收 ${yuan(fee.item)} 元，实收 ${yuan(fee.charged)} 元` }
        : null,
  },
  {
    ...{ id: 'no-document', version: 2, title: '暂停计时无依据', basis: '行政许可法第四十五条' },
    judge: ({ suspensions }) => {
      const bare = suspensions.filter((one) => !one.hasBasis).map((one) => one.notice)
      return bare.length > 0
        ? { level: 'yellow', points: 1, says: `特别程序没有通知文书：${bare.join('；')}` }
        : null
    },
  },
  {
    ...{ id: 'no-reason', version: 1, title: '不予许可无理由', basis: '行政许可法第三十八条' },
    judge: ({ decision }) =>
      decision?.outcome === 'refuse' && decision.text.trim().length < 6
        ? { level: 'red', points: 2, says: '不予许可决定未说明理由' }
        : null,
  },
  {
    ...{ id: 'same-person', version: 1, title: '审办未分离', basis: '审办分离内控要求' },
    judge: ({ decision, tasks }, { steps }) =>
      decision?.actor &&
      steps.length > 0 &&
      tasks.length > 0 &&
      tasks.every((one) => one.actor === decision.actor)
        ? { level: 'notice', points: 0.2, says: `审查与决定均由${decision.actor}办理` }
        : null,
  },
  {
    ...{ id: 'late-rectification', version: 1, title: '差评整改超期', basis: '国办发〔2019〕51号' },
    judge: ({ notes }) =>
      notes.some((one) => one.act === '差评整改超过期限')
        ? { level: 'red', points: 2, says: '实名差评在十五个工作日内没有整改办结' }
        : null,
  },
  {
    ...{ id: 'late-step', version: 1, title: '环节超时', basis: '事项办理流程' },
    judge: ({ tasks }) => {
      const late = tasks.filter((one) => one.isLate).map((one) => one.title)
      return late.length > 0
        ? { level: 'yellow', points: 0.5, says: `超过环节时限：${late.join('、')}` }
        : null
    },
  },
]

/** Judges the log of one application by every rule. */
export function judgeLog(log: RunLog, content: Pick<ItemContent, 'steps' | 'fee'>): Finding[] {
  return rules.flatMap((rule) => {
    const found = rule.judge(log, content)
    return found ? [{ ...found, rule: rule.id, days: log.countedDays }] : []
  })
}
