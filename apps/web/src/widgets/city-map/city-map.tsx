import type { Layer } from '@civitas/sdk'
import { Loading, useTheme } from '@civitas/ui'
import { MapCanvas, type MapView } from '@civitas/ui/map/map-canvas.tsx'
import { addLevelIcons } from '@civitas/ui/map/map-icons.ts'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import type { ReactNode } from 'react'
import { ProblemView } from '../../app/problem-view.tsx'
import { useMe } from '../../app/require-session.tsx'
import { baseStyle } from './base-style.ts'
import {
  type Catalogue,
  readDivisionLabels,
  tilesUrl,
  useBaseMap,
  useCatalogue,
  useIsPublicMap,
  withToken,
} from './use-city-map.ts'

export interface CityMapProps {
  label: string
  /** Where to look first, from the catalogue’s bounds. */
  view: (catalogue: Catalogue) => MapView
  /** Root font size ÷ 16. */
  scale?: number
  /** Buildings stand up from the start. */
  raised?: boolean
  // biome-ignore lint/suspicious/noConfusingVoidType: the shape of a React effect
  onReady: (map: MapLibre, catalogue: Catalogue) => void | (() => void)
  children?: ReactNode
}

/** The map of the city with its base, labels and level icons; layers upon it are added in `onReady`. */
export function CityMap({ label, view, scale = 1, raised = false, onReady, children }: CityMapProps) {
  const { palette } = useTheme()
  const isPublic = useIsPublicMap()
  const layers = useCatalogue(isPublic === false)
  const base = useBaseMap(isPublic === true)
  const catalogue = isPublic ? base : layers
  // Firms and citizens see the ground without the names of divisions, which are of the staff’s register.
  const isNamed = useMe()?.permissions.includes('territory.read') ?? false
  if (catalogue.isError)
    return <ProblemView error={catalogue.error} onRetry={() => void catalogue.refetch()} />
  if (!catalogue.data) return <Loading />
  const known = catalogue.data
  return (
    <MapCanvas
      label={label}
      style={baseStyle({ palette, tilesUrl: tilesUrl(isPublic), scale, raised })}
      view={view(known)}
      maxBounds={widen(known.bounds)}
      transformRequest={withToken}
      onReady={(map) => {
        addLevelIcons(map, palette)
        if (isNamed) void nameDivisions(map)
        return onReady(map, known)
      }}
    >
      {children}
    </MapCanvas>
  )
}

async function nameDivisions(map: MapLibre): Promise<void> {
  try {
    const labels = await readDivisionLabels()
    map.getSource<GeoJSONSource>('divisions')?.setData(labels)
  } catch (error) {
    console.warn('division names could not be read', error)
  }
}

/** Room around the city, so that its edge can be in the middle of the page. */
function widen([west, south, east, north]: Catalogue['bounds']): Catalogue['bounds'] {
  const lon = (east - west) * 0.6
  const lat = (north - south) * 0.6
  return [west - lon, south - lat, east + lon, north + lat]
}

/** The layers of the catalogue whose features carry live values. */
export function liveLayers(catalogue: Catalogue): (Layer & { entityType: string })[] {
  return catalogue.layers.filter(
    (layer): layer is Layer & { entityType: string } =>
      layer.tileSet === 'live' && layer.entityType !== null && layer.geometry === 'Point',
  )
}
