import { listPipelineModels, type PipelineModel } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Form, Input, Modal, Select, Space } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { pipelineTexts } from './pipelines.texts.ts'
import type { DraftStep } from './step-spec.ts'

interface Columns {
  readonly fields: readonly { name: string; title: string }[]
}

type Inputs = { input: string; field: string }[]
type Outputs = { output: string; as: string }[]

/** The form of a model: a column for each of its inputs, a name for each of its outputs that is kept. */
export function ModelStep({
  step,
  fields,
  onChange,
}: Columns & { step: DraftStep; onChange: (step: DraftStep) => void }) {
  const texts = useTexts(pipelineTexts)
  const pick = usePick()
  const models = useRead(listPipelineModels, {}).data ?? []
  const model = models.find((one) => one.id === step.model)
  const inputs = (step.inputs as Inputs | undefined) ?? []
  const outputs = (step.outputs as Outputs | undefined) ?? []
  const putInput = (input: string, field: string | undefined) =>
    onChange({
      ...step,
      inputs: [...inputs.filter((one) => one.input !== input), ...(field ? [{ input, field }] : [])],
    })
  const putOutput = (output: string, as: string) =>
    onChange({
      ...step,
      outputs: [...outputs.filter((one) => one.output !== output), ...(as ? [{ output, as }] : [])],
    })
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={texts.model} extra={model ? `${texts.basis}：${model.reference}` : null}>
        <Select
          aria-label={texts.model}
          showSearch={{ optionFilterProp: 'label' }}
          style={{ maxWidth: 420 }}
          value={step.model as string | undefined}
          options={models.map((one) => ({ value: one.id, label: pick(one.title) }))}
          onChange={(id: string) => onChange({ op: 'model', model: id, inputs: [], outputs: [] })}
        />
      </Form.Item>
      <Space wrap align="start" size="large">
        {(model?.inputs ?? []).map((one) => (
          <Form.Item key={one.id} label={`${pick(one.title)} ${one.unit === '1' ? '' : one.unit}`}>
            <ColumnSelect
              label={pick(one.title)}
              fields={fields}
              value={inputs.find((each) => each.input === one.id)?.field}
              onChange={(field) => putInput(one.id, field)}
            />
          </Form.Item>
        ))}
      </Space>
      <Space wrap align="start" size="large">
        {(model?.outputs ?? []).map((one) => (
          <Form.Item key={one.id} label={`${pick(one.title)} ${texts.labels.as}`}>
            <Input
              aria-label={`${pick(one.title)} ${texts.labels.as}`}
              style={{ width: 140 }}
              value={outputs.find((each) => each.output === one.id)?.as ?? ''}
              onChange={(event) => putOutput(one.id, event.target.value)}
            />
          </Form.Item>
        ))}
      </Space>
    </Form>
  )
}

interface ColumnSelectProps extends Columns {
  label: string
  value: string | undefined
  onChange: (field: string | undefined) => void
}

function ColumnSelect({ label, fields, value, onChange }: ColumnSelectProps) {
  return (
    <Select
      aria-label={label}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      style={{ minWidth: 200 }}
      value={value}
      options={fields.map((one) => ({
        value: one.name,
        label: one.title === one.name ? one.name : `${one.title}（${one.name}）`,
      }))}
      onChange={onChange}
    />
  )
}

/** Adds all steps that lead from raw columns to a model; columns of usual names are found by themselves. */
export function RecipeDialog({
  fields,
  onAdd,
  onClose,
}: Columns & { onAdd: (steps: DraftStep[]) => void; onClose: () => void }) {
  const texts = useTexts(pipelineTexts)
  const pick = usePick()
  const models = (useRead(listPipelineModels, {}).data ?? []).filter((one) => one.recipe)
  const [id, setId] = useState<string>()
  const [given, setGiven] = useState<Record<string, string | undefined>>({})
  const model = models.find((one) => one.id === (id ?? models[0]?.id))
  const columns = model?.recipe?.columns ?? []
  const chosen = Object.fromEntries(columns.map((one) => [one.id, given[one.id] ?? guess(one.like, fields)]))
  const isWhole = columns.length > 0 && columns.every((one) => chosen[one.id])
  return (
    <Modal
      open
      title={texts.recipe}
      okText={texts.recipe}
      okButtonProps={{ disabled: !isWhole }}
      onOk={() => {
        if (model) onAdd(fillRecipe(model, chosen))
        onClose()
      }}
      onCancel={onClose}
    >
      <p>{texts.recipeWhy}</p>
      <Form layout="vertical" component="div">
        <Form.Item label={texts.model} extra={model ? `${texts.basis}：${model.reference}` : null}>
          <Select
            aria-label={texts.model}
            value={model?.id}
            options={models.map((one) => ({ value: one.id, label: pick(one.title) }))}
            onChange={setId}
          />
        </Form.Item>
        <Space wrap align="start">
          {columns.map((one) => (
            <Form.Item key={one.id} label={pick(one.title)} style={{ marginBottom: 8 }}>
              <ColumnSelect
                label={pick(one.title)}
                fields={fields}
                value={chosen[one.id]}
                onChange={(field) => setGiven({ ...given, [one.id]: field })}
              />
            </Form.Item>
          ))}
        </Space>
      </Form>
    </Modal>
  )
}

function guess(like: string, fields: Columns['fields']): string | undefined {
  const usual = new RegExp(like, 'i')
  return fields.find((one) => usual.test(one.name) || usual.test(one.title))?.name
}

/** The steps of a recipe with the chosen columns in place of `{id}`. */
function fillRecipe(model: PipelineModel, chosen: Record<string, string | undefined>): DraftStep[] {
  const text = JSON.stringify(model.recipe?.steps ?? [])
  return JSON.parse(text.replace(/"\{(\w+)\}"/g, (_, id: string) => JSON.stringify(chosen[id] ?? '')))
}
