import { type Survey, type SurveyQuestion, type SurveyQuota, saveSurvey } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, InputNumber, Modal, Select } from 'antd'
import { client } from '../../../app/client.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { surveyTexts } from './surveys.texts.ts'

interface FormQuestion {
  title: string
  kind: SurveyQuestion['kind']
  options?: string
  required?: boolean
  weight?: number
}

interface SurveyValues {
  title: string
  perDevice: number
  minSeconds: number
  /** Number of the question, and a line for each group: option, answers, percent. */
  quotaQuestion?: number | null
  quotaCells?: string
  questions: FormQuestion[]
}

const fresh: SurveyValues = {
  ...{ title: '', perDevice: 2, minSeconds: 10 },
  questions: [{ title: '', kind: 'rating', required: true }],
}

function toValues(survey: Survey): SurveyValues {
  const { title, perDevice, minSeconds } = survey
  return {
    ...{ title, perDevice, minSeconds },
    quotaQuestion: survey.quota ? Number(survey.quota.question.slice(1)) : null,
    quotaCells: survey.quota?.cells.map((one) => [one.option, one.count, one.share].join(',')).join('\n'),
    questions: survey.questions.map((one) => ({ ...one, options: one.options?.join('\n') })),
  }
}

function toQuestions(questions: readonly FormQuestion[]): SurveyQuestion[] {
  return questions.map(({ title, kind, options, required, weight }, i) => ({
    ...{ id: `q${i + 1}`, title, kind, required: required ?? false },
    ...(weight === undefined || weight === null ? {} : { weight }),
    ...(kind === 'choice' ? { options: (options ?? '').split('\n').map(trim).filter(Boolean) } : {}),
  }))
}

/** The quota as it was typed; the platform tells of what is wrong in it. */
function toQuota({ quotaQuestion, quotaCells }: SurveyValues): SurveyQuota | null {
  if (!quotaQuestion || !quotaCells?.trim()) return null
  const cells = quotaCells
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [option = '', count, share] = line.split(/[,，]/).map(trim)
      return { option, count: Number(count), share: Number(share) }
    })
  return { question: `q${quotaQuestion}`, cells }
}

const trim = (words: string) => words.trim()

/** Designs a questionnaire: questions in their order, and what counts as an abnormal answer. */
export function SurveyForm({
  survey,
  onSaved,
  onClose,
}: {
  survey?: Survey
  onSaved: () => void
  onClose: () => void
}) {
  const texts = useTexts(surveyTexts)
  const shell = useTexts(consoleTexts)
  const [form] = Form.useForm<SurveyValues>()
  const save = useMutation({
    mutationFn: (values: SurveyValues) => {
      const { title, perDevice, minSeconds } = values
      const body = { title, perDevice, minSeconds, questions: toQuestions(values.questions) }
      return client.call(saveSurvey, { body: { ...body, id: survey?.id, quota: toQuota(values) } })
    },
    onSuccess: () => {
      onSaved()
      onClose()
    },
  })
  const title = survey ? texts.edit : texts.make
  return (
    <Modal
      open
      width={760}
      title={title}
      okText={title}
      cancelText={shell.cancel}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <ProblemNote error={save.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={survey ? toValues(survey) : fresh}
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item name="title" label={texts.name} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="perDevice" label={texts.perDevice} rules={[{ required: true }]}>
          <InputNumber min={1} max={1000} precision={0} />
        </Form.Item>
        <Form.Item name="minSeconds" label={texts.minSeconds} rules={[{ required: true }]}>
          <InputNumber min={0} max={3600} precision={0} />
        </Form.Item>
        <Form.Item name="quotaQuestion" label={texts.quotaQuestion}>
          <InputNumber min={1} max={60} precision={0} />
        </Form.Item>
        <Form.Item name="quotaCells" label={texts.quotaCells} extra={texts.quotaCellsWhy}>
          <Input.TextArea rows={3} />
        </Form.Item>
        <Form.List name="questions">
          {(fields, { add, remove }) => (
            <>
              {fields.map((field, i) => (
                <QuestionFields
                  key={field.key}
                  index={field.name}
                  number={i + 1}
                  onRemove={fields.length > 1 ? () => remove(field.name) : undefined}
                />
              ))}
              <Button onClick={() => add({ title: '', kind: 'rating', required: true })}>{texts.add}</Button>
            </>
          )}
        </Form.List>
      </Form>
    </Modal>
  )
}

function QuestionFields({
  index,
  number,
  onRemove,
}: {
  index: number
  number: number
  onRemove?: () => void
}) {
  const texts = useTexts(surveyTexts)
  const kinds = (['rating', 'choice', 'text'] as const).map((value) => ({ value, label: texts.kinds[value] }))
  return (
    <fieldset style={{ marginBlockEnd: 16, padding: 12, border: '1px solid var(--line)' }}>
      <legend>{texts.question(String(number))}</legend>
      <Form.Item name={[index, 'title']} label={texts.question(String(number))} rules={[{ required: true }]}>
        <Input maxLength={400} />
      </Form.Item>
      <Form.Item name={[index, 'kind']} label={texts.kind}>
        <Select options={kinds} />
      </Form.Item>
      <Form.Item noStyle dependencies={[['questions', index, 'kind']]}>
        {({ getFieldValue }) =>
          getFieldValue(['questions', index, 'kind']) === 'choice' ? (
            <Form.Item name={[index, 'options']} label={texts.options} rules={[{ required: true }]}>
              <Input.TextArea rows={3} />
            </Form.Item>
          ) : null
        }
      </Form.Item>
      <Form.Item name={[index, 'weight']} label={texts.weight}>
        <InputNumber min={0} max={100} />
      </Form.Item>
      <Form.Item name={[index, 'required']} valuePropName="checked">
        <Checkbox>{texts.required}</Checkbox>
      </Form.Item>
      {onRemove ? (
        <Button size="small" onClick={onRemove}>
          {texts.remove}
        </Button>
      ) : null}
    </fieldset>
  )
}
