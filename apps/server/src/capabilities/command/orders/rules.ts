import type { OrderState } from '@civitas/contract'

const steps: readonly OrderState[] = ['sent', 'read', 'accepted', 'arrived', 'done']

/** Whether an order goes forward by this step; steps may be skipped, never taken back. */
export function isForward(from: OrderState, to: OrderState): boolean {
  return from !== 'superseded' && to !== 'superseded' && steps.indexOf(to) > steps.indexOf(from)
}

export interface SignedWords {
  reference: string
  incident: string | null
  title: string
  text: string
  output: string | null
  to: string
  due: string | null
  by: string
  time: string
  supersedes: string | null
}

/** The words that are signed, in one fixed order of lines, so that anybody can check the signature by hand. */
export function signedText(words: SignedWords): string {
  return [
    `指令 ${words.reference}`,
    `事件 ${words.incident ?? '无'}`,
    `事项 ${words.title}`,
    `内容 ${words.text}`,
    `成果 ${words.output ?? '无'}`,
    `受令 ${words.to}`,
    `时限 ${words.due ?? '无'}`,
    `下达 ${words.by} ${words.time}`,
    `取代 ${words.supersedes ?? '无'}`,
  ].join('\n')
}
