import { Loading, useTexts } from '@civitas/ui'
import { lazy, Suspense } from 'react'
import type { Position } from '../place/lazy-place-map.tsx'
import { projectTexts } from './projects.texts.ts'

const PolygonMap = lazy(() => import('../place/polygon-map.tsx').then((m) => ({ default: m.PolygonMap })))

/** The corners of the first ring of a red line. */
export function cornersOf(parcel: GeoJSON.Geometry): Position[] {
  const ring =
    parcel.type === 'Polygon'
      ? parcel.coordinates[0]
      : parcel.type === 'MultiPolygon'
        ? parcel.coordinates[0]?.[0]
        : undefined
  return (ring ?? []).slice(0, -1).map(([lon = 0, lat = 0]) => [lon, lat])
}

/** A red line on the map of the city; it grows by clicks when `onAdd` is given. It fills its parent. */
export function ParcelMap({ corners, onAdd }: { corners: Position[]; onAdd?: (corner: Position) => void }) {
  const texts = useTexts(projectTexts)
  return (
    <Suspense fallback={<Loading />}>
      <PolygonMap label={texts.map} corners={corners} onAdd={onAdd} zoom={16} />
    </Suspense>
  )
}
