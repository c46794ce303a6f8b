import { type FleetMap as FleetMapAnswer, getFleetMap, type Thing } from '@civitas/sdk'
import { formatNumber, type Palette, useTexts, useTheme } from '@civitas/ui'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { sensingWords } from '../../../capabilities/sensing/sensing.texts.ts'
import { CityMap } from '../../../widgets/city-map/city-map.tsx'
import { ThingStateTag } from '../devices/thing-state-tag.tsx'
import type { ListState } from '../list/use-list-query.ts'
import { Quiet } from '../parts/page.tsx'
import styles from './fleet.module.css'
import { fleetTexts } from './fleet.texts.ts'
import { toFleetFilter } from './fleet-filter.ts'
import { addFleetLayers, stateColors, toFleetFeatures } from './fleet-map-layers.ts'

/** Devices on the map: one by one while they are few, else counted by area on the server. */
export function FleetMap({ query }: { query: ListState }) {
  const { map: texts } = useTexts(fleetTexts)
  const { palette } = useTheme()
  const navigate = useNavigate()
  const map = useRef<MapLibre>(null)
  const [bbox, setBbox] = useState<string | null>(null)
  const read = useRead(
    getFleetMap,
    { query: { bbox: bbox ?? '', search: query.search || undefined, ...toFleetFilter(query) } },
    { enabled: bbox !== null, keepPrevious: true, everyMs: 30_000 },
  )
  const { data } = read
  useEffect(() => {
    if (data) map.current?.getSource<GeoJSONSource>('fleet')?.setData(toFleetFeatures(data))
  }, [data])
  return (
    <div className={styles.map}>
      <div className={styles.canvas}>
        <CityMap
          label={texts.label}
          view={({ bounds: [west, south, east, north] }) => ({
            center: [(west + east) / 2, (south + north) / 2],
            zoom: 10,
          })}
          onReady={(made, { bounds }) => {
            map.current = made
            made.fitBounds(bounds, { animate: false, padding: 24 })
            addFleetLayers(made, palette, (id) => navigate(`/console/devices/${id}`))
            const look = () => setBbox(toBbox(made))
            made.on('moveend', look)
            look()
            return () => {
              map.current = null
            }
          }}
        />
      </div>
      <div className={styles.mapSide}>
        {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
        {data ? <InView answer={data} /> : read.isError ? null : <Quiet>{texts.loading}</Quiet>}
        <Legend palette={palette} />
      </div>
    </div>
  )
}

function toBbox(map: MapLibre): string {
  const bounds = map.getBounds()
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
    .map((degrees) => degrees.toFixed(5))
    .join(',')
}

/** What the map shows, in words and as a list, for those who cannot see it. */
function InView({ answer }: { answer: FleetMapAnswer }) {
  const { map: texts } = useTexts(fleetTexts)
  const { total, things } = answer
  return (
    <>
      <h2 aria-live="polite">{texts.total(formatNumber(total))}</h2>
      <Quiet>{total === 0 ? texts.none : things.length > 0 ? texts.single : texts.more}</Quiet>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <ul className={styles.mapList} aria-label={texts.list} tabIndex={0}>
        {things.map((thing) => (
          <li key={thing.id}>
            <Link to={`/console/devices/${thing.id}`}>{thing.name}</Link>
            <ThingStateTag state={thing.state} />
          </li>
        ))}
      </ul>
      <Quiet>{texts.noLocation}</Quiet>
    </>
  )
}

function Legend({ palette }: { palette: Palette }) {
  const { map: texts } = useTexts(fleetTexts)
  const words = useTexts(sensingWords)
  const colors = stateColors(palette)
  const shares = [
    [texts.clusterGood, palette.good],
    [texts.clusterSome, palette.series[1]],
    [texts.clusterBad, palette.bad],
  ]
  return (
    <ul className={styles.legend} aria-label={texts.legend}>
      {(Object.keys(colors) as Thing['state'][]).map((state) => (
        <li key={state}>
          <i style={{ background: colors[state] }} />
          {words.states[state]}
        </li>
      ))}
      <li>{texts.cluster}</li>
      {shares.map(([name, color]) => (
        <li key={name}>
          <i style={{ background: color }} />
          {name}
        </li>
      ))}
    </ul>
  )
}
