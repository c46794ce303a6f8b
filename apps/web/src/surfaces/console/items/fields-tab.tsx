import { useTexts } from '@civitas/ui'
import { Form } from 'antd'
import { ChoicePart, NumberPart, TextPart, TickPart, WhenPart, WordsPart } from './fields.tsx'
import { itemTexts } from './items.texts.ts'
import { ListPart } from './list-part.tsx'

/** The form of the citizen. */
export function FieldsTab() {
  const texts = useTexts(itemTexts)
  return (
    <ListPart
      name="fields"
      title={texts.field}
      why={texts.fieldsWhy}
      fresh={() => ({ name: '', title: '', type: 'text', required: true })}
    >
      {(at) => <Field at={at} />}
    </ListPart>
  )
}

function Field({ at }: { at: number }) {
  const texts = useTexts(itemTexts)
  const type = Form.useWatch(['fields', at, 'type'])
  const isNumber = type === 'number' || type === 'integer'
  return (
    <>
      <TextPart name={[at, 'title']} label={texts.title} />
      <TextPart name={[at, 'name']} label={texts.name} />
      <ChoicePart name={[at, 'type']} label={texts.type} words={texts.types} />
      {type === 'choice' ? <WordsPart name={[at, 'choices']} label={texts.choices} /> : null}
      {isNumber ? (
        <>
          <NumberPart name={[at, 'min']} label={texts.min} />
          <NumberPart name={[at, 'max']} label={texts.max} />
          <TextPart name={[at, 'unit']} label={texts.unit} />
        </>
      ) : null}
      <TextPart name={[at, 'hint']} label={texts.hint} />
      <TextPart name={[at, 'prefill']} label={texts.prefill} extra={texts.prefillHint} />
      <WhenPart name={[at, 'when']} />
      <TickPart name={[at, 'required']} label={texts.must} />
    </>
  )
}
