import {
  changeTheme,
  createTheme,
  getTheme,
  listThemes,
  type OperationInput,
  type Theme,
  type ThemeAttribute,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Select } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { datasetTexts } from '../datasets/datasets.texts.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { AttributeFields, type AttributeValues } from './attribute-fields.tsx'
import { themeTexts } from './themes.texts.ts'

type ThemeInput = OperationInput<typeof createTheme>['body']

interface Values extends Omit<ThemeInput, 'attributes'> {
  attributes: AttributeValues[]
}

/** A theme: what a row is about, its key, and for each attribute where it comes from. */
export function ThemeForm({ theme, onClose }: { theme?: Theme; onClose: () => void }) {
  const texts = useTexts(themeTexts)
  const shell = useTexts(consoleTexts)
  const types = useTexts(datasetTexts).types
  const [form] = Form.useForm<Values>()
  const save = useMutation({
    mutationFn: ({ attributes, ...given }: Values) => {
      const body = { ...given, attributes: attributes.map(toAttribute) }
      if (theme) return client.call(changeTheme, { params: { id: theme.id }, body })
      return client.call(createTheme, { body })
    },
    onSuccess: () => {
      refresh(listThemes, getTheme)
      onClose()
    },
  })
  const choices = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  const title = theme ? texts.edit : texts.make
  return (
    <Modal
      open
      width={920}
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
        scrollToFirstError
        initialValues={
          theme ? toValues(theme) : { key: 'uscc', divisionCode: '990100', attributes: [{ type: 'text' }] }
        }
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item name="name" label={texts.columns.name} rules={[{ required: true, min: 2 }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="subject" label={texts.columns.subject} rules={[{ required: true }]}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="key" label={texts.columns.key}>
          <Select options={choices(texts.keys)} />
        </Form.Item>
        <Form.Item
          name="divisionCode"
          label={texts.division}
          rules={[{ required: true, pattern: /^\d{6}$/ }]}
        >
          <Input maxLength={6} />
        </Form.Item>
        <Form.Item name="masterOf" label={texts.masterOf}>
          <Select mode="tags" open={false} />
        </Form.Item>
        <Form.List name="attributes">
          {(fields, { add, remove }) => (
            <>
              {fields.map((field, i) => (
                <AttributeFields
                  key={field.key}
                  index={field.name}
                  number={i + 1}
                  types={choices(types)}
                  onRemove={fields.length > 1 ? () => remove(field.name) : undefined}
                />
              ))}
              <Button onClick={() => add({ type: 'text' })}>{texts.add}</Button>
            </>
          )}
        </Form.List>
      </Form>
    </Modal>
  )
}

function toAttribute(one: AttributeValues): ThemeAttribute {
  const { datasetId, field, keyField, organisationId, ...rest } = one
  const sources = datasetId && field && keyField ? [{ datasetId, field, keyField }] : []
  return { ...rest, sources: [...sources, ...(one.more ?? [])], organisationId: organisationId ?? null }
}

function toValues(theme: Theme): Values {
  return {
    ...{ name: theme.name, subject: theme.subject, key: theme.key, divisionCode: theme.divisionCode },
    masterOf: theme.masterOf,
    attributes: theme.attributes.map(({ sources: [first, ...more], organisationId, ...one }) => ({
      ...{ ...one, ...first, more },
      ...(organisationId ? { organisationId } : {}),
    })),
  }
}
