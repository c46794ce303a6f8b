import { useTexts } from '@civitas/ui'
import { JsonForm } from '../../../capabilities/forms/json-form.tsx'
import { fieldTexts } from '../field.texts.ts'

/** Pass, or send back. */
export function VerdictChoice({
  passed,
  onChange,
}: {
  passed: boolean
  onChange: (passed: boolean) => void
}) {
  const texts = useTexts(fieldTexts)
  return (
    <JsonForm
      fields={[
        {
          key: 'verdict',
          label: texts.checkVerdict,
          help: '',
          kind: 'choice',
          required: true,
          unit: '',
          choices: [
            { value: 'pass', title: texts.pass },
            { value: 'fail', title: texts.fail },
          ],
        },
      ]}
      values={{ verdict: passed ? 'pass' : 'fail' }}
      errors={{}}
      onChange={(values) => onChange(values.verdict === 'pass')}
    />
  )
}
