import type { Layer } from '@civitas/sdk'
import { Button, ThemeRoot, useTexts } from '@civitas/ui'
import { MapFoot, MapTools } from '@civitas/ui/map/map-tools.tsx'
import type { GeoJSONSource, Map as MapLibre, MapMouseEvent } from 'maplibre-gl'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { AccountMenu } from '../../app/account-menu.tsx'
import { TimeWindowPicker } from '../../app/time-window-picker.tsx'
import { WarBanner } from '../../app/war-banner.tsx'
import { raiseBuildings } from '../../widgets/city-map/base-style.ts'
import { CityMap } from '../../widgets/city-map/city-map.tsx'
import { type Catalogue, useCatalogue } from '../../widgets/city-map/use-city-map.ts'
import { EntityPanel } from './entity-panel.tsx'
import { LayerTree } from './layer-tree.tsx'
import styles from './map.module.css'
import { mapTexts } from './map.texts.ts'
import { isLayerOn, parseLayers, parseView, switchLayer, writeView } from './map-link.ts'
import { MapSearch, type SearchHit } from './map-search.tsx'
import { ToolBar } from './tool-bar.tsx'
import { pickAt, useMapLayers } from './use-map-layers.ts'
import type { MapTool } from './use-measure.ts'

/** The analyst’s map. */
export function MapPage() {
  return (
    <ThemeRoot theme="light">
      <AnalystMap />
    </ThemeRoot>
  )
}

/** A parameter of the page’s address; setting null takes it away. */
function useLink() {
  const [parameters, setParameters] = useSearchParams()
  const change = useCallback(
    (name: string, value: string | null) => {
      // The address itself, not what was last rendered: a flight that ends before the page has drawn would write over
      // the selection that began it.
      const next = new URLSearchParams(window.location.search)
      if (value) next.set(name, value)
      else next.delete(name)
      setParameters(next, { replace: true })
    },
    [setParameters],
  )
  return { parameters, change }
}

function AnalystMap() {
  const texts = useTexts(mapTexts)
  const { parameters, change } = useLink()
  const catalogue = useCatalogue()
  const [map, setMap] = useState<MapLibre | null>(null)
  const [tool, setTool] = useState<MapTool | null>(null)
  const [hasTree, setTree] = useState(() => window.innerWidth > 900)
  const [zoom, setZoom] = useState(10)
  const layerText = parameters.get('layers')
  const choice = useMemo(() => parseLayers(layerText), [layerText])
  const isOn = useCallback((layer: Layer) => isLayerOn(choice, layer), [choice])
  const selected = parameters.get('select')
  useMapLayers(map, catalogue.data, isOn)
  useViewInLink(map, change, setZoom)
  useSelection(map, tool, change)
  const go = (hit: SearchHit) => {
    if (hit.center) map?.flyTo({ center: hit.center, zoom: hit.zoom })
    if (hit.entityId) change('select', hit.entityId)
  }
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <Link to="/" className={styles.brand} title={texts.home}>
          <img src="/civitas.svg" alt="" />
          <h1>{texts.title}</h1>
        </Link>
        <MapSearch onChoose={go} />
        <div className={styles.side}>
          <WarBanner />
          <TimeWindowPicker />
          <AccountMenu />
        </div>
      </header>
      <main className={`${styles.main} ${selected ? styles.withPanel : ''}`}>
        <CityMap
          label={texts.mapLabel}
          view={(known) => parseView(parameters.get('c')) ?? { center: middle(known), zoom: 10 }}
          onReady={(ready, known) => {
            if (!parameters.get('c')) ready.fitBounds(known.bounds, { padding: 40, duration: 0 })
            setZoom(ready.getZoom())
            setMap(ready)
            return () => setMap(null)
          }}
        />
        {map ? (
          <>
            <MapTools map={map} />
            <MapFoot map={map} attribution={catalogue.data?.attribution ?? ''} />
            <ToolBar map={map} tool={tool} onTool={setTool} />
          </>
        ) : null}
        <aside className={styles.tree} aria-label={texts.layers}>
          <Button kind="plain" size="small" aria-expanded={hasTree} onClick={() => setTree(!hasTree)}>
            {hasTree ? texts.hideLayers : texts.showLayers}
          </Button>
          {hasTree && catalogue.data ? (
            <LayerTree
              layers={catalogue.data.layers}
              isOn={isOn}
              zoom={zoom}
              onSwitch={(layer, visible) =>
                change('layers', switchLayer(layerText, layer.id, visible, layer.visible))
              }
            />
          ) : null}
        </aside>
        {selected ? (
          <aside className={styles.panel}>
            <EntityPanel
              key={selected}
              id={selected}
              onClose={() => change('select', null)}
              onZoom={(center) => map?.flyTo({ center, zoom: Math.max(16, map.getZoom()) })}
              onSelect={(id) => change('select', id)}
            />
          </aside>
        ) : null}
      </main>
    </div>
  )
}

function middle({ bounds: [west, south, east, north] }: Catalogue): [number, number] {
  return [(west + east) / 2, (south + north) / 2]
}

type Change = (name: string, value: string | null) => void

/** Writes where the map looks into the address after each move. */
function useViewInLink(map: MapLibre | null, change: Change, onZoom: (zoom: number) => void): void {
  useEffect(() => {
    if (!map) return
    const write = () => {
      const { lng, lat } = map.getCenter()
      const view = { center: [lng, lat] as [number, number], zoom: map.getZoom() }
      change('c', writeView({ ...view, bearing: map.getBearing(), pitch: map.getPitch() }))
      raiseBuildings(map, map.getPitch() > 15)
      onZoom(view.zoom)
    }
    map.on('moveend', write)
    return () => {
      map.off('moveend', write)
    }
  }, [map, change, onZoom])
}

/** Opens the entity one clicks, or the cluster. */
function useSelection(map: MapLibre | null, tool: MapTool | null, change: Change): void {
  useEffect(() => {
    if (!map || tool) return
    const click = (event: MapMouseEvent) => {
      const hit = pickAt(map, event.point)
      if (hit?.kind === 'entity') change('select', hit.id)
      if (hit?.kind === 'cluster') void openCluster(map, hit)
    }
    const hover = (event: MapMouseEvent) => {
      map.getCanvas().style.cursor = pickAt(map, event.point) ? 'pointer' : ''
    }
    map.on('click', click)
    map.on('mousemove', hover)
    return () => {
      map.off('click', click)
      map.off('mousemove', hover)
    }
  }, [map, tool, change])
}

async function openCluster(
  map: MapLibre,
  hit: { source: string; clusterId: number; center: [number, number] },
): Promise<void> {
  const source = map.getSource<GeoJSONSource>(hit.source)
  const zoom = await source?.getClusterExpansionZoom(hit.clusterId)
  if (zoom !== undefined) map.easeTo({ center: hit.center, zoom: zoom + 0.2 })
}
