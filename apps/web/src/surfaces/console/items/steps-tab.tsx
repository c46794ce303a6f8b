import type { FlowStep } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Form, Select } from 'antd'
import { ChoicePart, NumberPart, OfficePart, TextPart, TickPart, WhenPart } from './fields.tsx'
import { itemTexts } from './items.texts.ts'
import { ListPart } from './list-part.tsx'

/** Who handles it after acceptance, in how many days. */
export function StepsTab() {
  const texts = useTexts(itemTexts)
  const steps = (Form.useWatch('steps') ?? []) as Partial<FlowStep>[]
  return (
    <ListPart
      name="steps"
      title={texts.step}
      fresh={() => ({ id: '', title: '', kind: 'review', organisation: '', days: 3, suspends: false })}
    >
      {(at) => (
        <>
          <TextPart name={[at, 'title']} label={texts.title} />
          <TextPart name={[at, 'id']} label={texts.stepId} />
          <ChoicePart name={[at, 'kind']} label={texts.stepKind} words={texts.stepKinds} />
          <OfficePart name={[at, 'organisation']} label={texts.office} />
          <NumberPart name={[at, 'days']} label={texts.days} min={1} max={365} />
          <Form.Item name={[at, 'after']} label={texts.after}>
            <Select
              mode="multiple"
              options={steps
                .filter((one, other) => other !== at && one?.id)
                .map((one) => ({ value: one.id ?? '', label: one.title || one.id }))}
            />
          </Form.Item>
          <WhenPart name={[at, 'when']} />
          <TickPart name={[at, 'suspends']} label={texts.suspends} />
          <TickPart name={[at, 'silenceConsents']} label={texts.silence} />
        </>
      )}
    </ListPart>
  )
}
