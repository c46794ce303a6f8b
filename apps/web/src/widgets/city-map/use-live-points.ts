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
}

interface Shown {
  points: LivePoints
  leave: () => void
}

/** Puts each live register on the map and takes it off when it leaves `layers`; the answered list is what is on it now. */
export function useLivePoints({
  map,
  layers,
  values,
  palette,
  scale,
}: LivePointsOptions): RefObject<LivePoints[]> {
  const current = useRef<LivePoints[]>([])
  const shown = useRef(new Map<string, Shown>())
  useEffect(() => {
    if (!map || !values) return
    const held = shown.current
    const wanted = new Set(layers.map((layer) => layer.id))
    for (const [id, each] of held) {
      if (wanted.has(id)) continue
      each.leave()
      held.delete(id)
    }
    for (const layer of layers) {
      if (held.has(layer.id)) continue
      const value = values.get(layer.id) ?? { property: null, unitLabel: '' }
      held.set(
        layer.id,
        showRegister(map, layer.entityType, addLivePoints(map, { layer, palette, scale, value })),
      )
    }
    current.current = [...held.values()].map((each) => each.points)
  }, [map, layers, values, palette, scale])
  useEffect(() => {
    const held = shown.current
    return () => {
      if (map) for (const each of held.values()) each.leave()
      held.clear()
      current.current = []
    }
  }, [map])
  return current
}

/** Reads the points of a register and puts them on the map, unless it is taken off before. */
function showRegister(map: MapLibre, entityType: string, points: LivePoints): Shown {
  const leaving = new AbortController()
  client
    .call(getLiveFeatures, { query: { type: entityType, limit: 20_000 }, signal: leaving.signal })
    .then((answer) => {
      if (!leaving.signal.aborted) points.setFeatures(answer as unknown as LiveCollection)
    })
    .catch((error: unknown) => {
      if (!leaving.signal.aborted) console.warn(`live points of ${entityType} could not be read`, error)
    })
  return {
    points,
    leave: () => {
      leaving.abort()
      if (map.style) points.remove()
    },
  }
}
