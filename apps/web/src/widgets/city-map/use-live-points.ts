import { getLiveFeatures, type Layer } from '@civitas/sdk'
import type { Palette } from '@civitas/ui'
import type { Map as MapLibre } from 'maplibre-gl'
import { type RefObject, useEffect, useRef } from 'react'
import { client } from '../../app/client.ts'
import { addLivePoints, type LiveCollection, type LivePoints, type ShownValue } from './live-points.ts'

export interface LivePointsOptions {
  map: MapLibre | null
  layers: (Layer & { entityType: string })[]
  /** What each layer writes beside its points, by layer id. */
  values: Map<string, ShownValue> | undefined
  palette: Palette
  scale: number
  /** Called after the points of a register are on the map. */
  onLoaded?: (points: LivePoints, layer: Layer) => void
}

/** Puts each live register on the map and takes it off again; the answered list is what is on it now. */
export function useLivePoints(options: LivePointsOptions): RefObject<LivePoints[]> {
  const { map, layers, values, palette, scale } = options
  const current = useRef<LivePoints[]>([])
  const loaded = useRef(options.onLoaded)
  useEffect(() => {
    loaded.current = options.onLoaded
  })
  useEffect(() => {
    if (!map || !values) return
    const leaving = new AbortController()
    const made = layers.map((layer) => {
      const value = values.get(layer.id) ?? { property: null, unitLabel: '' }
      const points = addLivePoints(map, { layer, palette, scale, value })
      void readFeatures(layer.entityType, leaving.signal)
        .then((collection) => {
          if (leaving.signal.aborted) return
          points.setFeatures(collection)
          loaded.current?.(points, layer)
        })
        .catch((error: unknown) => {
          if (!leaving.signal.aborted)
            console.warn(`live points of ${layer.entityType} could not be read`, error)
        })
      return points
    })
    current.current = made
    return () => {
      leaving.abort()
      current.current = []
      if (map.style) for (const points of made) points.remove()
    }
  }, [map, layers, values, palette, scale])
  return current
}

async function readFeatures(type: string, signal: AbortSignal): Promise<LiveCollection> {
  const answer = await client.call(getLiveFeatures, { query: { type, limit: 20_000 }, signal })
  return answer as unknown as LiveCollection
}
