import { useLocale, useTexts } from '@civitas/ui'
import { Drawer, Form, Input } from 'antd'
import { useState } from 'react'
import { type FormValues, toFormFields } from '../../../capabilities/forms/form-fields.ts'
import { ChoicePart, NumberPart, TextPart, TickPart } from '../items/fields.tsx'
import { ListPart } from '../items/list-part.tsx'
import { AntdJsonForm } from '../parts/antd-json-form.tsx'
import { Quiet } from '../parts/page.tsx'
import styles from './case-types.module.css'
import { designTexts } from './case-types.texts.ts'
import { type FieldRow, toForm } from './design.ts'
import { KnownPart } from './parts.tsx'

type Path = (string | number)[]

interface FormDesignerProps {
  /** Below the list it stands in, and from the root. */
  name: Path
  path: Path
  title: string
  rows: FieldRow[]
  onClose: () => void
}

/** The fields of a form on the left, the form as its reader sees it on the right. */
export function FormDesigner({ name, path, title, rows, onClose }: FormDesignerProps) {
  const texts = useTexts(designTexts)
  return (
    <Drawer open size={1080} title={texts.formTitle(title)} onClose={onClose}>
      <div className={styles.designer}>
        <ListPart
          name={[...name, 'fields']}
          title={texts.field}
          fresh={() => ({ name: `field${rows.length + 1}`, zh: '', kind: 'text' })}
        >
          {(at) => <FieldParts at={at} path={[...path, 'fields', at]} />}
        </ListPart>
        <FormPreview rows={rows} />
      </div>
    </Drawer>
  )
}

function FieldParts({ at, path }: { at: number; path: Path }) {
  const texts = useTexts(designTexts)
  const form = Form.useFormInstance()
  const kind = Form.useWatch([...path, 'kind'], { form, preserve: true }) as FieldRow['kind'] | undefined
  const isNumber = kind === 'number' || kind === 'integer'
  return (
    <>
      <TextPart name={[at, 'zh']} label={texts.title} />
      <TextPart name={[at, 'name']} label={texts.name} extra={texts.nameHint} />
      <ChoicePart name={[at, 'kind']} label={texts.kind} words={texts.kinds} />
      {isNumber ? (
        <>
          <KnownPart kind="units" name={[at, 'unit']} label={texts.unit} />
          <NumberPart name={[at, 'minimum']} label={texts.min} />
          <NumberPart name={[at, 'maximum']} label={texts.max} />
        </>
      ) : null}
      {kind === 'choice' ? (
        <Form.Item
          name={[at, 'choices']}
          label={texts.choices}
          extra={texts.choicesHint}
          className={styles.wide}
        >
          <Input.TextArea rows={3} />
        </Form.Item>
      ) : null}
      <TextPart name={[at, 'help']} label={texts.help} />
      <TickPart name={[at, 'required']} label={texts.required} />
    </>
  )
}

function FormPreview({ rows }: { rows: FieldRow[] }) {
  const texts = useTexts(designTexts)
  const locale = useLocale()
  const [values, setValues] = useState<FormValues>({})
  const fields = toFormFields(toForm(rows) as unknown as Record<string, unknown>, locale)
  return (
    <section aria-label={texts.preview}>
      <h2 style={{ fontSize: '1rem', marginBlockEnd: 8 }}>{texts.preview}</h2>
      {fields.length === 0 ? <Quiet>{texts.noFields}</Quiet> : null}
      <Form component={false} layout="vertical">
        <AntdJsonForm fields={fields} values={values} errors={{}} onChange={setValues} />
      </Form>
    </section>
  )
}
