import type { TObject } from 'typebox'
import type { Comparison } from './conditions.ts'
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

/**
 * How long something may take. `working` counts the working time of the city's calendar (工作时), `natural` every minute
 * (自然时, used for emergencies).
 */
export type TimeLimit = { readonly minutes: number; readonly clock: 'working' | 'natural' }

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
  readonly limit: TimeLimit
  /** Stage the case goes back to when the check fails. */
  readonly onFail: string
}

/** Tells somebody higher when a task has used this share of its time (80 is amber, 100 red). */
export type Escalation = { readonly atPercent: number; readonly notify: string; readonly message: LocalText }

/** A rule of appraisal: how many points a fact gives or costs the responsible unit. Carried out later. */
export type AppraisalPoint = {
  readonly id: string
  readonly title: LocalText
  readonly when: 'in-time' | 'overdue' | 'returned' | 'escalated' | 'rated-good' | 'rated-bad'
  readonly points: number
}

/**
 * How a kind of case is handled. Carried out today: stages, tasks, forms, photos, limits, exits, check.
 * Later: escalation messages, appraisal.
 */
export type CaseType = {
  readonly id: string
  readonly title: LocalText
  readonly description?: LocalText
  /** Letters of the case number: `FK` gives `FK-20250601-0001`. */
  readonly numberPrefix: string
  readonly stages: readonly Stage[]
  readonly check?: CaseCheck
  /** Limit for the case as a whole, from opening to closing. */
  readonly limit: TimeLimit
  readonly escalation: readonly Escalation[]
  readonly appraisal: readonly AppraisalPoint[]
}
