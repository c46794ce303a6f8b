import { listDesignParts } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Form, type FormItemProps, Select } from 'antd'
import { useRead } from '../../../app/query.ts'
import { NumberPart, TextPart } from '../items/fields.tsx'
import { designTexts } from './case-types.texts.ts'

type Path = (string | number)[]

/** A name in Chinese and, where wished, in English. */
export function WordsPart({ name, label }: { name: Path; label: string }) {
  const texts = useTexts(designTexts)
  const isTitle = label === texts.title
  return (
    <>
      <TextPart name={[...name, 'zh']} label={label} />
      {isTitle ? <TextPart name={[...name, 'en']} label={texts.titleEn} /> : null}
    </>
  )
}

type PartKind = 'roles' | 'dutyItems' | 'eventTypes' | 'units'

/** One of what the city knows, by its name; `more` are those the type brings along. */
export function KnownPart({
  kind,
  more = [],
  ...item
}: { kind: PartKind; more?: { value: string; label: string }[] } & FormItemProps) {
  const pick = usePick()
  const read = useRead(listDesignParts, {}, { staleMs: 600_000 })
  const known = (read.data?.[kind] ?? []).map((one) => ({ value: one.id, label: pick(one.title) || one.id }))
  const own = more.filter((one) => !known.some((each) => each.value === one.value))
  return (
    <Form.Item {...item}>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        options={[...own, ...known]}
      />
    </Form.Item>
  )
}

/** Duty items the type itself brings along, as it is written now. */
export function useOwnItems(): { value: string; label: string }[] {
  const form = Form.useFormInstance()
  const items = Form.useWatch(['dutyItems'], { form, preserve: true }) as
    | ({ id?: string; title?: { zh?: string } } | undefined)[]
    | undefined
  return (items ?? []).flatMap((one) => (one?.id ? [{ value: one.id, label: one.title?.zh || one.id }] : []))
}

/** A value of a field of a form, as its kind has it. */
export function AnswerPart({
  name,
  label,
  field,
}: {
  name: Path
  label: string
  field: { kind?: string; choices?: string } | undefined
}) {
  const texts = useTexts(designTexts)
  if (field?.kind === 'number' || field?.kind === 'integer') return <NumberPart name={name} label={label} />
  if (field?.kind !== 'switch' && field?.kind !== 'choice') return <TextPart name={name} label={label} />
  const options =
    field.kind === 'switch'
      ? [
          { value: true, label: texts.yes },
          { value: false, label: texts.no },
        ]
      : (field.choices ?? '').split('\n').map((line) => {
          const [value = '', label = value] = line.split('=')
          return { value: value.trim(), label: label.trim() }
        })
  return (
    <Form.Item name={name} label={label}>
      <Select options={options as { value: string; label: string }[]} />
    </Form.Item>
  )
}
