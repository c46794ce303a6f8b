import { listDistricts, type ServiceFormField } from '@civitas/sdk'
import { SelectField, useTexts } from '@civitas/ui'
import { useRead } from '../../app/query.ts'
import { answerTexts } from './answers.texts.ts'

interface Division {
  code: string
  name: string
}

/** Counties and districts of the city, which forms ask for. */
function useDistricts(): readonly Division[] {
  return useRead(listDistricts, {}, { staleMs: 600_000 }).data?.items ?? []
}

interface Props {
  label: string
  hint?: string
  error: string | null
  value: string
  onChange: (code: string) => void
}

/** A field whose value is a division code, chosen by name. */
export function DivisionField({ label, hint, error, value, onChange }: Props) {
  const texts = useTexts(answerTexts)
  const districts = useDistricts()
  return (
    <SelectField {...{ label, hint, error, value }} onChange={(event) => onChange(event.target.value)}>
      <option value="">{texts.choose}</option>
      {districts.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </SelectField>
  )
}

/** How the value of a field is told to people; empty where there is none. */
export function useShownValue(): (field: ServiceFormField, value: unknown) => string {
  const texts = useTexts(answerTexts)
  const districts = useDistricts()
  return (field, value) => {
    if (value === undefined || value === null) return ''
    if (typeof value === 'boolean') return value ? texts.yes : texts.no
    if (field.type === 'division') return districts.find((one) => one.code === value)?.name ?? String(value)
    return `${String(value)}${field.unit ? ` ${field.unit}` : ''}`
  }
}
