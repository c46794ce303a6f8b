import { locatePoint } from '@civitas/sdk'
import { Button, formatArea, formatDistance, formatNumber, Loading, useTexts } from '@civitas/ui'
import type { Map as MapLibre, MapMouseEvent } from 'maplibre-gl'
import { useEffect, useState } from 'react'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import styles from './map.module.css'
import { mapTexts } from './map.texts.ts'
import { type MapTool, useMeasure } from './use-measure.ts'

const tools: MapTool[] = ['identify', 'distance', 'area']

const icons: Record<MapTool, string> = {
  identify:
    'M9 2a5 5 0 0 1 5 5c0 4-5 9-5 9S4 11 4 7a5 5 0 0 1 5-5zM9 5.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z',
  distance: 'M2 13L13 2l3 3L5 16zM6 9l2 2M9 6l2 2',
  area: 'M3 4l10-1 3 8-7 5-6-4z',
}

interface ToolBarProps {
  map: MapLibre
  tool: MapTool | null
  onTool: (tool: MapTool | null) => void
}

/** Identify and measure, with what came of it. */
export function ToolBar({ map, tool, onTool }: ToolBarProps) {
  const texts = useTexts(mapTexts)
  const measured = useMeasure(map, tool)
  return (
    <div className={styles.tools}>
      <div className={styles.toolRow} role="toolbar" aria-label={texts.tools.distance}>
        {tools.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={tool === each}
            onClick={() => onTool(tool === each ? null : each)}
          >
            <svg viewBox="0 0 18 18" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden="true">
              <path d={icons[each]} strokeLinejoin="round" />
            </svg>
            {texts.tools[each]}
          </button>
        ))}
      </div>
      {tool === 'identify' ? <Identify map={map} /> : null}
      {tool === 'distance' || tool === 'area' ? (
        <div className={styles.answer}>
          {measured.points.length < 2 ? (
            texts.toolHints[tool]
          ) : (
            <>
              <b className="number">
                {tool === 'area'
                  ? texts.area(formatArea(measured.value))
                  : texts.distance(formatDistance(measured.value))}
              </b>
              <Button kind="plain" size="small" onClick={measured.clear}>
                {texts.clear}
              </Button>
            </>
          )}
        </div>
      ) : null}
    </div>
  )
}

/** The divisions of the place one clicks. */
function Identify({ map }: { map: MapLibre }) {
  const texts = useTexts(mapTexts)
  const [point, setPoint] = useState<{ lon: number; lat: number } | null>(null)
  useEffect(() => {
    const take = (event: MapMouseEvent) => setPoint({ lon: event.lngLat.lng, lat: event.lngLat.lat })
    map.on('click', take)
    map.getCanvas().style.cursor = 'help'
    return () => {
      map.off('click', take)
      map.getCanvas().style.cursor = ''
    }
  }, [map])
  const goTo = (lon: number, lat: number) => {
    setPoint({ lon, lat })
    map.easeTo({ center: [lon, lat] })
  }
  return (
    <div className={styles.answer}>
      <PointForm onPoint={goTo} />
      {point ? <DivisionsOf point={point} /> : texts.toolHints.identify}
    </div>
  )
}

/** A place by its coordinates, for a point no hand hits exactly. */
function PointForm({ onPoint }: { onPoint: (lon: number, lat: number) => void }) {
  const texts = useTexts(mapTexts)
  const [written, setWritten] = useState('')
  const [isWrong, setWrong] = useState(false)
  const find = () => {
    const [lon = Number.NaN, lat = Number.NaN] = written
      .trim()
      .split(/[,，\s]+/)
      .map((one) => (one ? Number(one) : Number.NaN))
    const isPlace = Math.abs(lon) <= 180 && Math.abs(lat) <= 90
    setWrong(!isPlace)
    if (isPlace) onPoint(lon, lat)
  }
  return (
    <form
      className={styles.pointForm}
      onSubmit={(event) => {
        event.preventDefault()
        find()
      }}
    >
      <input
        aria-label={texts.coordinates}
        placeholder="118.95, 33.41"
        value={written}
        aria-invalid={isWrong}
        onChange={(event) => setWritten(event.target.value)}
      />
      <Button kind="plain" size="small" type="submit">
        {texts.find}
      </Button>
      {isWrong ? <small role="alert">{texts.wrongCoordinates}</small> : null}
    </form>
  )
}

function DivisionsOf({ point }: { point: { lon: number; lat: number } }) {
  const texts = useTexts(mapTexts)
  const read = useRead(locatePoint, { query: point })
  if (read.isError) return <ProblemView error={read.error} />
  if (!read.data) return <Loading />
  const { boundaryLevels } = read.data
  const divisions = [...read.data.divisions].sort((a, b) => a.level - b.level)
  return (
    <>
      {divisions.length === 0 ? texts.outside : texts.here}
      <ul className={styles.divisions}>
        {divisions.map((division) => (
          <li key={division.code}>
            <small>{texts.levels[division.level as 1 | 2 | 3 | 4 | 5]}</small> <b>{division.name}</b>{' '}
            <span className="code">{division.code}</span>{' '}
            <small>{texts.population(formatNumber(division.population))}</small>{' '}
            {boundaryLevels.includes(division.level) ? <b>{texts.boundary}</b> : null}
          </li>
        ))}
      </ul>
      {boundaryLevels.length > 0 ? <p className={styles.boundary}>{texts.boundaryWhy}</p> : null}
    </>
  )
}
