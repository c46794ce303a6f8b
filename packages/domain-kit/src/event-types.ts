import type { Level } from './levels.ts'
import type { LocalText } from './text.ts'

/**
 * What a warning of such an event says, and to whom it goes. A draft is opened with the event’s evidence when the event
 * reaches the level; a person issues it, unless this kind of warning is agreed to go out by itself.
 */
export type WarningPolicy = {
  /** Category of CAP 1.2. */
  readonly category:
    | 'Geo'
    | 'Met'
    | 'Safety'
    | 'Security'
    | 'Rescue'
    | 'Fire'
    | 'Health'
    | 'Env'
    | 'Transport'
    | 'Infra'
    | 'CBRNE'
    | 'Other'
  readonly minLevel: Level
  /** The division around the place that is warned. */
  readonly area: 'city' | 'district' | 'street' | 'community'
  readonly validMinutes: number
  /** How soon a duty officer must have looked at the draft. */
  readonly verifyMinutes: number
  readonly advice: { readonly [level in Level]?: LocalText }
  readonly channels: readonly ('app' | 'sms' | 'voice' | 'loudspeaker' | 'screen' | 'broadcast')[]
  /** Goes out without a person. */
  readonly automatic?: boolean
}

/**
 * When events of a kind that keep coming back are taken up as one matter of their own. Looked for every night over those
 * that were not dismissed; the event that is raised names the ones it is about. Source: GOV-016, GOV-060.
 */
export type RecurrencePolicy = {
  /**
   * `place`: each within `withinMetres` of the first. `parties`: between the same entities, e.g. two households. `entity`: of
   * the same entity, e.g. one household. `growth`: in one street, many more within `days` than in the four spans before.
   */
  readonly by: 'place' | 'parties' | 'entity' | 'growth'
  /** Metres; needed with `place`. */
  readonly withinMetres?: number
  /** How far back is looked; with `growth`, five times as far. */
  readonly days: number
  readonly atLeast: number
  /** How many times the mean of the spans before; needed with `growth`. */
  readonly factor?: number
  /** Event type that is raised; its case goes to whoever answers for it. */
  readonly raises: string
}

/**
 * How public texts that speak of it are watched: when they become many, one event is opened. Source: PLT-104.
 */
export type OpinionPolicy = {
  /** A text that holds one of these speaks of it; none: what no other type takes. */
  readonly keywords: readonly string[]
  /** A text that holds one of these does not. */
  readonly exclusions?: readonly string[]
  /** Fewest texts within an hour that are too many. */
  readonly least: number
  /** How many times the average of an hour, over at most seven days before, they must be. */
  readonly factor: number
}

/** A kind of event in the city. Carried out today. */
export type EventType = {
  readonly id: string
  readonly title: LocalText
  readonly description?: LocalText
  readonly icon: string
  /**
   * A new report of the same type joins an open event when it is at most this far away and the event's last report is
   * at most this old. A report of the Thing (or entity) the open event is about always joins.
   */
  readonly mergeWithin: { readonly metres: number; readonly minutes: number }
  /** `automatic`: taken as true at once. `person`: someone must confirm before anything follows. */
  readonly verification: 'automatic' | 'person'
  /** Opens one Case per event, when the event is verified and has reached this level. */
  readonly opensCase?: { readonly caseType: string; readonly minLevel: Level }
  /** Whether people see such a thing and may report it (default); false for what only devices and rules tell. */
  readonly reportable?: boolean
  /** Whether citizens are offered it too (default, if reportable); false for what takes a trained eye. */
  readonly forPublic?: boolean
  /** Classes of GB/T 30428.2 it stands for, most usual first; one of them may be given instead of the type. */
  readonly classes?: readonly string[]
  /** Everyday words people use for it, for suggesting the type from what they wrote. */
  readonly words?: readonly string[]
  /** Warnings given of it; none when absent. */
  readonly warns?: WarningPolicy
  /** Entity type of those it is between, e.g. the households of a dispute. */
  readonly parties?: string
  /** What follows when it keeps coming back. */
  /** Counted in the index of social risk: as a dispute or petition, or as a matter of public order. */
  readonly socialRisk?: 'dispute' | 'order'
  readonly recurs?: RecurrencePolicy
  /** Watched for in public texts. */
  readonly opinion?: OpinionPolicy
  /** Level of an event reported by a person without one. */
  readonly defaultLevel: Level
}
