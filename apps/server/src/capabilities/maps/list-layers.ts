import type { Layer } from '@civitas/contract'
import type { Layer as DeclaredLayer, DomainRegistry } from '@civitas/domain-kit'
import { firstZoom, isLive, planSourceLayers, sourceLayerOf } from './city-tiles/cartography.ts'

const groups: Record<DeclaredLayer['group'], Layer['group']> = {
  base: { zh: '基础地理', en: 'Base map' },
  facility: { zh: '城市设施', en: 'Facilities' },
  sensing: { zh: '物联感知', en: 'Sensing' },
  event: { zh: '城市事件', en: 'Events' },
}

/** The division borders, which no domain owns. */
const divisions: Layer = {
  id: 'territory.division',
  domain: 'territory',
  title: { zh: '行政区划与网格', en: 'Divisions and grids' },
  group: groups.base,
  entityType: null,
  geometry: 'Polygon',
  sourceLayer: 'division',
  tileSet: 'city',
  color: '#7a869a',
  icon: 'border',
  visible: true,
  minZoom: 6,
  valueProperty: null,
  stops: [],
}

/** The layer catalogue: what the domains declare, in drawing order, and the borders. */
export function listLayers(domains: DomainRegistry): Layer[] {
  const zooms = new Map(planSourceLayers(domains).map((layer) => [layer.name, firstZoom(layer)]))
  const declared = [...domains.list('layers')].sort((a, b) => a.order - b.order)
  return [divisions, ...declared.map((layer) => toLayer(domains, layer, zooms))]
}

function toLayer(domains: DomainRegistry, layer: DeclaredLayer, zooms: ReadonlyMap<string, number>): Layer {
  const type = domains.findEntityType(layer.entityType)
  const live = isLive(domains, layer.entityType)
  const sourceLayer = live ? layer.entityType : sourceLayerOf(layer.entityType)
  const { colorBy } = layer.style
  return {
    id: layer.id,
    domain: layer.id.split('.')[0] as string,
    title: layer.title,
    group: groups[layer.group],
    entityType: layer.entityType,
    geometry: type?.geometry ?? 'Point',
    sourceLayer,
    tileSet: live ? 'live' : 'city',
    color: layer.style.color,
    icon: layer.style.icon ?? type?.icon ?? 'pin',
    visible: layer.visible,
    minZoom: live ? layer.minZoom : Math.max(layer.minZoom, zooms.get(sourceLayer) ?? 0),
    valueProperty: colorBy?.by === 'datastream' ? colorBy.datastream : null,
    stops:
      colorBy?.by === 'datastream'
        ? colorBy.steps.map((step) => ({ value: step.from, color: step.color, label: step.title }))
        : [],
  }
}
