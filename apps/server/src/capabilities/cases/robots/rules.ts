import type { RobotDefinition, RobotSignal } from '@civitas/contract'

/** What a robot sees of a case. */
export interface Seen {
  title: string
  class: string
  division: string
  level: string
}

export interface Judgement {
  /** 0 to 1. */
  confidence: number
  acts: boolean
  reason: string
}

function holds({ field, op, value }: RobotSignal, seen: Seen): boolean {
  if (op === 'contains') return seen[field].includes(value)
  return op === 'equals' ? seen[field] === value : seen[field].startsWith(value)
}

const words: Record<RobotSignal['field'], string> = {
  title: '标题',
  class: '小类',
  division: '区划',
  level: '等级',
}
const ops: Record<RobotSignal['op'], string> = { contains: '含', equals: '为', prefix: '以…开头' }

/** Adds up the signals that hold, at most 1, and says which did and which did not. */
export function judge(definition: RobotDefinition, seen: Seen): Judgement {
  const { signals = [], threshold } = definition
  const met = signals.filter((one) => holds(one, seen))
  const sum = met.reduce((total, one) => total + one.weight, 0)
  const confidence = Math.round(Math.min(1, sum) * 1000) / 1000
  const tell = (list: readonly RobotSignal[]) =>
    list.map((one) => `${words[one.field]}${ops[one.op]}“${one.value}”`).join('、')
  const missed = signals.filter((one) => !met.includes(one))
  const acts = confidence >= threshold
  const parts = [
    `置信度 ${confidence}，要求 ${threshold}`,
    met.length > 0 ? `符合：${tell(met)}` : '没有符合的条件',
    missed.length > 0 ? `不符合：${tell(missed)}` : '',
  ]
  return { confidence, acts, reason: parts.filter(Boolean).join('；') }
}
