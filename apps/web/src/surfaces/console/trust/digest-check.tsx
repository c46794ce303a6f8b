import { digestData } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { client } from '../../../app/client.ts'
import { Facts, Quiet, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { resealTexts } from './reseal.texts.ts'

interface Values {
  text: string
  algorithm: 'SM3' | 'SHA-256'
}

/** 杂凑: the digest of words, to be held against that of another system or a test vector (PLT-114). */
export function DigestCheck() {
  const { digest: texts } = useTexts(resealTexts)
  const run = useMutation({
    mutationFn: ({ text, algorithm }: Values) =>
      client.call(digestData, { body: { algorithm, data: toBase64(text) } }),
  })
  return (
    <div style={{ marginBlockStart: 24 }}>
      <Section title={texts.title}>
        <Quiet>{texts.why}</Quiet>
        <ProblemNote error={run.error} />
        <Form<Values>
          layout="vertical"
          style={{ maxWidth: 640, marginBlockStart: 12 }}
          initialValues={{ algorithm: 'SM3' }}
          onFinish={(values) => run.mutate(values)}
        >
          <Form.Item name="text" label={texts.text} rules={[{ required: true, message: texts.needed }]}>
            <Input.TextArea rows={2} maxLength={10_000} />
          </Form.Item>
          <Form.Item name="algorithm" label={texts.algorithm}>
            <Select options={['SM3', 'SHA-256'].map((value) => ({ value, label: value }))} />
          </Form.Item>
          <Form.Item>
            <Button htmlType="submit" loading={run.isPending}>
              {texts.compute}
            </Button>
          </Form.Item>
        </Form>
        {run.data ? (
          <Facts
            facts={[
              { label: texts.value, value: <span className="code">{run.data.digest}</span>, whole: true },
              { label: texts.bytes, value: run.data.bytes },
            ]}
          />
        ) : null}
      </Section>
    </div>
  )
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
