import type { RobotRowAct, RobotRows } from '@civitas/sdk'

/** An act as a form holds it: the form of a task as lines `field=value`. */
export type ActDraft = Omit<RobotRowAct, 'form'> & { formLines?: string }
export interface RuleDraft {
  when: RobotRows['rules'][number]['when']
  act: ActDraft
}

/** Parts each act has a field for, in their order. */
export const partsOf: Record<RobotRowAct['kind'], ReadonlyArray<keyof ActDraft>> = {
  event: ['eventType', 'title', 'description', 'lon', 'lat', 'address'],
  case: ['caseType', 'title', 'description', 'lon', 'lat'],
  task: ['caseType', 'task', 'reference', 'formLines'],
  web: [],
  skip: ['note'],
  people: ['note'],
}

function readValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

function readForm(lines = ''): Record<string, unknown> {
  const pairs = lines
    .split('\n')
    .map((line) => line.match(/^\s*([^=＝]+?)\s*[=＝]\s*(.*?)\s*$/))
    .flatMap((found) => (found?.[1] ? [[found[1], readValue(found[2] ?? '')] as const] : []))
  return Object.fromEntries(pairs)
}

/** Rules as they are sent: only the parts an act has, none of them empty. */
export function writeRules(drafts: readonly RuleDraft[]): RobotRows['rules'] {
  return drafts.map(({ when, act }) => {
    const { formLines, ...given } = act
    const kept = partsOf[act.kind].filter((part) => part !== 'formLines' && given[part as keyof typeof given])
    const parts = Object.fromEntries(kept.map((part) => [part, given[part as keyof typeof given]]))
    return {
      when: when.map(({ column, op, value }) => ({
        ...{ column, op },
        ...(op === 'filled' || op === 'empty' ? {} : { value: value ?? '' }),
      })),
      act: {
        ...{ kind: act.kind, ...parts },
        ...(act.kind === 'task' ? { form: readForm(formLines) } : {}),
        ...(act.kind === 'web' && act.steps ? { steps: act.steps } : {}),
      },
    }
  })
}

/** The same rules to be changed again. */
export function readRules(rules: RobotRows['rules'] = []): RuleDraft[] {
  return rules.map(({ when, act: { form, ...act } }) => ({
    when,
    act: {
      ...act,
      ...(form
        ? {
            formLines: Object.entries(form)
              .map(([name, value]) => `${name}=${String(value)}`)
              .join('\n'),
          }
        : {}),
    },
  }))
}
