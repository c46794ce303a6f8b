import { changePipeline, getPipeline, type Pipeline } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Checkbox, Form, Input, InputNumber, Select, Space } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { pipelineTexts } from './pipelines.texts.ts'

interface Settings {
  kindOfDays?: 'workdays' | 'rest-days' | undefined
  cron?: string
  afterInput?: boolean
  retries?: number | null
  timeout?: number | null
  /** Percent. */
  ratio?: number | null
  partition?: string
  isEnabled: boolean
}

interface PipelineSettingsProps {
  pipeline: Pipeline
  fields: readonly { name: string; title: string; type: string }[]
}

/** When a pipeline runs by itself, and what must hold before its output is published. */
export function PipelineSettings({ pipeline, fields }: PipelineSettingsProps) {
  const texts = useTexts(pipelineTexts)
  const { message } = App.useApp()
  const ratio = pipeline.assertions.find((one) => one.kind === 'rows-ratio')
  const { cron, days: kindOfDays, afterInput, retries, timeoutSeconds } = pipeline.schedule
  const save = useMutation({
    mutationFn: (values: Settings) =>
      client.call(changePipeline, { params: { id: pipeline.id }, body: toChange(pipeline, values) }),
    onSuccess: () => {
      void message.success(texts.saved)
      refresh(getPipeline)
    },
  })
  const first: Settings = {
    ...{
      cron: cron ?? undefined,
      kindOfDays: kindOfDays ?? undefined,
      afterInput,
      retries,
      timeout: timeoutSeconds,
      isEnabled: pipeline.isEnabled,
    },
    ...{ partition: pipeline.partition ?? undefined, ratio: ratio ? Math.round(ratio.min * 100) : null },
  }
  const days = fields.filter((one) => one.type === 'date' || one.type === 'time')
  return (
    <Form<Settings> layout="vertical" initialValues={first} onFinish={(values) => save.mutate(values)}>
      <ProblemNote error={save.error} />
      <Space wrap align="start">
        <Form.Item name="cron" label={texts.cron}>
          <Input placeholder="0 3 * * *" />
        </Form.Item>
        <Form.Item name="kindOfDays" label={texts.days}>
          <Select
            allowClear
            style={{ width: 200 }}
            placeholder={texts.everyDay}
            options={Object.entries(texts.dayKinds).map(([value, label]) => ({ value, label }))}
          />
        </Form.Item>
        <Form.Item name="retries" label={texts.retries}>
          <InputNumber min={0} max={10} />
        </Form.Item>
        <Form.Item name="timeout" label={texts.timeout}>
          <InputNumber min={1} />
        </Form.Item>
        <Form.Item name="ratio" label={texts.ratio}>
          <InputNumber min={0} max={1000} />
        </Form.Item>
        <Form.Item name="partition" label={texts.partition}>
          <Select
            allowClear
            style={{ width: 180 }}
            options={days.map((one) => ({ value: one.name, label: one.title }))}
          />
        </Form.Item>
      </Space>
      <Space wrap>
        <Form.Item name="afterInput" valuePropName="checked">
          <Checkbox>{texts.afterInput}</Checkbox>
        </Form.Item>
        <Form.Item name="isEnabled" valuePropName="checked">
          <Checkbox>{texts.enabled}</Checkbox>
        </Form.Item>
        <Form.Item>
          <Button htmlType="submit" loading={save.isPending}>
            {texts.save}
          </Button>
        </Form.Item>
      </Space>
    </Form>
  )
}

function toChange(pipeline: Pipeline, values: Settings) {
  const { cron, kindOfDays, afterInput, retries, timeout, ratio, partition, isEnabled } = values
  const { priority } = pipeline.schedule
  const others = pipeline.assertions.filter((one) => one.kind !== 'rows-ratio')
  return {
    isEnabled,
    partition: partition ?? null,
    assertions: ratio ? [...others, { kind: 'rows-ratio' as const, min: ratio / 100 }] : others,
    schedule: {
      ...(cron ? { cron } : {}),
      ...(cron && kindOfDays ? { days: kindOfDays } : {}),
      ...(priority ? { priority } : {}),
      ...(afterInput ? { afterInput } : {}),
      ...(retries ? { retries } : {}),
      ...(timeout ? { timeoutSeconds: timeout } : {}),
    },
  }
}
