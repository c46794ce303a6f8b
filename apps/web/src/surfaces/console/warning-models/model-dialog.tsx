import {
  changeWarningModel,
  getWarningModel,
  listEventTypes,
  listWarningModels,
  type RelatedSeries,
  type WarningLevel,
  type WarningModel,
  type WarningModelSettings,
  writeWarningModel,
} from '@civitas/sdk'
import { levels, usePick, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { SeriesField } from '../decisions/series-field.tsx'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { warningsTexts } from '../warnings/warnings.texts.ts'
import { type DraftFactor, emptyFactor, FactorsField, isWhole } from './factors-field.tsx'
import { warningModelsTexts } from './warning-models.texts.ts'

type Plain = Omit<WarningModelSettings, 'series' | 'factors' | 'levels' | 'truth' | 'warning'>
type Values = Plain &
  Partial<Record<WarningLevel, number>> &
  WarningModelSettings['warning'] & {
    series: RelatedSeries
    factors?: DraftFactor[]
    truthKind: 'limit' | 'events'
    truthLimit?: number
    eventType?: string
  }

const usual: Partial<Values> = {
  ...{ step: 'hour', kind: 'anomaly', side: 'above', season: 'day', historyDays: 30, leastSpread: 1 },
  ...{ window: 12, horizon: 6, hold: 2, leadSteps: 6, yellow: 4, orange: 6, truthKind: 'limit' },
  factors: [emptyFactor(), emptyFactor()],
  ...{ category: 'Env', channels: ['app'], validHours: 6, verifyMinutes: 30 },
}

/** Writes a model, or other settings of one. */
export function ModelDialog({ model, onClose }: { model?: WarningModel; onClose: () => void }) {
  const texts = useTexts(warningModelsTexts)
  const navigate = useNavigate()
  const first = model ? toValues(model.settings) : usual
  const [now, setNow] = useState<Partial<Values>>(first)
  return (
    <FormDialog<Values>
      title={model ? texts.change : texts.write}
      why={model ? texts.changeWhy : undefined}
      width={720}
      first={first}
      onChange={setNow}
      fields={useFields(now)}
      act={async (values) => {
        // Fields of the other methods are not shown, and keep what they were.
        const body = toSettings({ ...usual, ...first, ...values } as Values)
        if (body.levels.length === 0) throw new Error(texts.levelNeeded)
        const saved = model
          ? await client.call(changeWarningModel, { params: { id: model.id }, body })
          : await client.call(writeWarningModel, { body })
        refresh(listWarningModels, getWarningModel)
        if (!model) navigate(`/console/warning-models/${saved.id}`)
      }}
      onClose={onClose}
    />
  )
}

function toValues({ levels: list, truth, warning, factors, ...rest }: WarningModelSettings): Partial<Values> {
  return {
    ...rest,
    ...warning,
    factors: factors?.map((one) => ({ ...one, key: crypto.randomUUID() })),
    ...Object.fromEntries(list.map(({ level, at }) => [level, at])),
    ...{ truthKind: truth.kind, truthLimit: truth.limit, eventType: truth.eventType },
  }
}

function toSettings(values: Values): WarningModelSettings {
  const { category, eventName, instruction = '', channels, validHours, verifyMinutes } = values
  const { truthKind, truthLimit, eventType, blue: _, yellow: __, orange: ___, red: ____, ...rest } = values
  const { category: _c, eventName: _e, instruction: _i, channels: _h, ...more } = rest
  const { validHours: _v, verifyMinutes: _m, factors = [], ...plain } = more
  return {
    ...plain,
    ...(plain.kind === 'combination'
      ? { factors: factors.filter(isWhole).map(({ key: _k, ...one }) => one) }
      : {}),
    levels: levels.flatMap((level) => {
      const at = values[level]
      return at === undefined || at === null ? [] : [{ level, at }]
    }),
    truth: truthKind === 'limit' ? { kind: 'limit', limit: truthLimit } : { kind: 'events', eventType },
    warning: { category, eventName, instruction, channels, validHours, verifyMinutes },
  }
}

function named(words: Record<string, string>) {
  return Object.entries(words).map(([value, label]) => ({ value, label }))
}

function useFields(now: Partial<Values>): DialogField[] {
  const texts = useTexts(warningModelsTexts)
  const ui = useTexts(uiTexts)
  const method: Record<WarningModelSettings['kind'], DialogField[]> = {
    trend: [
      { name: 'window', label: texts.window, kind: 'number', min: 4, max: 96, required: true },
      { name: 'horizon', label: texts.horizon, kind: 'number', min: 1, max: 96, required: true },
    ],
    anomaly: [
      {
        ...{ name: 'season', label: texts.season, kind: 'choice' },
        options: named(texts.seasons),
        required: true,
      },
      { name: 'leastSpread', label: texts.leastSpread, kind: 'number', min: 0, required: true },
    ],
    combination: [
      {
        ...{ name: 'factors', label: texts.factors, kind: 'custom', required: true, extra: texts.factorsWhy },
        control: <FactorsField />,
        check: (value) => {
          const given = (value ?? []) as DraftFactor[]
          return given.length > 1 && given.every(isWhole) ? null : texts.factorsWrong
        },
      },
    ],
  }
  return [
    { name: 'name', label: texts.name, kind: 'text', required: true, maxLength: 60 },
    {
      name: 'series',
      label: now.kind === 'combination' ? texts.foretold : texts.series,
      kind: 'custom',
      required: true,
      control: <SeriesField />,
    },
    { name: 'kind', label: texts.kind, kind: 'choice', options: named(texts.kinds), required: true },
    { name: 'step', label: texts.step, kind: 'choice', options: named(texts.steps), required: true },
    { name: 'side', label: texts.side, kind: 'choice', options: named(texts.sides), required: true },
    ...method[now.kind ?? 'anomaly'],
    { name: 'historyDays', label: texts.historyDays, kind: 'number', min: 3, max: 365, required: true },
    ...[...levels].map(
      (level): DialogField => ({
        ...{ name: level, label: texts.levelAt(ui.level[level]), kind: 'number' },
      }),
    ),
    { name: 'hold', label: texts.hold, kind: 'number', min: 1, max: 24, required: true },
    ...useTruthFields(now),
    ...useWarningFields(),
  ]
}

function useTruthFields(now: Partial<Values>): DialogField[] {
  const texts = useTexts(warningModelsTexts)
  const pick = usePick()
  const types = useRead(listEventTypes, {}, { staleMs: 600_000 })
  const options = (types.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) }))
  return [
    { name: 'truthKind', label: texts.truth, kind: 'choice', options: named(texts.truths), required: true },
    now.truthKind === 'events'
      ? { name: 'eventType', label: texts.eventType, kind: 'choice', options, required: true }
      : { name: 'truthLimit', label: texts.truthLimit, kind: 'number', required: true },
    { name: 'leadSteps', label: texts.leadSteps, kind: 'number', min: 0, max: 96, required: true },
  ]
}

function useWarningFields(): DialogField[] {
  const texts = useTexts(warningModelsTexts)
  const words = useTexts(warningsTexts)
  return [
    {
      ...{ name: 'category', label: texts.category, kind: 'choice', required: true },
      options: named(words.categories),
    },
    { name: 'eventName', label: texts.eventName, kind: 'text', required: true, maxLength: 60 },
    { name: 'instruction', label: texts.instruction, kind: 'area', maxLength: 4000 },
    {
      ...{ name: 'channels', label: texts.channels, kind: 'choices', required: true },
      options: named(words.channels),
    },
    { name: 'validHours', label: texts.validHours, kind: 'number', min: 1, max: 240, required: true },
    { name: 'verifyMinutes', label: texts.verifyMinutes, kind: 'number', min: 1, max: 1440, required: true },
  ]
}
