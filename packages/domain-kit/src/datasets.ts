import type { Classification } from './fields.ts'
import type { LocalText } from './text.ts'

/** Data shared with others: a catalogue entry over a register, a datastream or an indicator. Carried out later. */
export type Dataset = {
  readonly id: string
  readonly title: LocalText
  readonly description: LocalText
  readonly of:
    | { readonly kind: 'entities'; readonly entityType: string }
    | { readonly kind: 'observations'; readonly thingType: string; readonly datastreams: readonly string[] }
    | { readonly kind: 'indicator'; readonly indicator: string }
  readonly classification: Classification
  readonly sharing: 'open' | 'unconditional' | 'conditional' | 'none'
  readonly updated: 'live' | 'hour' | 'day' | 'month' | 'year'
  readonly licence?: string
}
