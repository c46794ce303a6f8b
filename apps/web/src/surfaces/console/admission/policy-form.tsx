import { type AdmissionPolicy, getAdmissionPolicy, setAdmissionPolicy } from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Checkbox, Form, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { admissionTexts } from './admission.texts.ts'

/** What puts a device in quarantine by itself. */
export function PolicyForm() {
  const read = useRead(getAdmissionPolicy, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return <Editor first={read.data} />
}

function Editor({ first }: { first: AdmissionPolicy }) {
  const { policy: texts } = useTexts(admissionTexts)
  const { message } = App.useApp()
  const [policy, setPolicy] = useState(first)
  const save = useMutation({
    mutationFn: () => client.call(setAdmissionPolicy, { body: policy }),
    onSuccess: () => {
      refresh(getAdmissionPolicy)
      void message.success(texts.saved)
    },
  })
  const fields = [
    ['ratePerMinute', texts.rate],
    ['mismatchesPerHour', texts.mismatch],
  ] as const
  return (
    <Section title={texts.title}>
      <ProblemNote error={save.error} />
      <Quiet>{texts.why}</Quiet>
      <Form layout="vertical" onFinish={() => save.mutate()} style={{ maxWidth: 360, marginTop: 16 }}>
        {fields.map(([name, label]) => (
          <Form.Item key={name} label={label} htmlFor={name}>
            <InputNumber
              id={name}
              min={1}
              precision={0}
              style={{ width: '100%' }}
              value={policy[name]}
              onChange={(value) => setPolicy({ ...policy, [name]: value })}
            />
          </Form.Item>
        ))}
        <Form.Item label={texts.reportUrl} htmlFor="reportUrl" extra={texts.reportWhy}>
          <Input
            id="reportUrl"
            className="code"
            maxLength={1000}
            placeholder="https://"
            value={policy.reportUrl ?? ''}
            onChange={(event) => setPolicy({ ...policy, reportUrl: event.target.value.trim() || null })}
          />
        </Form.Item>
        <Form.Item>
          <Checkbox
            checked={policy.newAddress}
            onChange={(event) => setPolicy({ ...policy, newAddress: event.target.checked })}
          >
            {texts.address}
          </Checkbox>
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {texts.save}
        </Button>
      </Form>
    </Section>
  )
}
