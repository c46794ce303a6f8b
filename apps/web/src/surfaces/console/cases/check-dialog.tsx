import { checkCase, type getCase, type OperationOutput } from '@civitas/sdk'
import { useLocale, useTexts } from '@civitas/ui'
import { Form, Radio } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import {
  checkFormValues,
  type FormValues,
  initialValues,
  toFormBody,
  toFormFields,
} from '../../../capabilities/forms/form-fields.ts'
import { formTexts } from '../../../capabilities/forms/forms.texts.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { AntdJsonForm } from '../parts/antd-json-form.tsx'
import { consoleCaseTexts } from './console-cases.texts.ts'

interface CheckDialogProps {
  detail: OperationOutput<typeof getCase>
  onClose: () => void
}

/** Checks a case with the form its type declares: it closes, or goes back. */
export function CheckDialog({ detail, onClose }: CheckDialogProps) {
  const texts = useTexts(consoleCaseTexts)
  const words = useTexts(formTexts)
  const fields = toFormFields(detail.checkForm, useLocale())
  const [passed, setPassed] = useState(true)
  const [values, setValues] = useState<FormValues>(() => initialValues(fields))
  const errors = checkFormValues(fields, values, words)
  return (
    <ActDialog
      title={passed ? texts.checkPass : texts.checkFail}
      why={texts.checkHint}
      danger={!passed}
      comment="required"
      isReady={!passed || Object.keys(errors).length === 0}
      width={560}
      act={(comment) =>
        client.call(checkCase, {
          params: { id: detail.case.id },
          body: { passed, comment, form: toFormBody(fields, values), version: detail.case.version },
        })
      }
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.checkResult}>
          <Radio.Group
            value={passed}
            onChange={(event) => setPassed(event.target.value)}
            options={[
              { value: true, label: texts.checkPassed },
              { value: false, label: texts.checkFailed },
            ]}
          />
        </Form.Item>
        <AntdJsonForm fields={fields} values={values} errors={{}} onChange={setValues} />
      </Form>
    </ActDialog>
  )
}
