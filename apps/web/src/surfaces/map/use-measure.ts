import { useTheme } from '@civitas/ui'
import { distanceMetres, ringAreaSquareMetres } from '@civitas/ui/map/scale.ts'
import type { GeoJSONSource, Map as MapLibre, MapMouseEvent } from 'maplibre-gl'
import { useEffect, useState } from 'react'

export type MapTool = 'identify' | 'distance' | 'area'
type Point = [number, number]

const SOURCE = 'measure'

/** What was measured so far: metres along the line, or square metres inside the ring. */
export function measure(tool: MapTool | null, points: Point[]): number {
  if (tool === 'area') return points.length < 3 ? 0 : ringAreaSquareMetres(points)
  return points.slice(1).reduce((sum, point, index) => sum + distanceMetres(points[index] ?? point, point), 0)
}

/** Lets one click a line or ring on the map while a measuring tool is chosen. */
export function useMeasure(map: MapLibre | null, tool: MapTool | null) {
  const { palette } = useTheme()
  const [points, setPoints] = useState<Point[]>([])
  const active = tool === 'distance' || tool === 'area'
  useEffect(() => {
    if (!map || !active) return
    setPoints([])
    const add = (event: MapMouseEvent) =>
      setPoints((former) => [...former, [event.lngLat.lng, event.lngLat.lat]])
    map.doubleClickZoom.disable()
    map.on('click', add)
    map.getCanvas().style.cursor = 'crosshair'
    return () => {
      map.off('click', add)
      map.doubleClickZoom.enable()
      map.getCanvas().style.cursor = ''
      setPoints([])
    }
  }, [map, active])
  useEffect(() => {
    if (!map) return
    addMeasureLayers(map, palette.accent, palette.surface)
    map.getSource<GeoJSONSource>(SOURCE)?.setData(drawing(tool, points))
  }, [map, tool, points, palette])
  return { points, value: measure(tool, points), clear: () => setPoints([]) }
}

function addMeasureLayers(map: MapLibre, color: string, ring: string): void {
  if (map.getSource(SOURCE)) return
  map.addSource(SOURCE, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } })
  map.addLayer({
    id: 'measure-fill',
    type: 'fill',
    source: SOURCE,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': color, 'fill-opacity': 0.18 },
  })
  map.addLayer({
    id: 'measure-line',
    type: 'line',
    source: SOURCE,
    paint: { 'line-color': color, 'line-width': 2.5 },
  })
  map.addLayer({
    id: 'measure-point',
    type: 'circle',
    source: SOURCE,
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-color': color,
      'circle-radius': 4,
      'circle-stroke-color': ring,
      'circle-stroke-width': 2,
    },
  })
}

function drawing(tool: MapTool | null, points: Point[]): GeoJSON.FeatureCollection {
  const geometries: GeoJSON.Geometry[] = points.map((coordinates) => ({ type: 'Point', coordinates }))
  if (tool === 'area' && points.length > 2)
    geometries.unshift({ type: 'Polygon', coordinates: [[...points, points[0] as Point]] })
  else if (points.length > 1) geometries.unshift({ type: 'LineString', coordinates: points })
  return {
    type: 'FeatureCollection',
    features: geometries.map((geometry) => ({ type: 'Feature', geometry, properties: {} })),
  }
}
