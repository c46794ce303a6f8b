import { type BatchMode, listSources } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useRead } from '../../../app/query.ts'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { useMay } from '../parts/permissions.tsx'
import { collectTexts } from './collect.texts.ts'
import { DatasetSelect } from './dataset-select.tsx'

/** Where files are loaded, and how. */
export interface Target {
  kind: 'new' | 'old' | 'source'
  name?: string
  organisationId?: string
  datasetId?: string
  sourceId?: string
  mode: BatchMode
  announcedRows?: number
}

interface TargetFormProps {
  suggested: string
  busy: boolean
  onSubmit: (target: Target) => void
}

export function TargetForm({ suggested, busy, onSubmit }: TargetFormProps) {
  const texts = useTexts(collectTexts)
  const may = useMay()
  const [form] = Form.useForm<Target>()
  const kind = Form.useWatch('kind', form) ?? 'new'
  const sources = useRead(
    listSources,
    { query: { kind: 'file', limit: 200 } },
    { enabled: kind === 'source' && may('data.collect') },
  )
  const options = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  const submit = ({ announcedRows, ...given }: Target) =>
    onSubmit({
      ...{ ...given, mode: given.mode ?? 'replace' },
      ...(announcedRows === null || announcedRows === undefined ? {} : { announcedRows }),
    })
  return (
    <Form<Target>
      form={form}
      layout="vertical"
      initialValues={{ kind: 'new', mode: 'replace', name: suggested }}
      onFinish={submit}
      style={{ maxWidth: 640 }}
    >
      <Form.Item name="kind" label={texts.target}>
        <Radio.Group options={options(texts.targets)} />
      </Form.Item>
      {kind === 'new' ? (
        <>
          <Form.Item name="name" label={texts.newName} rules={[{ required: true, min: 2, max: 120 }]}>
            <Input />
          </Form.Item>
          {may('data.govern') ? (
            <Form.Item name="organisationId" label={texts.unit}>
              <OrganisationSelect />
            </Form.Item>
          ) : null}
        </>
      ) : null}
      {kind === 'old' ? (
        <Form.Item name="datasetId" label={texts.dataset} rules={[{ required: true }]}>
          <DatasetSelect />
        </Form.Item>
      ) : null}
      {kind === 'source' ? (
        <Form.Item name="sourceId" label={texts.source} rules={[{ required: true }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={(sources.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
          />
        </Form.Item>
      ) : null}
      <Form.Item name="mode" label={texts.mode}>
        <Radio.Group options={options(texts.modes)} />
      </Form.Item>
      <Form.Item name="announcedRows" label={texts.announced}>
        <InputNumber min={0} precision={0} style={{ width: 200 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        {texts.load}
      </Button>
    </Form>
  )
}
