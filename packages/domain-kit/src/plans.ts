import type { NumberComparison } from './conditions.ts'
import type { Level } from './levels.ts'
import type { LocalText } from './text.ts'

/** What starts a level of a plan: an event of this level or worse, or an indicator. */
export type PlanTrigger =
  | { readonly kind: 'event'; readonly eventType: string; readonly minLevel: Level; readonly count: number }
  | ({ readonly kind: 'indicator'; readonly indicator: string } & NumberComparison)

/** What kind of thing an incident is; the four classes of the 突发事件应对法. */
export type IncidentClass = 'natural' | 'accident' | 'public-health' | 'social-security'

/** A fact an officer reports about an incident, by which its level is judged. */
export type IncidentFact = { readonly id: string; readonly title: LocalText; readonly unit: string }

/** One reason for a level: the fact lies in a band, both ends included. */
export type LevelReason = {
  readonly level: Level
  readonly fact: string
  readonly atLeast: number
  readonly atMost?: number
  /** What an officer reads as the reason: `重伤10–49人`. */
  readonly reason: LocalText
}

/** A kind of incident with the rule table of its levels; the gravest reason that holds decides. */
export type IncidentKind = {
  readonly id: string
  readonly title: LocalText
  readonly class: IncidentClass
  /** The rule the figures are from. */
  readonly legalBasis: string
  readonly facts: readonly IncidentFact[]
  readonly levels: readonly LevelReason[]
  /** Level when no reason holds yet. */
  readonly otherwise: Level
  /** Days in which a change of casualties supplements the report. */
  readonly supplementDays: number
  /** Event types whose events open an incident of this kind. */
  readonly eventTypes: readonly string[]
}

/** A post of a plan; who holds it is found at run time from today’s roster, then from the standing holder. */
export type PlanPost = {
  readonly id: string
  readonly title: LocalText
  /** Short name of the organisation the post belongs to. */
  readonly organisation: string
}

/** A task of a plan level. It names a post of the plan, or a duty item of the city. */
export type PlanTask = {
  readonly title: LocalText
  readonly item?: string
  readonly post?: string
  readonly phase?: string
  readonly withinMinutes: number
  /** What must be there when it is done. */
  readonly output?: LocalText
  /** It tells people outside the staff: in a drill only those who take part get it. */
  readonly isPublic?: boolean
}

/** What a level of a plan needs: so much of a material, or so many units of an ability. */
export type PlanNeed = {
  readonly title: LocalText
  readonly material: string
  readonly quantity: number
  readonly unit: string
}

/** What a village, a community or a firm does of a plan, on one page: the template of its own card. */
export type PlanCardTemplate = {
  readonly for: 'village' | 'enterprise'
  readonly hazards: LocalText
  /** How people are told to go. */
  readonly signal: LocalText
  readonly posts: readonly { readonly id: string; readonly title: LocalText }[]
  readonly steps: readonly {
    readonly text: LocalText
    readonly post: string
    readonly withinMinutes: number
  }[]
  /** After so many months a card is to be looked over. */
  readonly reviewMonths: number
}

/** An emergency or response plan, carried out by `command`. */
export type Plan = {
  readonly id: string
  readonly title: LocalText
  readonly legalBasis: string
  /** Incident kind it is for. */
  readonly incidentKind?: string
  readonly scope?: LocalText
  /** The words of the plan, in paragraphs. */
  readonly text?: readonly LocalText[]
  readonly filingNumber?: string
  /** Words for the public, with `{title}`, `{kind}`, `{place}`, `{level}`, `{time}`, `{facts}`, `{measures}` filled in. */
  readonly publicNotice?: string
  /** Day until which it must have been evaluated anew, `2027-06-01`; after it the plan needs a reason to be started. */
  readonly reviewDate?: string
  readonly posts?: readonly PlanPost[]
  readonly phases?: readonly { readonly id: string; readonly title: LocalText }[]
  readonly attachments?: readonly { readonly title: LocalText; readonly address: string }[]
  readonly cards?: readonly PlanCardTemplate[]
  readonly levels: readonly {
    readonly level: Level
    readonly triggers: readonly PlanTrigger[]
    readonly approvedBy: string
    readonly tasks: readonly PlanTask[]
    readonly resources: readonly LocalText[]
    readonly needs?: readonly PlanNeed[]
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
