import { createCredential, listCredentials, listThings, listThingTypes } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Form, Input, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { devicesTexts } from './devices.texts.ts'
import { KeyDialog } from './key-dialog.tsx'

interface Answers {
  name: string
  kind: 'device' | 'gateway'
  thingIds?: string[]
  thingType?: string
}

/** Issues a credential and shows its key once. */
export function IssueDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(devicesTexts)
  const shell = useTexts(consoleTexts)
  const [form] = Form.useForm<Answers>()
  const kind = Form.useWatch('kind', form)
  const run = useMutation({
    mutationFn: ({ name, kind, thingIds, thingType }: Answers) =>
      client.call(createCredential, {
        body: {
          name,
          kind,
          ...(thingIds?.length ? { thingIds } : {}),
          ...(kind === 'gateway' && thingType ? { thingType } : {}),
        },
      }),
    onSuccess: () => refresh(listCredentials, listThings),
  })
  if (run.data) return <KeyDialog issued={run.data} onClose={onClose} />
  return (
    <Modal
      open
      title={texts.issue}
      okText={run.isPending ? shell.submitting : texts.issue}
      cancelText={shell.cancel}
      okButtonProps={{ loading: run.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <ProblemNote error={run.error} />
      <p>{texts.issueWhy}</p>
      <Form form={form} layout="vertical" initialValues={{ kind: 'device' }} onFinish={run.mutate}>
        <Form.Item
          name="name"
          label={texts.credentialName}
          extra={texts.credentialHint}
          rules={[{ required: true, min: 3, max: 100, pattern: /^[A-Za-z0-9._:-]+$/ }]}
        >
          <Input />
        </Form.Item>
        <Form.Item name="kind" label={texts.kind}>
          <Radio.Group
            options={(['device', 'gateway'] as const).map((value) => ({ value, label: texts.kinds[value] }))}
          />
        </Form.Item>
        <Covers isGateway={kind === 'gateway'} />
      </Form>
    </Modal>
  )
}

function Covers({ isGateway }: { isGateway: boolean }) {
  const texts = useTexts(devicesTexts)
  const pick = usePick()
  const [words, setWords] = useState('')
  const types = useRead(listThingTypes, {}, { staleMs: 600_000 })
  const things = useRead(
    listThings,
    { query: { search: words || undefined, limit: 30 } },
    { keepPrevious: true },
  )
  return (
    <>
      {isGateway ? (
        <Form.Item name="thingType" label={texts.coversType}>
          <Select
            allowClear
            options={(types.data ?? []).map((type) => ({ value: type.id, label: pick(type.title) }))}
          />
        </Form.Item>
      ) : null}
      <Form.Item name="thingIds" label={texts.coversDevice} rules={[{ required: !isGateway }]}>
        <Select
          mode="multiple"
          maxCount={isGateway ? undefined : 1}
          showSearch={{ filterOption: false, onSearch: setWords }}
          loading={things.isFetching}
          options={(things.data?.items ?? []).map((each) => ({
            value: each.id,
            label: `${each.name} ${each.reference}`,
          }))}
        />
      </Form.Item>
    </>
  )
}
