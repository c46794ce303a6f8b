import { listDecisionMemos, type OptionEffect, writeDecisionMemo } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { decisionsTexts } from './decisions.texts.ts'
import { IndicatorSelect } from './series-field.tsx'

interface FormOption {
  name: string
  assumptions: string
  costYuan: number
  risk: 'low' | 'middle' | 'high'
  riskText: string
  value: number
  low: number
  high: number
}

interface Values extends Pick<OptionEffect, 'unit' | 'direction' | 'indicator'> {
  title: string
  question: string
  effect: string
  options: FormOption[]
}

const freshOption = { costYuan: 0, risk: 'low' as const }

/** Options with one effect they are all judged by; the first is what comes when nothing is done. */
export function MemoForm({ onClose }: { onClose: () => void }) {
  const texts = useTexts(decisionsTexts)
  const shell = useTexts(consoleTexts)
  const navigate = useNavigate()
  const [form] = Form.useForm<Values>()
  const save = useMutation({
    mutationFn: (values: Values) => client.call(writeDecisionMemo, { body: toBody(values) }),
    onSuccess: ({ id }) => {
      refresh(listDecisionMemos)
      navigate(`/console/decisions/${id}`)
    },
  })
  const directions = Object.entries(texts.directions).map(([value, label]) => ({ value, label }))
  const first = { direction: 'down' as const, options: [freshOption, freshOption] }
  return (
    <Modal
      open
      width={820}
      title={texts.compare}
      okText={texts.compare}
      cancelText={shell.cancel}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <ProblemNote error={save.error} />
      <Form form={form} layout="vertical" initialValues={first} onFinish={(values) => save.mutate(values)}>
        <Form.Item name="title" label={texts.name} rules={[{ required: true }]}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="question" label={texts.question} rules={[{ required: true }]}>
          <Input.TextArea rows={2} maxLength={1000} />
        </Form.Item>
        <Form.Item name="effect" label={texts.effectTitle} rules={[{ required: true }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="unit" label={texts.unit} rules={[{ required: true }]}>
          <Input maxLength={30} />
        </Form.Item>
        <Form.Item name="direction" label={texts.direction}>
          <Select options={directions} />
        </Form.Item>
        <Form.Item name="indicator" label={texts.bound}>
          <IndicatorSelect />
        </Form.Item>
        <Form.List name="options">
          {(fields, { add, remove }) => (
            <>
              {fields.map((field, i) => (
                <OptionFields
                  key={field.key}
                  index={field.name}
                  number={i}
                  onRemove={fields.length > 2 ? () => remove(field.name) : undefined}
                />
              ))}
              <Button onClick={() => add(freshOption)}>{texts.addOption}</Button>
            </>
          )}
        </Form.List>
      </Form>
    </Modal>
  )
}

function toBody({ title, question, effect, unit, direction, indicator, options }: Values) {
  return {
    ...{ title, question },
    options: options.map(({ name, assumptions, costYuan, risk, riskText, value, low, high }) => ({
      ...{ name, costYuan, risk, riskText },
      assumptions: assumptions
        .split('\n')
        .map((one) => one.trim())
        .filter(Boolean),
      effects: [{ title: effect, unit, direction, value, low, high, ...(indicator ? { indicator } : {}) }],
    })),
  }
}

const required = [{ required: true }]

function OptionFields({ index, number, onRemove }: { index: number; number: number; onRemove?: () => void }) {
  const texts = useTexts(decisionsTexts)
  const risks = Object.entries(texts.risks).map(([value, label]) => ({ value, label }))
  const numbers = ['value', 'low', 'high'] as const
  return (
    <fieldset style={{ marginBlockEnd: 16, padding: 12, border: '1px solid var(--line)' }}>
      <legend>
        {number === 0 ? `${texts.option} 1（${texts.baseline}）` : `${texts.option} ${number + 1}`}
      </legend>
      <Form.Item name={[index, 'name']} label={texts.option} rules={required}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name={[index, 'assumptions']} label={texts.assumptions} rules={required}>
        <Input.TextArea rows={2} />
      </Form.Item>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12 }}>
        {numbers.map((name) => (
          <Form.Item key={name} name={[index, name]} label={texts[name]} rules={required}>
            <InputNumber />
          </Form.Item>
        ))}
        <Form.Item name={[index, 'costYuan']} label={texts.cost} rules={required}>
          <InputNumber min={0} />
        </Form.Item>
        <Form.Item name={[index, 'risk']} label={texts.risk}>
          <Select options={risks} style={{ width: 90 }} />
        </Form.Item>
      </div>
      <Form.Item name={[index, 'riskText']} label={texts.riskText} rules={required}>
        <Input maxLength={1000} />
      </Form.Item>
      {onRemove ? (
        <Button size="small" onClick={onRemove}>
          {texts.removeOption}
        </Button>
      ) : null}
    </fieldset>
  )
}
