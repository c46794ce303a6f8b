import { checkIdentifier, type OperationOutput } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Select } from 'antd'
import { client } from '../../../app/client.ts'
import { Quiet } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { toChoices } from './tabs-page.tsx'

type Kind = 'citizen-id' | 'uscc' | 'real-estate-unit'
type Answer = OperationOutput<typeof checkIdentifier>

/** 号码校验: whether a national number is well formed and its check digit right; nobody’s data is asked (PLT-046, PLT-047). */
export function CheckNumber() {
  const texts = useTexts(sharingTexts).packages.numbers
  const check = useMutation({
    mutationFn: (body: { kind: Kind; value: string }) => client.call(checkIdentifier, { body }),
  })
  return (
    <>
      <Quiet>{texts.why}</Quiet>
      <Form
        layout="inline"
        initialValues={{ kind: 'uscc' }}
        style={{ margin: '12px 0', rowGap: 12 }}
        onValuesChange={() => check.reset()}
        onFinish={(values: { kind: Kind; value: string }) =>
          check.mutate({ ...values, value: values.value.trim() })
        }
      >
        <Form.Item name="kind" label={texts.kind}>
          <Select style={{ width: 200 }} options={toChoices(texts.kinds)} />
        </Form.Item>
        <Form.Item name="value" label={texts.number} rules={[{ required: true, message: texts.required }]}>
          <Input className="code" style={{ width: 320 }} maxLength={100} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={check.isPending}>
          {texts.check}
        </Button>
      </Form>
      <ProblemNote error={check.error} />
      {check.data ? <Verdict answer={check.data} /> : null}
    </>
  )
}

function Verdict({ answer }: { answer: Answer }) {
  const texts = useTexts(sharingTexts).packages.numbers
  return (
    <Alert
      showIcon
      style={{ maxWidth: 560 }}
      type={answer.valid ? 'success' : 'error'}
      title={answer.valid ? texts.valid : (answer.fault ?? texts.invalid)}
    />
  )
}
