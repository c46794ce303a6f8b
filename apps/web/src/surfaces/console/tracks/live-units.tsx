import { type LivePosition, listPositions } from '@civitas/sdk'
import { EmptyState, formatNumber, RelativeTime, useTexts } from '@civitas/ui'
import { Button, Input } from 'antd'
import { useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { TypeSelect, usePointTypes } from './moving-select.tsx'
import { feature, pointAt } from './track-features.ts'
import { PanelField, TrackFrame, TrackLegend } from './track-frame.tsx'
import { TrackMap } from './track-map.tsx'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

const usualType = 'city-base.vehicle'
/** Personal positions are recorded with each look at them, so they are not read anew as often. */
const personalType = 'city-base.field-worker'
const everyMs = { things: 5_000, people: 60_000 }
/** Units drawn at once; the box of the map and the search narrow what is left out. */
const most = 500
const listed = 60

/** Where everything is now, in the part of the map one looks at. */
export function LiveUnits() {
  const texts = useTexts(tracksTexts)
  const types = usePointTypes()
  const [chosen, setType] = useState<string | undefined>(usualType)
  const [words, setWords] = useState('')
  const [bbox, setBox] = useState<string>()
  const [selected, setSelected] = useState<string>()
  const entityType = chosen && types.size > 0 && !types.has(chosen) ? undefined : chosen
  const isPersonal = entityType === undefined || entityType === personalType
  const read = useRead(
    listPositions,
    { query: { entityType, bbox, search: words.trim() || undefined, limit: most } },
    { keepPrevious: true, everyMs: isPersonal ? everyMs.people : everyMs.things, staleMs: 0 },
  )
  const units = useMemo(() => (read.data?.items ?? []).filter((each) => each.lon !== null), [read.data])
  const features = useMemo(() => units.map((each) => toFeature(each, selected)), [units, selected])
  return (
    <TrackFrame
      map={
        <TrackMap label={texts.tabs.live} still={[]} moving={features} onBox={setBox} onUnit={setSelected} />
      }
      side={
        <>
          <PanelField label={texts.type} id="live-type">
            <TypeSelect id="live-type" value={entityType} onChange={setType} />
          </PanelField>
          <Input.Search
            allowClear
            aria-label={texts.objectHint}
            placeholder={texts.objectHint}
            onSearch={setWords}
          />
          <p className={styles.note} aria-live="polite">
            {texts.inView(formatNumber(read.data?.total ?? 0))}
            {(read.data?.total ?? 0) > most ? texts.firstOnly(formatNumber(most)) : ''}
          </p>
          {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
          {read.data && units.length === 0 ? <EmptyState title={texts.noLive} why={texts.noLiveWhy} /> : null}
          <UnitRows units={order(units, selected)} selected={selected} onSelect={setSelected} />
          <TrackLegend parts={['unit', 'still']} />
        </>
      }
    />
  )
}

function toFeature(unit: LivePosition, selected: string | undefined): GeoJSON.Feature {
  const { entityId, name, lon, lat, speedKmH, headingDeg } = unit
  return feature('live', pointAt([lon ?? 0, lat ?? 0]), {
    ...{ id: entityId, text: name, heading: headingDeg ?? 0 },
    moves: (speedKmH ?? 0) > 1 ? 1 : 0,
    chosen: entityId === selected ? 1 : 0,
  })
}

/** The chosen one first, then as the platform gives them. */
function order(units: readonly LivePosition[], selected: string | undefined): LivePosition[] {
  const chosen = units.filter((each) => each.entityId === selected)
  return [...chosen, ...units.filter((each) => each.entityId !== selected)].slice(0, listed)
}

interface UnitRowsProps {
  units: readonly LivePosition[]
  selected: string | undefined
  onSelect: (id: string) => void
}

function UnitRows({ units, selected, onSelect }: UnitRowsProps) {
  const texts = useTexts(tracksTexts)
  const [, setParameters] = useSearchParams()
  return (
    <ul className={styles.rows}>
      {units.map((unit) => (
        <li key={unit.entityId} className={unit.entityId === selected ? styles.chosenUnit : styles.unit}>
          <button type="button" className={styles.unitName} onClick={() => onSelect(unit.entityId)}>
            {unit.name}
          </button>
          <b>{unit.speedKmH === null ? '—' : `${formatNumber(Math.round(unit.speedKmH))} ${texts.kmh}`}</b>
          <small>
            <RelativeTime time={unit.time} /> ·{' '}
            {unit.source ? (texts.sources[unit.source] ?? unit.source) : ''}
          </small>
          {unit.entityId === selected ? (
            <Button size="small" onClick={() => setParameters({ tab: 'replay', entity: unit.entityId })}>
              {texts.tabs.replay}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
