import type { IndicatorDefinition } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Form, Input, InputNumber, Select } from 'antd'
import { indicatorTexts } from './indicators.texts.ts'
import { registryTexts } from './registry.texts.ts'

interface FieldsProps {
  definition: IndicatorDefinition
  onChange: (change: Partial<IndicatorDefinition>) => void
}

function choices(words: Record<string, string>) {
  return Object.entries(words).map(([value, label]) => ({ value, label }))
}

/** What an indicator means, beside its formula. */
export function DefinitionFields({ definition, onChange }: FieldsProps) {
  const texts = useTexts(registryTexts)
  const { directions } = useTexts(indicatorTexts)
  const { none: _, ...ways } = directions
  return (
    <Form layout="vertical" size="small">
      <Form.Item label={texts.title}>
        <Input
          aria-label={texts.title}
          value={definition.title.zh}
          onChange={(event) => onChange({ title: { ...definition.title, zh: event.target.value } })}
        />
      </Form.Item>
      <Form.Item label={texts.unit}>
        <Input
          aria-label={texts.unit}
          value={definition.unit}
          onChange={(event) => onChange({ unit: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={texts.decimals}>
        <InputNumber
          aria-label={texts.decimals}
          min={0}
          max={6}
          value={definition.decimals ?? null}
          onChange={(decimals) => onChange({ decimals: decimals ?? undefined })}
        />
      </Form.Item>
      <Form.Item label={texts.direction}>
        <Select
          aria-label={texts.direction}
          value={definition.direction || undefined}
          options={choices(ways)}
          onChange={(direction) => onChange({ direction: direction as 'up' })}
        />
      </Form.Item>
      <Form.Item label={texts.cycle}>
        <Select
          aria-label={texts.cycle}
          value={definition.cycle || undefined}
          options={choices(texts.cycles)}
          onChange={(cycle) => onChange({ cycle: cycle as 'day' })}
        />
      </Form.Item>
      <Form.Item label={texts.grace}>
        <InputNumber
          aria-label={texts.grace}
          min={0}
          max={10_000}
          value={definition.graceHours}
          onChange={(graceHours) => onChange({ graceHours: graceHours ?? 0 })}
        />
      </Form.Item>
      <Form.Item label={texts.fresh}>
        <InputNumber
          aria-label={texts.fresh}
          min={1}
          max={100_000}
          value={definition.freshMinutes ?? null}
          onChange={(freshMinutes) => onChange({ freshMinutes: freshMinutes ?? undefined })}
        />
      </Form.Item>
      <Form.Item label={texts.source}>
        <Input
          aria-label={texts.source}
          value={definition.source}
          onChange={(event) => onChange({ source: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={texts.owner}>
        <Input
          aria-label={texts.owner}
          value={definition.owner}
          onChange={(event) => onChange({ owner: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={texts.rollUp}>
        <Select
          aria-label={texts.rollUp}
          value={definition.rollUp}
          options={choices(texts.rollUps)}
          onChange={(rollUp) => onChange({ rollUp: rollUp as 'sum' })}
        />
      </Form.Item>
      <Form.Item label={texts.audience}>
        <Select
          aria-label={texts.audience}
          value={definition.audience}
          options={choices(texts.audiences)}
          onChange={(audience) => onChange({ audience: audience as 'public' })}
        />
      </Form.Item>
    </Form>
  )
}
