import {
  type CityIndex,
  getIndexValue,
  type IndexRules,
  listIndexVersions,
  listIndicators,
  listIndices,
  saveIndex,
} from '@civitas/sdk'
import { formatNumber, usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Modal, Select } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import styles from './indices.module.css'
import { indexTexts } from './indices.texts.ts'

type Rules = IndexRules

interface IndexValues extends Omit<Rules, 'smoothBelow'> {
  id: string
  title: string
  validFrom: string
  smoothBelow?: number | null
}

const thisMonth = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7)

/** Makes an index, or a new version of its weights from a period on; former periods keep theirs. */
export function IndexForm({ index, onClose }: { index?: CityIndex; onClose: () => void }) {
  const texts = useTexts(indexTexts)
  const shell = useTexts(consoleTexts)
  const [form] = Form.useForm<IndexValues>()
  const save = useMutation({
    mutationFn: ({ id, title, validFrom, smoothBelow, ...rules }: IndexValues) =>
      client.call(saveIndex, {
        params: { id },
        body: { title, validFrom, rules: { ...rules, ...(smoothBelow ? { smoothBelow } : {}) } },
      }),
    onSuccess: () => {
      refresh(listIndices, getIndexValue, listIndexVersions)
      onClose()
    },
  })
  const title = index ? texts.change : texts.make
  const choices = <K extends string>(names: Record<K, string>) =>
    Object.entries<string>(names).map(([value, label]) => ({ value, label }))
  const first = index
    ? { ...index.rules, id: index.id, title: index.title, validFrom: thisMonth() }
    : {
        ...{ validFrom: thisMonth(), normalisation: 'min-max' as const, missing: 'refuse' as const },
        components: [{ indicator: undefined, weight: 100 }],
      }
  return (
    <Modal
      open
      width={860}
      title={title}
      okText={title}
      cancelText={shell.cancel}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <ProblemNote error={save.error} />
      <Form form={form} layout="vertical" initialValues={first} onFinish={(values) => save.mutate(values)}>
        <Form.Item
          name="id"
          label={texts.code}
          rules={[{ required: true, pattern: /^[a-z][a-z0-9.-]*$/, message: texts.codeWrong }]}
        >
          <Input disabled={index !== undefined} maxLength={80} />
        </Form.Item>
        <Form.Item name="title" label={texts.name} rules={[{ required: true }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item
          name="validFrom"
          label={texts.validFrom}
          rules={[{ required: true, pattern: /^\d{4}-\d{2}$/ }]}
        >
          <Input maxLength={7} />
        </Form.Item>
        <Form.Item name="normalisation" label={texts.normalisation}>
          <Select options={choices(texts.normalisations)} />
        </Form.Item>
        <Form.Item name="missing" label={texts.missing}>
          <Select options={choices(texts.missings)} />
        </Form.Item>
        <Form.Item name="smoothBelow" label={texts.smoothBelow}>
          <InputNumber min={1} precision={0} />
        </Form.Item>
        <Components />
      </Form>
    </Modal>
  )
}

function Components() {
  const texts = useTexts(indexTexts)
  const pick = usePick()
  const indicators = useRead(listIndicators, {}, { staleMs: 60_000 })
  const options = (indicators.data ?? []).map((one) => ({
    value: one.id,
    label: `${pick(one.title)}（${one.id}）`,
  }))
  return (
    <fieldset className={styles.components}>
      <legend>{texts.components}</legend>
      <Form.List
        name="components"
        rules={[
          {
            validator: async (_, parts: { weight?: number }[]) => {
              const sum = parts.reduce((total, one) => total + (one?.weight ?? 0), 0)
              if (Math.abs(sum - 100) > 1e-9) throw new Error(texts.weightsWrong)
            },
          },
        ]}
      >
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className={styles.component}>
                <Form.Item name={[name, 'indicator']} label={texts.indicator} rules={[{ required: true }]}>
                  <Select showSearch={{ optionFilterProp: 'label' }} options={options} />
                </Form.Item>
                <Form.Item name={[name, 'weight']} label={texts.weight} rules={[{ required: true }]}>
                  <InputNumber min={0} max={100} />
                </Form.Item>
                <Form.Item name={[name, 'low']} label={texts.low}>
                  <InputNumber />
                </Form.Item>
                <Form.Item name={[name, 'high']} label={texts.high}>
                  <InputNumber />
                </Form.Item>
                <Button size="small" onClick={() => remove(name)}>
                  {texts.remove}
                </Button>
              </div>
            ))}
            <Form.Item noStyle shouldUpdate>
              {({ getFieldValue }) => (
                <p>
                  {texts.sum(
                    formatNumber(
                      ((getFieldValue('components') ?? []) as { weight?: number }[]).reduce(
                        (total, one) => total + (one?.weight ?? 0),
                        0,
                      ),
                      1,
                    ),
                  )}
                </p>
              )}
            </Form.Item>
            <Form.ErrorList errors={errors} />
            <Button onClick={() => add({})}>{texts.add}</Button>
          </>
        )}
      </Form.List>
    </fieldset>
  )
}
