import { decideSealed, listSealed, type SealedProject } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Space } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { sealedTexts } from './sealed.texts.ts'

interface Values {
  minCell: number
  budget: number
  reason?: string
}

/** Lets a project in, with the smallest cell and the budget it gets; one that was suspended again. */
export function Decide({ project }: { project: SealedProject }) {
  const texts = useTexts(sealedTexts)
  const may = useMay()
  const [form] = Form.useForm<Values>()
  const decide = useMutation({
    mutationFn: (approve: boolean) => {
      const { reason, minCell, budget } = form.getFieldsValue()
      const body = { approve, minCell, budget, ...(reason ? { reason } : {}) }
      return client.call(decideSealed, { params: { id: project.id }, body })
    },
    onSettled: () => refresh(listSealed),
  })
  if (!may('data.review')) return null
  const isAgain = project.state === 'suspended'
  return (
    <Form
      form={form}
      layout="vertical"
      style={{ marginTop: 16 }}
      initialValues={{ minCell: project.minCell, budget: project.budget }}
    >
      <Space size="large">
        <Form.Item name="minCell" label={texts.minCell}>
          <InputNumber min={3} max={1000} precision={0} />
        </Form.Item>
        <Form.Item name="budget" label={texts.decideBudget}>
          <InputNumber min={1} max={1000} precision={0} />
        </Form.Item>
      </Space>
      <Form.Item name="reason" label={texts.reason}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
      </Form.Item>
      <ProblemNote error={decide.error} />
      <Space>
        <Button type="primary" onClick={() => decide.mutate(true)}>
          {isAgain ? texts.resume : texts.approve}
        </Button>
        {isAgain ? null : <Button onClick={() => decide.mutate(false)}>{texts.refuse}</Button>}
      </Space>
    </Form>
  )
}
