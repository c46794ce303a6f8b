import type { TObject } from 'typebox'
import type { Classification } from './fields.ts'
import type { LocalText } from './text.ts'

/**
 * The shape kept for an entity; `none` for things without a place (a firm, a contract). The Multi form is accepted too, and a
 * Point wherever the exact shape is not known.
 */
export type Geometry = 'Point' | 'LineString' | 'Polygon' | 'none'

/** A link from an entity to another one; stored once, readable from both ends. */
export type Relation = {
  readonly id: string
  readonly title: LocalText
  /** Entity type at the other end, short or qualified. */
  readonly to: string
  /** At most one target when true (a gauge stands at one road). */
  readonly single?: boolean
}

/**
 * A register: one row per real thing of this kind. Carried out today: create, read, list, search, relate, history,
 * geometry, list and detail pages, a permission of its own. Later: import and export templates, catalogue entry.
 */
export type EntityType = {
  readonly id: string
  readonly title: LocalText
  readonly description?: LocalText
  /** Attributes, made with `attributes({...})` and the field helpers. `name` (text) is part of every type. */
  readonly schema: TObject
  /** The city's own number of an entity; `pattern` is a regular expression the number must match. */
  readonly reference: { readonly pattern?: string; readonly description: LocalText }
  readonly geometry: Geometry
  readonly relations?: readonly Relation[]
  readonly classification: Classification
  /** Attributes full-text search reads, beside `name` and the reference. */
  readonly searchFields: readonly string[]
  /** Attributes shown as list columns, in order, after name and division. */
  readonly listColumns: readonly string[]
  /** Name of an icon of `packages/ui`. */
  readonly icon: string
  /** `#rrggbb`, used on maps and marks. */
  readonly color: string
  /** The permission without which rows are out of sight, beyond `entities.read`; also needed to write them. */
  readonly permissions?: { readonly read?: readonly [string] }
  /** GB/T 30428.2 class codes (大类, 小类) of a city part, when it is one; no 小类 where an attribute tells it. */
  readonly partClass?: {
    readonly major: string
    readonly minor?: string
    readonly title: LocalText
    /** Classes of four digits the register keeps, each with the attributes that say so; `*` keeps what no other keeps. */
    readonly classes?: Readonly<Record<string, Readonly<Record<string, string>>>>
  }
  /** The base database its rows belong to, as departments call it: 人口库. What it holds is not asked again. */
  readonly database?: LocalText
}
