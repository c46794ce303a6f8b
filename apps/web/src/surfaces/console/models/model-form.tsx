import {
  type DeviceModel,
  getModel,
  listEntityTypes,
  listModels,
  type ModelCommand,
  type ModelDefinition,
  type ModelProperty,
  saveModelDraft,
} from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from '../rules/rules.module.css'
import { CommandLine, Field, Names, PropertyLine } from './model-fields.tsx'
import { modelsTexts } from './models.texts.ts'

const freshProperty = (): ModelProperty => ({
  id: '',
  title: { zh: '', en: '' },
  unit: '',
  min: 0,
  max: 100,
  jumpAmount: null,
  jumpSeconds: null,
  periodSeconds: 60,
  mandatory: true,
  variable: true,
})

const freshCommand = (): ModelCommand => ({
  id: '',
  title: { zh: '', en: '' },
  input: {},
  timeoutSeconds: 30,
  dangerous: false,
  interlockGroup: null,
  sets: {},
})

const blank: ModelDefinition = {
  title: { zh: '', en: '' },
  entityType: 'devices.device',
  properties: [freshProperty()],
  events: [],
  commands: [],
  heartbeatSeconds: 3_600,
  sleeping: false,
  securityLevel: 1,
  namingRule: null,
  oidArc: null,
  facilityRequired: false,
  sector: null,
}

/** Writes the draft of a model; the platform says which field it does not take. */
export function ModelForm({ model, onSaved }: { model: DeviceModel | null; onSaved?: () => void }) {
  const texts = useTexts(modelsTexts)
  const navigate = useNavigate()
  const [id, setId] = useState(model?.id ?? '')
  const [definition, setDefinition] = useState(model?.definition ?? blank)
  const set = (change: Partial<ModelDefinition>) => setDefinition({ ...definition, ...change })
  const save = useMutation({
    mutationFn: () => client.call(saveModelDraft, { params: { id }, body: definition }),
    onSuccess: (saved) => {
      refresh(getModel, listModels)
      if (onSaved) onSaved()
      else navigate(`/console/models/${encodeURIComponent(saved.id)}`)
    },
  })
  return (
    <Form layout="vertical" component="div" className={styles.form}>
      <ProblemNote error={save.error} />
      <Section title={texts.basics}>
        <Form.Item label={texts.modelId} htmlFor="model-id" required extra={texts.idHint}>
          <Input
            id="model-id"
            className="code"
            disabled={model !== null}
            maxLength={60}
            style={{ maxWidth: 320 }}
            value={id}
            onChange={(event) => setId(event.target.value)}
          />
        </Form.Item>
        <Basics definition={definition} set={set} />
      </Section>
      <Section title={texts.properties}>
        <Rows
          rows={definition.properties}
          fresh={freshProperty}
          least={1}
          onChange={(properties) => set({ properties })}
          render={(each, change) => <PropertyLine value={each} onChange={change} />}
        />
      </Section>
      <Section title={texts.commands}>
        <Rows
          rows={definition.commands}
          fresh={freshCommand}
          onChange={(commands) => set({ commands })}
          render={(each, change) => <CommandLine value={each} onChange={change} />}
        />
      </Section>
      <Section title={texts.events}>
        <Rows
          rows={definition.events}
          fresh={() => ({ id: '', title: { zh: '', en: '' }, level: 'blue' })}
          onChange={(events) => set({ events })}
          render={(each, change) => (
            <>
              <Names value={each} onChange={(named) => change({ ...each, ...named })} />
              <Field label={texts.level}>
                <Input
                  style={{ width: 96 }}
                  value={each.level}
                  onChange={(event) => change({ ...each, level: event.target.value })}
                />
              </Field>
            </>
          )}
        />
      </Section>
      <div className={styles.foot}>
        <Button type="primary" disabled={id === ''} loading={save.isPending} onClick={() => save.mutate()}>
          {texts.save}
        </Button>
      </div>
    </Form>
  )
}

interface BasicsProps {
  definition: ModelDefinition
  set: (change: Partial<ModelDefinition>) => void
}

function Basics({ definition, set }: BasicsProps) {
  const texts = useTexts(modelsTexts)
  const pick = usePick()
  const types = useRead(listEntityTypes, {}, { staleMs: 600_000 })
  const { title } = definition
  return (
    <div className={styles.line}>
      <Field label={texts.zh}>
        <Input value={title.zh} onChange={(event) => set({ title: { ...title, zh: event.target.value } })} />
      </Field>
      <Field label={texts.en}>
        <Input value={title.en} onChange={(event) => set({ title: { ...title, en: event.target.value } })} />
      </Field>
      <Select
        aria-label={texts.entityType}
        showSearch={{ optionFilterProp: 'label' }}
        style={{ width: 200 }}
        value={definition.entityType}
        options={(types.data ?? []).map((each) => ({ value: each.id, label: pick(each.title) }))}
        onChange={(entityType) => set({ entityType })}
      />
      <Field label={texts.heartbeat}>
        <InputNumber
          min={1}
          value={definition.heartbeatSeconds}
          onChange={(seconds) => set({ heartbeatSeconds: seconds ?? 1 })}
        />
      </Field>
      <Field label={texts.security}>
        <InputNumber
          min={1}
          max={4}
          style={{ width: 72 }}
          value={definition.securityLevel}
          onChange={(level) => set({ securityLevel: level ?? 1 })}
        />
      </Field>
      <Field label={texts.naming}>
        <Input
          className="code"
          value={definition.namingRule ?? ''}
          onChange={(event) => set({ namingRule: event.target.value || null })}
        />
      </Field>
      <Checkbox checked={definition.sleeping} onChange={(event) => set({ sleeping: event.target.checked })}>
        {texts.sleeping}
      </Checkbox>
      <Checkbox
        checked={definition.facilityRequired}
        onChange={(event) => set({ facilityRequired: event.target.checked })}
      >
        {texts.facility}
      </Checkbox>
    </div>
  )
}

interface RowsProps<T> {
  rows: T[]
  fresh: () => T
  least?: number
  onChange: (rows: T[]) => void
  render: (row: T, change: (row: T) => void) => ReactNode
}

/** Lines that can be added and removed. */
function Rows<T>({ rows, fresh, least = 0, onChange, render }: RowsProps<T>) {
  const texts = useTexts(modelsTexts)
  return (
    <>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by where it stands
        <div key={index} className={styles.line}>
          {render(row, (next) => onChange(rows.map((each, at) => (at === index ? next : each))))}
          <Button
            size="small"
            disabled={rows.length <= least}
            onClick={() => onChange(rows.filter((_, at) => at !== index))}
          >
            {texts.remove}
          </Button>
        </div>
      ))}
      <div className={styles.acts}>
        <Button size="small" onClick={() => onChange([...rows, fresh()])}>
          {texts.add}
        </Button>
      </div>
    </>
  )
}
