import { getThing, listIndicators, type RelatedSeries } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Segmented, Select, Space } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { ThingSelect } from '../parts/thing-select.tsx'
import { decisionsTexts } from './decisions.texts.ts'

interface SeriesFieldProps {
  id?: string
  value?: RelatedSeries
  onChange?: (series: RelatedSeries | undefined) => void
}

/** Chooses one series: an observed property of a device, or an indicator of the city. */
export function SeriesField({ id, value, onChange }: SeriesFieldProps) {
  const texts = useTexts(decisionsTexts)
  const [kind, setKind] = useState<'device' | 'indicator'>('device')
  const options = (['device', 'indicator'] as const).map((one) => ({ value: one, label: texts[one] }))
  const change = (next: typeof kind) => {
    setKind(next)
    onChange?.(undefined)
  }
  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      <Segmented aria-label={texts.chooseKind} options={options} value={kind} onChange={change} />
      {kind === 'device' ? (
        <DeviceSeries id={id} value={value} onChange={onChange} />
      ) : (
        <IndicatorSelect
          id={id}
          value={value?.indicator}
          onChange={(indicator) => onChange?.(indicator ? { indicator } : undefined)}
        />
      )}
    </Space>
  )
}

function DeviceSeries({ id, value, onChange }: SeriesFieldProps) {
  const texts = useTexts(decisionsTexts)
  const pick = usePick()
  const [thing, setThing] = useState<string | undefined>()
  const read = useRead(getThing, { params: { id: thing ?? '' } }, { enabled: thing !== undefined })
  const options = (read.data?.datastreams ?? []).map((one) => ({
    value: one.datastreamId,
    label: `${pick(one.title)}（${one.unitLabel}）`,
  }))
  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      <ThingSelect
        id={id}
        value={thing}
        onChange={(next) => {
          setThing(next)
          onChange?.(undefined)
        }}
      />
      <Select
        style={{ width: '100%' }}
        aria-label={texts.property}
        placeholder={texts.chooseProperty}
        disabled={!thing}
        options={options}
        value={value?.datastreamId}
        onChange={(datastreamId) => onChange?.({ datastreamId })}
      />
    </Space>
  )
}

interface IndicatorSelectProps {
  id?: string
  value?: string
  onChange?: (indicator: string | undefined) => void
}

/** Chooses an indicator by its name, searched on the server. */
export function IndicatorSelect({ id, value, onChange }: IndicatorSelectProps) {
  const texts = useTexts(decisionsTexts)
  const pick = usePick()
  const read = useRead(listIndicators, { query: {} }, { staleMs: 600_000 })
  const options = (read.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) }))
  return (
    <Select
      id={id}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      style={{ width: '100%' }}
      placeholder={texts.chooseIndicator}
      aria-label={id ? undefined : texts.chooseIndicator}
      options={options}
      value={value}
      onChange={onChange}
    />
  )
}
