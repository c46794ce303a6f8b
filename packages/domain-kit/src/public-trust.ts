import type { LocalText } from './text.ts'

/** A value a licence states. `extract` names the common term under which forms take it over (`name`, `address` …). */
export type LicenceField = {
  readonly id: string
  readonly title: string
  readonly kind: 'text' | 'date' | 'number'
  readonly required: boolean
}

/** A kind of licence of the catalogue (GB/T 36902-2018). */
export type LicenceType = {
  readonly id: string
  /** Serial of the type in the catalogue, three digits: the end of the type code (GB/T 36904-2018). */
  readonly serial: string
  readonly title: LocalText
  readonly holder: 'person' | 'organisation' | 'both'
  readonly level: 'national' | 'province' | 'city' | 'county'
  /** Short name of the kind of unit that issues it. */
  readonly issuer: string
  readonly basis: string
  /** Null: valid until it is revoked. */
  readonly validMonths: number | null
  readonly template: 'certificate' | 'permit' | 'card'
  /** Has to be confirmed every year. */
  readonly annualCheck: boolean
  /** Copies (副本) may be made. */
  readonly copies: boolean
  readonly fields: readonly LicenceField[]
}

/** A kind of fact a credit file may hold. Without a basis nothing is collected. */
export type CreditItem = {
  readonly id: string
  readonly title: LocalText
  readonly nature: 'good' | 'neutral' | 'bad'
  readonly subject: 'person' | 'organisation' | 'both'
  readonly category:
    | 'registration'
    | 'licence'
    | 'penalty'
    | 'inspection'
    | 'contract'
    | 'honour'
    | 'judgement'
    | 'commitment'
  readonly basis: string
  readonly disclosure: 'public' | 'authorised' | 'government'
  /** Months the fact counts and is kept in the file. */
  readonly retentionMonths: number
  /** Working days from the decision to the publication; null where none is set. */
  readonly reportDays: number | null
  /** Months it is public at least and at most; null: as long as it is kept. */
  readonly publicity: { readonly min: number; readonly max: number } | null
}

/** What follows from standing on a list. */
export type CreditMeasure = {
  readonly id: string
  readonly title: LocalText
  readonly list: 'serious' | 'attention' | 'red'
  readonly effect: 'refuse' | 'bar-commitment' | 'extra-check' | 'priority'
  /** Ids of service items it holds for; `*` holds for all. */
  readonly items: readonly string[]
  /** Law or document with its clause. */
  readonly basis: string
}

/** A published model of weights: points added or taken for facts of an item, and the grades that follow. */
export type CreditModel = {
  readonly id: string
  readonly version: number
  readonly title: LocalText
  readonly subject: 'person' | 'organisation'
  readonly base: number
  readonly lowest: number
  readonly highest: number
  /** Points of one fact; `most` bounds what an item may add or take in sum; `halfLifeMonths` lets old facts weigh less. */
  readonly weights: readonly {
    readonly item: string
    readonly points: number
    readonly most: number
    readonly halfLifeMonths?: number
  }[]
  /** From the highest; the first whose `from` is reached holds. `supervision` is the share of inspections drawn, percent. */
  readonly grades: readonly {
    readonly grade: 'A' | 'B' | 'C' | 'D'
    readonly from: number
    readonly supervision: number
    readonly visitsPerYear: number
  }[]
}
