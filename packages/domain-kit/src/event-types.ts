import type { Level } from './levels.ts'
import type { LocalText } from './text.ts'

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
  /** Classes of GB/T 30428.2 it stands for, most usual first; one of them may be given instead of the type. */
  readonly classes?: readonly string[]
  /** Everyday words people use for it, for suggesting the type from what they wrote. */
  readonly words?: readonly string[]
  /** Level of an event reported by a person without one. */
  readonly defaultLevel: Level
}
