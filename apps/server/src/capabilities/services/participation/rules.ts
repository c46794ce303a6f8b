import type { Idea, SatisfactionGrade, SatisfactionRound } from '@civitas/contract'

type IdeaAct = 'assess' | 'adopt' | 'reject' | 'implement' | 'hide' | 'show'

/** The state an act leads to; null when it may not be done from here. */
export function ideaAfter(state: Idea['state'], act: IdeaAct): Idea['state'] | null {
  if (act === 'hide' || act === 'show') return state
  const steps: Record<Idea['state'], Partial<Record<IdeaAct, Idea['state']>>> = {
    received: { assess: 'assessing', reject: 'rejected' },
    assessing: { adopt: 'adopted', reject: 'rejected' },
    adopted: { implement: 'implemented' },
    rejected: { assess: 'assessing' },
    implemented: {},
  }
  return steps[state][act] ?? null
}

export interface Counted {
  channel: 'online' | 'phone' | 'visit' | 'paper'
  grade: SatisfactionGrade
  n: number
}

const channelNames = { online: '网上', phone: '电话', visit: '走访', paper: '纸质' } as const
const grouped = (n: number) => String(n).replace(/\B(?=(\d{3})+$)/g, ',')

/** The rate as it is published: satisfied ÷ all answers, with the base, the days and how people were asked. */
export function rateOf(
  counted: readonly Counted[],
  days: { from: string; to: string },
): NonNullable<SatisfactionRound['result']> | null {
  const sum = (of: (one: Counted) => boolean) => counted.filter(of).reduce((all, one) => all + one.n, 0)
  const base = sum(() => true)
  if (base === 0) return null
  const satisfied = sum((one) => one.grade === 'satisfied')
  const percent = Math.round((satisfied / base) * 1000) / 10
  const channels = (Object.keys(channelNames) as Counted['channel'][])
    .map((channel) => ({ channel, n: sum((one) => one.channel === channel) }))
    .filter(({ n }) => n > 0)
    .map(({ channel, n }) => `${channelNames[channel]} ${grouped(n)} 份`)
  return {
    ...{ satisfied, neutral: sum((one) => one.grade === 'neutral') },
    ...{ unsatisfied: sum((one) => one.grade === 'unsatisfied'), base, percent },
    text: `${percent.toFixed(1)} % (${grouped(satisfied)}/${grouped(base)})`,
    method: `${days.from} 至 ${days.to}，${channels.join('、')}；满意率 = 满意 ÷ 全部回答，网上每人一次`,
  }
}
