import {
  createSeriesForecast,
  listEventTypesForRules,
  listSeriesForecasts,
  type SeriesForecastInput,
} from '@civitas/sdk'
import { levels, usePick, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { DatastreamSelect } from './datastream-select.tsx'
import styles from './insight.module.css'
import { insightTexts } from './insight.texts.ts'

type Limit = NonNullable<SeriesForecastInput['limit']>
const seasons = ['none', 'day', 'week'] as const
const operators = ['>=', '>', '<=', '<'] as const

/** A new model: of which series, learnt from how long, told how far, and the limit it warns of. */
export function ForecastDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(insightTexts)
  const [draft, setDraft] = useState({ title: '', season: 'day' as SeriesForecastInput['season'] })
  const [datastreamId, setStream] = useState<number>()
  const [trainDays, setTrain] = useState(28)
  const [horizonHours, setHorizon] = useState(24)
  const [limit, setLimit] = useState<Limit | null>(null)
  const isReady = draft.title.trim() !== '' && datastreamId !== undefined && limit?.eventType !== ''
  return (
    <ActDialog
      title={texts.newForecast}
      why={texts.forecastWhy}
      comment="none"
      width={720}
      isReady={isReady}
      act={async () => {
        if (datastreamId === undefined) return
        await client.call(createSeriesForecast, {
          body: {
            ...{ title: draft.title.trim(), datastreamId, season: draft.season, trainDays, horizonHours },
            ...(limit ? { limit } : {}),
          },
        })
        refresh(listSeriesForecasts)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.name} htmlFor="forecast-title" required>
          <Input
            id="forecast-title"
            maxLength={100}
            value={draft.title}
            onChange={(event) => setDraft({ ...draft, title: event.target.value })}
          />
        </Form.Item>
        <Form.Item label={texts.thing} htmlFor="forecast-thing" required>
          <div className={styles.grid}>
            <DatastreamSelect id="forecast-thing" onChange={setStream} />
          </div>
        </Form.Item>
        <div className={styles.grid}>
          <Form.Item label={texts.season} htmlFor="forecast-season">
            <Select
              id="forecast-season"
              value={draft.season}
              options={seasons.map((value) => ({ value, label: texts.seasons[value] }))}
              onChange={(season) => setDraft({ ...draft, season })}
            />
          </Form.Item>
          <Form.Item label={texts.trainDays} htmlFor="forecast-days">
            <InputNumber
              id="forecast-days"
              min={1}
              max={365}
              value={trainDays}
              onChange={(days) => setTrain(days ?? 28)}
            />
          </Form.Item>
          <Form.Item label={texts.horizon} htmlFor="forecast-hours">
            <InputNumber
              id="forecast-hours"
              min={1}
              max={168}
              value={horizonHours}
              onChange={(hours) => setHorizon(hours ?? 24)}
            />
          </Form.Item>
        </div>
        <Checkbox
          checked={limit !== null}
          onChange={(event) =>
            setLimit(event.target.checked ? { op: '>=', value: 0, level: 'yellow', eventType: '' } : null)
          }
        >
          {texts.withLimit}
        </Checkbox>
        {limit ? <LimitFields value={limit} onChange={setLimit} /> : null}
      </Form>
    </ActDialog>
  )
}

function LimitFields({ value, onChange }: { value: Limit; onChange: (limit: Limit) => void }) {
  const texts = useTexts(insightTexts)
  const words = useTexts(uiTexts)
  const pick = usePick()
  const events = useRead(listEventTypesForRules, {}, { staleMs: 600_000 })
  return (
    <div className={styles.grid}>
      <Form.Item label={texts.op} htmlFor="forecast-op">
        <Select
          id="forecast-op"
          value={value.op}
          options={operators.map((op) => ({ value: op, label: op }))}
          onChange={(op) => onChange({ ...value, op })}
        />
      </Form.Item>
      <Form.Item label={texts.limit} htmlFor="forecast-limit">
        <InputNumber
          id="forecast-limit"
          value={value.value}
          onChange={(limit) => onChange({ ...value, value: limit ?? 0 })}
        />
      </Form.Item>
      <Form.Item label={texts.level} htmlFor="forecast-level">
        <Select
          id="forecast-level"
          value={value.level}
          options={levels.map((level) => ({ value: level, label: words.level[level] }))}
          onChange={(level) => onChange({ ...value, level })}
        />
      </Form.Item>
      <Form.Item label={texts.eventType} htmlFor="forecast-event" required>
        <Select
          id="forecast-event"
          showSearch={{ optionFilterProp: 'label' }}
          value={value.eventType || undefined}
          options={(events.data ?? []).map((each) => ({ value: each.id, label: pick(each.title) }))}
          onChange={(eventType) => onChange({ ...value, eventType })}
        />
      </Form.Item>
    </div>
  )
}
