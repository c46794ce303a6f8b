import {
  getTrack,
  type Incident,
  type IncidentEntry,
  listAllocations,
  listIncidentLog,
  type Track,
} from '@civitas/sdk'
import { formatClock, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, DatePicker, Slider } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { aroundTexts } from './around.texts.ts'
import styles from './command.module.css'
import { momentAt, type ReplayMoment } from './replay-rules.ts'

interface Loaded {
  entries: IncidentEntry[]
  tracks: Track[]
  from: number
  to: number
}

interface ReplayPanelProps {
  incident: Incident
  onMoment: (moment: ReplayMoment | null) => void
}

/** Plays a time of an incident again: where its units were and what was ordered, in recorded order. */
export function ReplayPanel({ incident, onMoment }: ReplayPanelProps) {
  const own = useTexts(aroundTexts)
  const may = useMay()
  const [span, setSpan] = useState<[Dayjs, Dayjs]>(() => [
    dayjs(incident.openedTime),
    dayjs(incident.endedTime ?? undefined),
  ])
  const [at, setAt] = useState(0)
  const held = useRead(listAllocations, { query: { incidentId: incident.id, limit: 100 } })
  const show = (loaded: Loaded, time: number): void => {
    setAt(time)
    onMoment(momentAt(time, loaded.from, loaded.entries, loaded.tracks))
  }
  const load = useMutation({
    mutationFn: async (): Promise<Loaded> => {
      const query = { from: span[0].toISOString(), to: span[1].toISOString() }
      const units = new Set((held.data?.items ?? []).flatMap((one) => (one.lotId ? [] : [one.resourceId])))
      const [entries, tracks] = await Promise.all([
        client.call(listIncidentLog, { params: { id: incident.id }, query: { until: query.to } }),
        Promise.all(
          (may('sensing.tracks') ? [...units] : []).map((entityId) =>
            client.call(getTrack, { params: { entityId }, query }),
          ),
        ),
      ])
      return { entries, tracks, from: span[0].valueOf(), to: span[1].valueOf() }
    },
    onSuccess: (loaded) => show(loaded, loaded.to),
  })
  const { data } = load
  return (
    <>
      <div className={styles.inline}>
        {([0, 1] as const).map((index) => (
          <DatePicker
            key={index}
            showTime
            size="small"
            allowClear={false}
            aria-label={index === 0 ? own.from : own.to}
            value={span[index]}
            onChange={(value) =>
              value ? setSpan(index === 0 ? [value, span[1]] : [span[0], value]) : undefined
            }
          />
        ))}
        <Button
          size="small"
          type="primary"
          disabled={!span[0].isBefore(span[1])}
          loading={load.isPending}
          onClick={() => load.mutate()}
        >
          {own.play}
        </Button>
        {data ? (
          <Button
            size="small"
            onClick={() => {
              load.reset()
              onMoment(null)
            }}
          >
            {own.clear}
          </Button>
        ) : null}
      </div>
      <ProblemNote error={load.error} />
      {data ? (
        <>
          <Slider
            min={data.from}
            max={data.to}
            step={1_000}
            value={at}
            ariaLabelForHandle={own.moment}
            tooltip={{ formatter: (time) => formatClock(time ?? 0) }}
            onChange={(time) => show(data, time)}
          />
          <ReplayList moment={momentAt(at, data.from, data.entries, data.tracks)} />
        </>
      ) : null}
    </>
  )
}

function ReplayList({ moment }: { moment: ReplayMoment }) {
  const own = useTexts(aroundTexts)
  return (
    <>
      <p className={styles.quiet}>
        {own.unitsThen}：{moment.units.map((one) => one.name).join('、') || own.nothing}
      </p>
      {moment.entries.map((one, index) => (
        <div key={one.id} className={styles.logLine}>
          <span>{formatClock(one.time)}</span>
          <span>
            {index + 1}. {one.byName}
          </span>
          <span>{one.text}</span>
        </div>
      ))}
    </>
  )
}
