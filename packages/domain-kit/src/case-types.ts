import type { TObject } from 'typebox'
import type { Comparison } from './conditions.ts'
import type { Level } from './levels.ts'
import type { LocalText } from './text.ts'

/**
 * What somebody in the city is responsible for. The unit that must act is looked up by duty item × division × grid in
 * the city's duty list; the list itself belongs to the city.
 */
export type DutyItem = {
  readonly id: string
  readonly title: LocalText
  /** Who usually holds it, for whoever fills in the duty list. */
  readonly usualUnit: LocalText
}

/** Roles a task can ask for; `identity` gives them to users. */
export const STAFF_ROLES: Readonly<Record<string, LocalText>> = {
  'duty-officer': { zh: '值班员', en: 'Duty officer' },
  dispatcher: { zh: '派遣员', en: 'Dispatcher' },
  'district-officer': { zh: '区县处置员', en: 'District officer' },
  'grid-worker': { zh: '网格员', en: 'Grid worker' },
  'unit-worker': { zh: '处置人员', en: 'Field worker of the responsible unit' },
  inspector: { zh: '核查员', en: 'Inspector' },
  leader: { zh: '分管领导', en: 'Leader in charge' },
}

/** Who counts which minutes: 工作时, 紧急工作时 (round the clock), 自然时. */
export type MinuteClock = 'working' | 'urgent' | 'natural'

/** Clocks that end with a day: 工作日 with the working hours of the n-th working day after the start, 自然日 at midnight. */
export type DayClock = 'working-day' | 'natural-day'

/** How long something may take; `calendar` names working time of the city (`city` when absent). */
export type TimeLimit =
  | { readonly minutes: number; readonly clock: MinuteClock; readonly calendar?: string }
  | { readonly days: number; readonly clock: DayClock; readonly calendar?: string }

/** A piece of work for one person of the unit found by the duty item. */
export type TaskType = {
  /** Unique within the case type. */
  readonly id: string
  readonly title: LocalText
  /** Duty item, short or qualified. */
  readonly item: string
  /** Key of {@link STAFF_ROLES}. */
  readonly role: string
  readonly instructions: LocalText
  /** What must be filled in to finish, made with `form({...})`. */
  readonly form: TObject
  /** Least number of photos. */
  readonly photosRequired: number
  readonly limit: TimeLimit
  /** The limit of the small class of the case, where it has one, goes before `limit`. */
  readonly limitByClass?: boolean
  /** The duty item of the small class of the case, where it has one somebody answers for, goes before `item`. */
  readonly itemByClass?: boolean
  /** A photo taken within this distance of the place of the case is asked for before the check may pass. */
  readonly photoWithin_m?: number
  /** The unit is the organisation (id) somebody named in a form of an earlier task, not one of the duty list. */
  readonly unitFrom?: { readonly task: string; readonly field: string }
  /** Goes to the leader of the grid the case lies in, where one with an account is appointed: 网格长. */
  readonly toGridLeader?: boolean
  /** Done by naming the unit of a later task (`unitFrom` that names this task, field `unit`): 任务派遣. */
  readonly dispatches?: boolean
  /** Units that work along with the lead from the start, each found by its duty item, each with the clock of the task. */
  readonly assistants?: readonly { readonly item: string; readonly title: LocalText }[]
  /** The unit must sign for it (签收) within this time; else it is sent again, and then shown as not signed. */
  readonly receiptLimit?: TimeLimit
  /**
   * Cannot be done before each line an earlier task listed in its text field `items` (`TC-01 sign in`) is answered in the
   * field `field` of this one, by a line that begins with the same word.
   */
  readonly covers?: {
    readonly task: string
    readonly items: string
    readonly field: string
    readonly title: LocalText
  }
  /**
   * Decided by vote: the lead and each assisting unit give one answer in `field`. Exits see `yes` only when more than
   * `morePercent` of all units asked gave it; who did not answer counts as not agreeing.
   */
  readonly vote?: { readonly field: string; readonly yes: string | boolean; readonly morePercent: number }
  /** Which clock of a governance centre it runs on (GB/T 33200): counted on its board. */
  readonly clock?: 'accept' | 'allocate' | 'on-site'
  /** The answers that say that what the case was opened for was true, any other that it was not; precision of warnings is counted from it. */
  readonly confirms?: { readonly field: string; readonly yes: readonly string[] }
  /** Starts together with its neighbours that are parallel too; otherwise tasks of a stage run one after another. */
  readonly parallel?: boolean
}

