import type { DomainRegistry, Layer } from '@civitas/domain-kit'

/** One source layer of the base tiles: a register drawn as it is, or as the points that stand for it. */
export interface SourceLayer {
  readonly name: string
  readonly entityType: string
  readonly minZoom: number
  /** Attributes that travel with each feature, beside its name. */
  readonly properties: readonly string[]
  /** From this zoom on a feature carries id and reference, so that it can be opened. */
  readonly idsFrom: number
  readonly asPoint?: boolean
  /** Values all its features share. */
  readonly fixed?: Readonly<Record<string, string>>
  /** Zoom from which a feature appears, by the value of an attribute; `minZoom` for any other value. */
  readonly zoomBy?: { readonly attribute: string; readonly zooms: Readonly<Record<string, number>> }
}

type Drawn = Partial<Omit<SourceLayer, 'name' | 'entityType'>>

/** How the base registers are drawn, where it differs from what their layer declares. */
const base: Readonly<Record<string, Drawn>> = {
  water: { properties: ['kind'], idsFrom: 12 },
  road: {
    properties: ['class', 'lanes'],
    minZoom: 12,
    idsFrom: 14,
    zoomBy: {
      attribute: 'class',
      zooms: { motorway: 6, expressway: 7, arterial: 8, 'county-road': 10, secondary: 11, local: 12 },
    },
  },
  railway: { idsFrom: 12 },
  building: { properties: ['height_m', 'floors', 'usage'], idsFrom: 15 },
  park: { idsFrom: 12 },
  school: { minZoom: 13 },
  underpass: { minZoom: 12 },
  'low-road': { minZoom: 12 },
  'pump-station': { minZoom: 12 },
  'message-screen': { minZoom: 13 },
  barrier: { minZoom: 13 },
  manhole: { minZoom: 15 },
  'street-lamp': { minZoom: 15 },
}

/** Registers whose entities are also points with a name, in the source layer `place`. */
const places = ['hospital', 'school', 'office'] as const

/** Registers drawn though no layer of a domain names them. */
const unlisted: readonly SourceLayer[] = [
  ...places.map(
    (type): SourceLayer => ({
      name: 'place',
      entityType: `city-base.${type}`,
      minZoom: type === 'hospital' ? 12 : 13,
      properties: ['kind'],
      idsFrom: 0,
      asPoint: true,
      fixed: { type },
    }),
  ),
  {
    name: 'railway-station',
    entityType: 'city-base.railway-station',
    minZoom: 10,
    properties: [],
    idsFrom: 0,
  },
]

/** Whether entities of a type have readings, so that they are drawn live and not in the base tiles. */
export function isLive(domains: DomainRegistry, entityType: string): boolean {
  return domains.listThingTypesOf(entityType).length > 0
}

/** Name of a register in the tiles: short for the base registers, whole for those of other domains. */
export function sourceLayerOf(entityType: string): string {
  return entityType.startsWith('city-base.') ? entityType.slice('city-base.'.length) : entityType
}

/** Every source layer of the base tiles, from what the domains declare. */
export function planSourceLayers(domains: DomainRegistry): SourceLayer[] {
  const declared = domains.list('layers').filter((layer) => !isLive(domains, layer.entityType))
  const planned = new Map<string, SourceLayer>()
  for (const layer of declared) {
    const known = planned.get(layer.entityType)
    planned.set(layer.entityType, known ? unite(known, layer) : toSourceLayer(layer))
  }
  const more = unlisted.filter((one) => domains.findEntityType(one.entityType) && !planned.has(one.name))
  return [...planned.values(), ...more]
}

/** What anybody may see, with the attributes that draw it: ground that every street map shows, and nothing to open. */
const publicGround: Readonly<Record<string, readonly string[]>> = {
  ...{ water: ['kind'], road: ['class'], railway: [], park: [], building: [], place: ['kind'] },
}

/** The source layers of the public base map. */
export function planPublicLayers(domains: DomainRegistry): SourceLayer[] {
  return planSourceLayers(domains).flatMap((layer) => {
    const properties = publicGround[layer.name]
    return properties ? [{ ...layer, properties, idsFrom: Number.POSITIVE_INFINITY }] : []
  })
}

function toSourceLayer(layer: Layer): SourceLayer {
  const name = sourceLayerOf(layer.entityType)
  return {
    name,
    entityType: layer.entityType,
    minZoom: layer.minZoom,
    idsFrom: 0,
    ...base[name],
    properties: [...new Set([...(base[name]?.properties ?? []), ...styledAttributes(layer)])],
  }
}

/** Two layers over one register share its source layer. */
function unite(known: SourceLayer, layer: Layer): SourceLayer {
  return {
    ...known,
    minZoom: Math.min(known.minZoom, layer.minZoom),
    properties: [...new Set([...known.properties, ...styledAttributes(layer)])],
  }
}

function styledAttributes({ style, where }: Layer): string[] {
  const { colorBy, heightAttribute, labelAttribute } = style
  const named = [heightAttribute, labelAttribute, ...Object.keys(where ?? {})]
  if (colorBy?.by === 'attribute') named.push(colorBy.attribute)
  return named.filter((name) => name !== undefined && name !== 'name') as string[]
}

/** The first zoom at which anything of a source layer is drawn. */
export function firstZoom(layer: SourceLayer): number {
  return Math.min(layer.minZoom, ...Object.values(layer.zoomBy?.zooms ?? {}))
}

/** Levels of division borders drawn at a zoom: districts always, towns from 9, communities from 11, grids from 13. */
export function lowestDivisionLevel(zoom: number): number {
  if (zoom >= 13) return 5
  if (zoom >= 11) return 4
  return zoom >= 9 ? 3 : 2
}
