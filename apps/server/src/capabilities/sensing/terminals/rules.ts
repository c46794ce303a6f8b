import { randomInt } from 'node:crypto'

/** Letters and digits nobody mistakes for one another. */
const codeLetters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** A one-time code of 60 bits, as a person types it: `7KQM-2WXA-9TRH`. */
export function newCode(): string {
  const four = () => Array.from({ length: 4 }, () => codeLetters[randomInt(codeLetters.length)]).join('')
  return `${four()}-${four()}-${four()}`
}

/** An OS level as four numbers, so that 14 and 14.0 are the same and 14.10 comes after 14.9. */
export function toLevel(text: string): number[] {
  const parts = text.split('.').map(Number)
  return [0, 1, 2, 3].map((i) => parts[i] ?? 0)
}

export type TerminalState = 'pending' | 'active' | 'lost' | 'wiped' | 'retired'

export const stateText = {
  pending: '待注册',
  active: '在用',
  lost: '遗失',
  wiped: '已擦除',
  retired: '停用',
} as const satisfies Record<TerminalState, string>

/** What a person may make of a terminal in each state. */
export const nextStates: Record<TerminalState, readonly TerminalState[]> = {
  pending: ['retired'],
  active: ['lost', 'retired'],
  lost: ['active', 'retired'],
  wiped: ['retired'],
  retired: [],
}
