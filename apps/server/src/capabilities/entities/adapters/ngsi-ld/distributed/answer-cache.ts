import type { OutsideAnswer } from '../http/call-outside.ts'

/** Answers of context sources that allow a while to pass before they are asked the same again (cacheDuration, 5.2.34). */
export interface AnswerCache {
  find(request: string): OutsideAnswer | undefined
  keep(request: string, answer: OutsideAnswer, forMs: number): void
}

const mostAnswers = 500

export function createAnswerCache(): AnswerCache {
  const held = new Map<string, { answer: OutsideAnswer; untilMs: number }>()
  return {
    find: (request) => {
      const found = held.get(request)
      if (found && found.untilMs > Date.now()) return found.answer
      held.delete(request)
      return undefined
    },
    keep: (request, answer, forMs) => {
      // The oldest goes first.
      for (const oldest of held.keys()) {
        if (held.size < mostAnswers) break
        held.delete(oldest)
      }
      held.set(request, { answer, untilMs: Date.now() + forMs })
    },
  }
}
