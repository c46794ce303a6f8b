import type { LocalText } from './text.ts'

/** 材料 of a service item; the same `code` in several items is the same thing. */
export type ServiceMaterial = {
  readonly code: string
  readonly title: string
  /** Who issues it. */
  readonly source: string
  readonly form: 'original' | 'copy' | 'electronic'
  readonly copies: number
  /** Type of the licence that stands in for it. */
  readonly licenceType: string | null
  /** Fact that stands in for it: `subject.number`. */
  readonly dataCheck: string | null
}

/** A question of the form of an item. `when` is FEEL over the answers and facts, `prefill` says where a value comes from. */
export type ServiceField = {
  readonly name: string
  readonly title: string
  readonly type:
    | 'text'
    | 'long'
    | 'number'
    | 'integer'
    | 'date'
    | 'choice'
    | 'boolean'
    | 'phone'
    | 'division'
    /** 经营范围: phrases of the catalogue of business scopes, joined by `；`. */
    | 'scopes'
    | 'rows'
  readonly required: boolean
  readonly hint?: string
  readonly unit?: string
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly prefill?: string
  readonly when?: string
  readonly columns?: readonly { readonly name: string; readonly title: string; readonly required: boolean }[]
}

/** A question that comes before the form and prunes it. */
export type GuidedQuestion = {
  readonly id: string
  readonly ask: string
  readonly type: 'choice' | 'boolean' | 'number'
  readonly choices?: readonly string[]
  readonly hint?: string
  readonly when?: string
}

/** DMN decision table over the answers; entries are FEEL. Outputs `apply` (boolean) and `advice` end the way. */
export type GuidedTable = {
  readonly hitPolicy: 'UNIQUE' | 'FIRST' | 'ANY' | 'PRIORITY' | 'COLLECT' | 'RULE ORDER' | 'OUTPUT ORDER'
  readonly inputs: readonly { readonly title?: string; readonly expression: string }[]
  readonly outputs: readonly { readonly name: string }[]
  readonly rules: readonly { readonly inputs: readonly string[]; readonly outputs: readonly string[] }[]
}

/** A step of handling after acceptance, done by an organisation named as the city names it. */
export type HandlingStep = {
  readonly id: string
  readonly title: string
  readonly kind: 'review' | 'joint' | 'survey' | 'hearing' | 'test' | 'expert' | 'publicity'
  readonly organisation: string
  /** Working days. */
  readonly days: number
  readonly suspends: boolean
  readonly after?: readonly string[]
  readonly silenceConsents?: boolean
  readonly when?: string
}

/** 政务服务事项: something a citizen or firm can apply for, with all its guide says and its handling needs. */
export type ServiceItem = {
  readonly id: string
  readonly title: LocalText
  /** 基本编码 of the national basic list; items of one code have the same name, kind and basis at each level. */
  readonly basicCode: string
  readonly kind:
    | ('licence' | 'penalty' | 'coercion' | 'levy' | 'grant' | 'inspection' | 'confirmation' | 'award')
    | ('ruling' | 'other' | 'public-service')
  readonly level: 'city' | 'county' | 'town' | 'village'
  readonly variant: string
  readonly organisation: string
  readonly owner?: string
  readonly basis: readonly { readonly law: string; readonly article: string }[]
  readonly applicants: readonly ('person' | 'organisation')[]
  readonly conditions: string
  readonly materials: readonly (ServiceMaterial & {
    readonly required: boolean
    /** May not be made up later. */
    readonly core: boolean
    readonly when?: string
  })[]
  readonly promisedDays: number
  readonly statutoryDays: number
  readonly fee: {
    readonly fen: number
    readonly title: string
    readonly basis: string
    readonly beforeDecision: boolean
  }
  readonly questions: readonly GuidedQuestion[]
  readonly decision: GuidedTable | null
  readonly fields: readonly ServiceField[]
  readonly steps: readonly HandlingStep[]
  readonly result: {
    readonly licenceType: string
    readonly title: string
    readonly validMonths?: number
  } | null
  readonly channels: { readonly consult: string; readonly complain: string }
  /** 一窗 class. */
  readonly window: string
  /** Situations of life. */
  readonly scenes: readonly string[]
  /** Everyday words by which it is found. */
  readonly words: readonly string[]
  readonly online: number
  readonly visits: number
  readonly acceptedAt: readonly ('city' | 'county' | 'town' | 'village')[]
  readonly commitment: {
    readonly duties: string
    readonly check: string
    readonly consequence: string
    readonly checkDays: number
  } | null
  readonly tolerance: {
    readonly days: number
    readonly waits: 'decision' | 'delivery'
    readonly late: 'return' | 'withdraw'
  } | null
  readonly supervisor: string
  readonly onLedger: boolean
  /** What handing in asks of a registry, and granting writes into it. */
  readonly register?:
    | 'estate-check'
    | 'estate-transfer'
    | 'firm-start'
    | 'firm-change'
    | 'firm-end'
    | 'road-opening'
  /** What has to be paid, computed from a field in yuan by the table of its series that is in force. */
  readonly charge?: { readonly series: string; readonly base: string; readonly title: string }
}

/** A decision table of rates in force from a day on; its outputs are `rate` and `rule`. */
export type RateTable = {
  readonly id: string
  readonly series: string
  readonly title: LocalText
  readonly basis: string
  readonly from: string
  readonly until?: string
  readonly table: GuidedTable
}

/** 一件事: several items asked for once, with one form, one list of materials and one way of handling. */
export type ServiceBundle = {
  readonly id: string
  readonly title: string
  readonly scope: string
  readonly flow: string
  readonly applicants: readonly ('person' | 'organisation')[]
  readonly scenes: readonly string[]
  readonly words: readonly string[]
  readonly questions: readonly GuidedQuestion[]
  readonly members: readonly {
    /** Id of a service item of the same domain, or a qualified one. */
    readonly item: string
    readonly after?: readonly string[]
    readonly when?: string
  }[]
  /** It is a stage of construction projects and not offered alone. */
  readonly within?: 'project'
  /** Its days and costs so far are public. */
  readonly publicFigures?: boolean
  /** Offices of the members look at the place together, so many working days after it was handed in. */
  readonly jointVisit?: { readonly title: string; readonly afterDays: number }
  /** Qualified ids of items people usually need next, once it is done. */
  readonly next?: readonly string[]
  /** How it was before, one by one. */
  readonly before: { readonly days: number; readonly materials: number; readonly visits: number }
}

/**
 * 经营范围规范表述: a phrase a firm registers its business by, with the items whose permit it needs before it may trade
 * (证照分离, 国务院令第 746 号第二十条).
 */
export type BusinessScope = {
  readonly id: string
  readonly phrase: string
  /** Section of GB/T 4754 it belongs to: `住宿和餐饮业`. */
  readonly industry: string
  /** Ids of service items; none where anybody registered may begin. */
  readonly permits: readonly string[]
}