/**
 * A way out of a stage, tried in order when all its tasks are done; the first whose condition holds is taken.
 * `to` is a stage id, `check` (needs a check in the case type) or `closed`.
 */
export type StageExit = {
  readonly id: string
  readonly title: LocalText
  readonly to: string
  /** Taken no sooner than so many days after the stage was entered; until then the case stays in it. */
  readonly after?: { readonly days: number }
  /** An answer of a task of this stage. Without it the exit always fits; the last exit must be such a one. */
  readonly when?: { readonly task: string; readonly field: string } & Comparison
}

/** A step of a case. The first stage of the list is where a case begins. */
export type Stage = {
  readonly id: string
  readonly title: LocalText
  readonly tasks: readonly TaskType[]
  readonly exits: readonly StageExit[]
}

/** 核查: somebody other than those who did the work confirms it. */
export type CaseCheck = {
  readonly title: LocalText
  readonly item: string
  readonly role: string
  readonly notSamePerson: true
  readonly instructions: LocalText
  /** Further questions; whether it passed is asked by the engine. */
  readonly form: TObject
  readonly photosRequired: number
  /** Distance within which the photo of who checks must be taken. */
  readonly photoWithin_m?: number
  readonly limit: TimeLimit
  /** Stage the case goes back to when the check fails. */
  readonly onFail: string
}

/** Tells somebody higher when a task has used this share of its time (80 is amber, 100 red). */
export type Escalation = { readonly atPercent: number; readonly notify: string; readonly message: LocalText }

/** A small class of GB/T 30428.2 with its conditions and limit after GB/T 30428.8; the city may change the limit. */
export type CaseClass = {
  /** `0101` within the standard’s parts or events; unique in the domain with `kind`. */
  readonly code: string
  readonly kind: 'part' | 'event'
  readonly bigClass: LocalText
  readonly title: LocalText
  /** 立案条件. */
  readonly filing: LocalText
  /** 结案条件. */
  readonly closing: LocalText
  readonly limit: TimeLimit
  /** Duty item that answers for this class, for tasks with `itemByClass`. */
  readonly item?: string
}

/** A rule of evaluation: how many points a fact gives or costs the responsible unit when the case closes. */
export type AppraisalPoint = {
  readonly id: string
  readonly title: LocalText
  readonly when: 'in-time' | 'overdue' | 'returned' | 'escalated' | 'rated-good' | 'rated-bad'
  readonly points: number
}

/** A sub-field of a case type: the small classes that belong to it. */
export type CaseBoard = {
  readonly id: string
  readonly title: LocalText
  readonly classes: readonly string[]
}

/** How a kind of case is handled: stages, tasks, forms, limits, exits, check, evaluation, messages. */
export type CaseType = {
  readonly id: string
  /** Of a type the city wrote or changed itself; a declared one has none. */
  readonly version?: number
  readonly title: LocalText
  readonly description?: LocalText
  /** Event types that open such a case from a level on, beside those that declare it; for types of the city. */
  readonly opensFor?: readonly { readonly eventType: string; readonly minLevel: Level }[]
  /** Letters of the case number: `FK` gives `FK-20250601-0001`. */
  readonly numberPrefix: string
  /** It is about no place in the city; who opens it need not say where. */
  readonly hasNoPlace?: boolean
  readonly stages: readonly Stage[]
  readonly check?: CaseCheck
  /** Limit for the case as a whole, from opening to closing. */
  readonly limit: TimeLimit
  readonly escalation: readonly Escalation[]
  /** Small classes a case of this type may have; a case of kind `part` needs the code of its part. */
  readonly classes?: readonly CaseClass[]
  /** Sub-fields of its small classes that have a board of their own; a class may be on one board only. */
  readonly boards?: readonly CaseBoard[]
  /** Adds the evaluation (综合评价) as last stage shown, with the points of `appraisal`. */
  readonly evaluates?: boolean
  readonly appraisal: readonly AppraisalPoint[]
}
