import { type GuardRules, getGuardRules, setGuardRules } from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Checkbox, Form, InputNumber } from 'antd'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { guardTexts } from './guard.texts.ts'

const steps = ['contain', 'notify', 'report', 'review'] as const

/** When an alert is raised, and how long each step of a leak case may take. */
export function RulesForm() {
  const texts = useTexts(guardTexts)
  const { message } = App.useApp()
  const read = useRead(getGuardRules, {})
  const save = useMutation({
    mutationFn: (body: GuardRules) => client.call(setGuardRules, { body }),
    onSuccess: () => {
      refresh(getGuardRules)
      void message.success(texts.save)
    },
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <Form
      layout="vertical"
      initialValues={read.data}
      style={{ maxWidth: 420 }}
      onFinish={(given) => save.mutate(given)}
    >
      <ProblemNote error={save.error} />
      {(['times', 'leastRows', 'nightFrom', 'nightTo'] as const).map((name) => (
        <Form.Item key={name} name={name} label={texts[name]}>
          <InputNumber min={0} style={{ width: '100%' }} />
        </Form.Item>
      ))}
      <Form.Item name="suspends" valuePropName="checked">
        <Checkbox>{texts.suspends}</Checkbox>
      </Form.Item>
      {steps.map((step) => (
        <Form.Item key={step} name={['hours', step]} label={texts.hoursOf(texts.steps[step])}>
          <InputNumber min={1} style={{ width: '100%' }} />
        </Form.Item>
      ))}
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {texts.save}
      </Button>
    </Form>
  )
}
