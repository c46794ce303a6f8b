import { findNearestUnits, type OperationOutput } from '@civitas/sdk'
import {
  EmptyState,
  formatDistance,
  formatDuration,
  Loading,
  RelativeTime,
  useLocale,
  useTexts,
} from '@civitas/ui'
import { Select } from 'antd'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { TypeSelect, usePointTypes } from './moving-select.tsx'
import { PlaceField, writePlace } from './place-field.tsx'
import { boxOf, feature, type Place, parsePlace, pointAt } from './track-features.ts'
import { PanelField, TrackFrame, TrackLegend } from './track-frame.tsx'
import { TrackMap } from './track-map.tsx'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

type Unit = OperationOutput<typeof findNearestUnits>[number]

/** The type asked for until one chooses another, where the city has it. */
const usualType = 'city-base.vehicle'

/** Units by travel time from a place on the map. */
export function NearestUnits() {
  const texts = useTexts(tracksTexts)
  const types = usePointTypes()
  const [text, setText] = useState('')
  const [chosen, setType] = useState<string>()
  const [withinMinutes, setWithin] = useState(30)
  const [seenWithinMinutes, setSeen] = useState(15)
  const entityType = chosen ?? (types.has(usualType) ? usualType : undefined)
  const place = useMemo(() => parsePlace(text), [text])
  const [lon, lat] = place ?? [0, 0]
  const read = useRead(
    findNearestUnits,
    { query: { lon, lat, entityType: entityType ?? '', withinMinutes, seenWithinMinutes } },
    { enabled: place !== null && entityType !== undefined },
  )
  const units = place ? read.data : undefined
  const still = useMemo(() => toFeatures(place, units ?? []), [place, units])
  const box = useMemo(
    () => (units?.length && place ? boxOf([place, ...units.map(placeOf)]) : null),
    [units, place],
  )
  const minutes = (values: number[]) => values.map((value) => ({ value, label: texts.minutes(value) }))
  return (
    <TrackFrame
      map={
        <TrackMap
          label={texts.tabs.nearest}
          still={still}
          box={box}
          onPick={(at) => setText(writePlace(at))}
        />
      }
      side={
        <>
          <PlaceField id="nearest-place" text={text} onChange={setText} />
          <PanelField label={texts.type} id="nearest-type">
            <TypeSelect id="nearest-type" value={entityType} onChange={setType} />
          </PanelField>
          <div className={styles.pair}>
            <PanelField label={texts.within} id="nearest-within">
              <Select
                id="nearest-within"
                value={withinMinutes}
                options={minutes([5, 10, 15, 30, 60])}
                onChange={setWithin}
              />
            </PanelField>
            <PanelField label={texts.seen} id="nearest-seen">
              <Select
                id="nearest-seen"
                value={seenWithinMinutes}
                options={minutes([5, 15, 60, 1440])}
                onChange={setSeen}
              />
            </PanelField>
          </div>
          {place === null ? <EmptyState title={texts.noPlace} why={texts.noPlaceWhy} /> : null}
          {place && read.isError ? (
            <ProblemView error={read.error} onRetry={() => void read.refetch()} />
          ) : null}
          {place && read.isLoading ? <Loading /> : null}
          {units?.length === 0 ? <EmptyState title={texts.noUnits} why={texts.noUnitsWhy} /> : null}
          <Units units={units ?? []} />
          <p className={styles.note}>{texts.nearestNote}</p>
          <TrackLegend parts={['place', 'unit', 'route']} />
        </>
      }
    />
  )
}

const placeOf = ({ lon, lat }: Unit): Place => [lon, lat]

function toFeatures(place: Place | null, units: readonly Unit[]): GeoJSON.Feature[] {
  return [
    ...units.map((unit) => feature('route', unit.route)),
    ...units.map((unit, index) => feature('unit', pointAt(placeOf(unit)), { text: String(index + 1) })),
    ...(place ? [feature('place', pointAt(place))] : []),
  ]
}

function Units({ units }: { units: readonly Unit[] }) {
  const locale = useLocale()
  return (
    <ol className={styles.rows}>
      {units.map((unit, index) => (
        <li key={unit.entityId} className={styles.row}>
          <span>{index + 1}</span>
          <Link to={`/console/tracks?entity=${unit.entityId}`}>{unit.name}</Link>
          <b>{formatDuration(Math.max(60_000, unit.seconds * 1_000), locale)}</b>
          <small>
            {formatDistance(unit.metres)} · <RelativeTime time={unit.time} />
          </small>
        </li>
      ))}
    </ol>
  )
}
