import type { Layer } from '@civitas/sdk'
import { EmptyState, LevelTag, levels, type MapPalette, usePick, useTexts, useTheme } from '@civitas/ui'
import styles from './map.module.css'
import { mapTexts } from './map.texts.ts'

interface LayerTreeProps {
  layers: Layer[]
  isOn: (layer: Layer) => boolean
  onSwitch: (layer: Layer, visible: boolean) => void
  zoom: number
}

/** Layers by group, each with its legend in words. */
export function LayerTree({ layers, isOn, onSwitch, zoom }: LayerTreeProps) {
  const pick = usePick()
  const texts = useTexts(mapTexts)
  const groups = groupLayers(layers, (layer) => pick(layer.group))
  if (layers.length === 0) return <EmptyState title={texts.noLayers} />
  return (
    <>
      {[...groups].map(([name, members]) => (
        <fieldset key={name} className={styles.group}>
          <legend>{name}</legend>
          {members.map((layer) => (
            <LayerLine key={layer.id} layer={layer} on={isOn(layer)} onSwitch={onSwitch} zoom={zoom} />
          ))}
        </fieldset>
      ))}
      <fieldset className={styles.group}>
        <legend>{texts.levelsLegend}</legend>
        <div className={styles.levels}>
          {levels.map((level) => (
            <LevelTag key={level} level={level} long />
          ))}
        </div>
      </fieldset>
    </>
  )
}

function groupLayers(layers: Layer[], nameOf: (layer: Layer) => string): Map<string, Layer[]> {
  const groups = new Map<string, Layer[]>()
  for (const layer of layers) groups.set(nameOf(layer), [...(groups.get(nameOf(layer)) ?? []), layer])
  return groups
}

interface LayerLineProps {
  layer: Layer
  on: boolean
  zoom: number
  onSwitch: LayerTreeProps['onSwitch']
}

function LayerLine({ layer, on, onSwitch, zoom }: LayerLineProps) {
  const pick = usePick()
  const { palette } = useTheme()
  const texts = useTexts(mapTexts)
  const stops = [...layer.stops].sort((a, b) => a.value - b.value)
  return (
    <div>
      <label className={styles.layer}>
        <input type="checkbox" checked={on} onChange={(event) => onSwitch(layer, event.target.checked)} />
        <Swatch color={baseColor(layer, palette.map) ?? layer.color} shape={layer.geometry} />
        <span>{pick(layer.title)}</span>
        {on && zoom < layer.minZoom && layer.tileSet === 'city' ? (
          <small>{texts.fromZoom(String(Math.ceil(layer.minZoom)))}</small>
        ) : null}
      </label>
      {on && stops.length > 0 ? (
        <ul className={styles.stops}>
          {stops.map((stop) => (
            <li key={stop.value}>
              <Swatch color={stop.color} shape={layer.geometry} />
              {pick(stop.label)} <span className={`number ${styles.bound}`}>≥ {stop.value}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

function Swatch({ color, shape }: { color: string; shape: string }) {
  const kind = /Line/.test(shape) ? styles.stroke : /Polygon/.test(shape) ? styles.area : styles.dot
  return <i className={`${styles.swatch} ${kind}`} style={{ background: color }} aria-hidden="true" />
}

/** The colour the base map itself draws a source layer with. */
function baseColor(layer: Layer, colors: MapPalette): string | undefined {
  const drawn: Record<string, string> = {
    water: colors.water,
    park: colors.green,
    road: colors.roadCasing,
    railway: colors.rail,
    building: colors.building,
  }
  return layer.tileSet === 'city' ? drawn[layer.sourceLayer] : undefined
}
