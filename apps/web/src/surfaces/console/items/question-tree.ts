import type { ItemContent } from '@civitas/sdk'

export type Question = ItemContent['questions'][number]

/** An answer of a question, and what is asked only after it. */
export interface Branch {
  /** As FEEL, such as `"个体"` or `true`. */
  literal: string
  label: string
  below: Node[]
}

export interface Node {
  question: Question
  /** Where it stands in the list. */
  at: number
  branches: Branch[]
}

/** The condition that a question was answered so. */
export function conditionOf(id: string, literal: string): string {
  return `${id} = ${literal}`
}

function answersOf(question: Question, words: { yes: string; no: string }): Omit<Branch, 'below'>[] {
  if (question.type === 'boolean')
    return [
      { literal: 'true', label: words.yes },
      { literal: 'false', label: words.no },
    ]
  return (question.choices ?? []).map((one) => ({ literal: JSON.stringify(one), label: one }))
}

/**
 * Questions below the answers they depend on. One with another condition, or with none, stands at the top; a question can
 * only depend on one before it, so that nothing turns in a circle.
 */
export function toTree(questions: readonly Question[], words: { yes: string; no: string }): Node[] {
  const nodes = questions.map((question, at): Node => {
    const branches = answersOf(question, words).map((one) => ({ ...one, below: [] as Node[] }))
    return { question, at, branches }
  })
  const top: Node[] = []
  for (const node of nodes) {
    const when = node.question.when?.trim()
    const above = when
      ? nodes
          .slice(0, node.at)
          .flatMap((one) => one.branches.map((branch) => ({ one, branch })))
          .find(({ one, branch }) => conditionOf(one.question.id, branch.literal) === when)
      : undefined
    if (above) above.branch.below.push(node)
    else top.push(node)
  }
  return top
}

/** Where a question that follows an answer goes: behind all that follows its question already. */
export function placeAfter(node: Node): number {
  return (
    Math.max(node.at, ...node.branches.flatMap((one) => one.below.map(placeAfter).map((at) => at - 1))) + 1
  )
}

/** A name no question has yet. */
export function freshId(questions: readonly Question[]): string {
  const known = new Set(questions.map((one) => one.id))
  let n = questions.length + 1
  while (known.has(`q${n}`)) n++
  return `q${n}`
}
