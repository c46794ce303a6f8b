import { type AskedConsent, askConsent, useConsent as checkConsent, listAskedConsents } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { consentListTexts } from './consent-list.texts.ts'
import { toChoices } from './tabs-page.tsx'

interface Asked {
  subjectNumber: string
  data: string
  fields: string[]
  purpose: string
  legalBasis: string
  days: number
  sensitive?: boolean
}

/** 本人授权: what the unit of the caller has asked people and firms for, and a use of it (PLT-042). */
export function ConsentList() {
  const texts = useTexts(consentListTexts)
  const [using, setUsing] = useState<Partial<Use> | null>(null)
  const checkNumber = (value: unknown) =>
    /^[0-9A-Z]{18}$/.test(String(value ?? '')) ? null : texts.badNumber
  return (
    <>
      <Button style={{ marginBottom: 12 }} onClick={() => setUsing({})}>
        {texts.use}
      </Button>
      <RecordList<AskedConsent>
        label={texts.data}
        operation={listAskedConsents}
        states={texts.states}
        rowKey={(one) => one.id}
        name={(one) => one.data}
        columns={[
          { title: texts.subject, render: (_, one) => `${one.subjectName} ${one.subjectNumber}` },
          { title: texts.purpose, dataIndex: 'purpose' },
          { title: texts.state, render: (_, one) => <State one={one} /> },
          { title: texts.until, render: (_, one) => (one.untilTime ? formatTime(one.untilTime) : '—') },
          { title: texts.uses, align: 'right', render: (_, one) => formatNumber(one.uses) },
        ]}
        facts={(one) => [
          { label: texts.subject, value: `${one.subjectName} ${one.subjectNumber}` },
          { label: texts.state, value: <State one={one} /> },
          { label: texts.purpose, value: one.purpose },
          { label: texts.days, value: texts.dayCount(one.days) },
          { label: texts.fields, value: one.fields.join('、'), whole: true },
          { label: texts.legalBasis, value: one.legalBasis, whole: true },
          { label: texts.asked, value: formatTime(one.askedTime) },
          { label: texts.decided, value: one.decidedTime ? formatTime(one.decidedTime) : '—' },
          { label: texts.until, value: one.untilTime ? formatTime(one.untilTime) : '—' },
          { label: texts.uses, value: formatNumber(one.uses) },
        ]}
        more={(one) => (
          <Button onClick={() => setUsing({ data: one.data, fields: one.fields, purpose: one.purpose })}>
            {texts.use}
          </Button>
        )}
        create={{
          label: texts.ask,
          first: { days: 30 },
          fields: [
            { kind: 'code', name: 'subjectNumber', label: texts.number, required: true, check: checkNumber },
            { kind: 'text', name: 'data', label: texts.data, required: true, placeholder: texts.dataHint },
            { kind: 'choices', name: 'fields', label: texts.fields, required: true, tags: true, options: [] },
            { kind: 'text', name: 'purpose', label: texts.purpose, required: true, maxLength: 100 },
            { kind: 'text', name: 'legalBasis', label: texts.legalBasis, required: true },
            {
              ...{ kind: 'number', name: 'days', label: texts.days, required: true, unit: texts.dayUnit },
              ...{ min: 1, max: 366, precision: 0 },
            },
            { kind: 'tick', name: 'sensitive', label: texts.sensitive },
          ],
          run: (body: Asked) => client.call(askConsent, { body }),
        }}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {using ? <UseDialog first={using} onClose={() => setUsing(null)} /> : null}
    </>
  )
}

function State({ one }: { one: AskedConsent }) {
  const { states } = useTexts(consentListTexts)
  const tone = one.state === 'asked' ? 'loud' : one.state === 'given' ? undefined : 'over'
  return <StateTag tone={tone}>{states[one.state]}</StateTag>
}

interface Use {
  subjectNumber: string
  data: string
  fields: string[]
  purpose: string
}

/** Asks whether a use is allowed now; the answer stays to be read, and stands in the trail of the person. */
function UseDialog({ first, onClose }: { first: Partial<Use>; onClose: () => void }) {
  const texts = useTexts(consentListTexts)
  const [form] = Form.useForm<Use>()
  const run = useMutation({
    mutationFn: (body: Use) => client.call(checkConsent, { body }),
    onSuccess: () => refresh(listAskedConsents),
  })
  const needed = (label: string) => [{ required: true, message: texts.needed(label) }]
  return (
    <Modal
      open
      title={texts.use}
      okText={texts.use}
      okButtonProps={{ loading: run.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{texts.useWhy}</p>
      <ProblemNote error={run.error} />
      <Form form={form} layout="vertical" initialValues={first} onFinish={run.mutate}>
        <Form.Item
          name="subjectNumber"
          label={texts.number}
          rules={[...needed(texts.number), { pattern: /^[0-9A-Z]{18}$/, message: texts.badNumber }]}
        >
          <Input className="code" maxLength={18} autoComplete="off" />
        </Form.Item>
        <Form.Item name="data" label={texts.data} rules={needed(texts.data)}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="fields" label={texts.fields} rules={needed(texts.fields)}>
          <Select
            mode="tags"
            options={toChoices(Object.fromEntries((first.fields ?? []).map((f) => [f, f])))}
          />
        </Form.Item>
        <Form.Item name="purpose" label={texts.purpose} rules={needed(texts.purpose)}>
          <Input maxLength={100} />
        </Form.Item>
      </Form>
      {run.data ? (
        <Alert
          role="status"
          type={run.data.allowed ? 'success' : 'error'}
          title={run.data.allowed ? texts.allowed : texts.refused(run.data.reason)}
        />
      ) : null}
    </Modal>
  )
}
