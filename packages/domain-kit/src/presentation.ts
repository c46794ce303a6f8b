import type { Where } from './conditions.ts'
import type { Window } from './durations.ts'
import type { LocalText } from './text.ts'

/** What decides the colour of a feature on the map. */
export type ColorBy =
  | {
      readonly by: 'attribute'
      readonly attribute: string
      readonly colors: Readonly<Record<string, string>>
    }
  /** Steps ascending; a value below the first step has the layer's colour. */
  | {
      readonly by: 'datastream'
      readonly thingType: string
      readonly datastream: string
      readonly steps: readonly { readonly from: number; readonly color: string; readonly title: LocalText }[]
    }
  /** The level of the worst open event about the entity; the layer's colour when there is none. */
  | { readonly by: 'event-level' }

/** A map layer over a register. Carried out today. */
export type Layer = {
  readonly id: string
  readonly title: LocalText
  readonly entityType: string
  readonly where?: Where
  readonly style: {
    readonly kind: 'circle' | 'icon' | 'line' | 'fill' | 'extrusion'
    /** `#rrggbb`. */
    readonly color: string
    readonly colorBy?: ColorBy
    /** Radius of a circle or width of a line, in pixels. */
    readonly size?: number
    readonly opacity?: number
    readonly icon?: string
    /** Attribute in metres that gives the height of an extrusion. */
    readonly heightAttribute?: string
    /** Attribute written beside the feature. */
    readonly labelAttribute?: string
  }
  readonly minZoom: number
  readonly maxZoom?: number
  /** Shown when the map opens. */
  readonly visible: boolean
  /** Drawing order, low first. */
  readonly order: number
  readonly group: 'base' | 'facility' | 'sensing' | 'event'
}

/** One card of a dashboard; `width` counts columns of the 24-column grid. */
export type Card = { readonly title?: LocalText; readonly width?: number } & (
  | {
      readonly kind: 'indicator'
      readonly indicator: string
      readonly display: 'number' | 'trend' | 'by-division'
    }
  | { readonly kind: 'events'; readonly eventTypes: readonly string[]; readonly limit: number }
  | { readonly kind: 'cases'; readonly caseTypes: readonly string[]; readonly limit: number }
  | { readonly kind: 'entities'; readonly entityType: string; readonly where?: Where; readonly limit: number }
  | {
      readonly kind: 'series'
      readonly thingType: string
      readonly datastream: string
      readonly window: Window
      /** How many Things, those with the highest latest value first; at most seven. */
      readonly limit: number
    }
  | { readonly kind: 'map'; readonly layers: readonly string[] }
)

/** A page of cards. Carried out today on `screen` and `console`. */
export type Dashboard = {
  readonly id: string
  readonly title: LocalText
  readonly audience: 'leader' | 'department' | 'public'
  readonly cards: readonly Card[]
}

/** A printed report made on a schedule. Carried out later. */
export type Report = {
  readonly id: string
  readonly title: LocalText
  readonly every: 'day' | 'week' | 'month' | 'year'
  readonly sections: readonly {
    readonly title: LocalText
    readonly indicators: readonly string[]
    readonly text?: LocalText
  }[]
}
