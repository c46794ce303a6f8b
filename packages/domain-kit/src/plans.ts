import type { NumberComparison } from './conditions.ts'
import type { Level } from './levels.ts'
import type { LocalText } from './text.ts'

/** What starts a level of a plan: an event of this level or worse, or an indicator. */
export type PlanTrigger =
  | { readonly kind: 'event'; readonly eventType: string; readonly minLevel: Level; readonly count: number }
  | ({ readonly kind: 'indicator'; readonly indicator: string } & NumberComparison)

/** An emergency or response plan. Carried out later, by `command`. */
export type Plan = {
  readonly id: string
  readonly title: LocalText
  readonly legalBasis: string
  readonly levels: readonly {
    readonly level: Level
    readonly triggers: readonly PlanTrigger[]
    readonly approvedBy: string
    readonly tasks: readonly {
      readonly title: LocalText
      readonly item: string
      readonly withinMinutes: number
    }[]
    readonly resources: readonly LocalText[]
    readonly messages: readonly string[]
  }[]
}

/**
 * A message to people, sent when an event is raised, changes level or ends. `{name}` stands for a value:
 * `{place}`, `{level}`, `{value}`, `{time}`, `{thing}`. Carried out later, by `messaging`; the texts are shown today.
 */
export type MessageTemplate = {
  readonly id: string
  readonly title: LocalText
  readonly eventType: string
  readonly when: 'raised' | 'level' | 'cleared'
  readonly minLevel: Level
  readonly channels: readonly ('screen' | 'sms' | 'app' | 'radio' | 'television')[]
  readonly body: LocalText
}
