import type { ItemContent } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Form } from 'antd'
import { ChoicePart, TextPart, WhenPart, WordsPart } from './fields.tsx'
import styles from './items.module.css'
import { itemTexts } from './items.texts.ts'
import { ListPart } from './list-part.tsx'
import { QuestionBranches } from './question-branches.tsx'

/** Who may apply, and the questions that lead to what is needed. */
export function GuidanceTab() {
  const texts = useTexts(itemTexts)
  const form = Form.useFormInstance<ItemContent>()
  const decision = Form.useWatch('decision', { form, preserve: true })
  return (
    <>
      <TextPart name="conditions" label={texts.conditions} rows={4} />
      {decision ? <p className={styles.why}>{texts.table(decision.rules.length)}</p> : null}
      <QuestionBranches />
      <ListPart
        name="questions"
        title={texts.questions}
        why={texts.questionsWhy}
        fresh={() => ({ id: '', ask: '', type: 'boolean' })}
      >
        {(at) => <Question at={at} />}
      </ListPart>
    </>
  )
}

function Question({ at }: { at: number }) {
  const texts = useTexts(itemTexts)
  const type = Form.useWatch(['questions', at, 'type'])
  return (
    <>
      <TextPart name={[at, 'ask']} label={texts.ask} />
      <TextPart name={[at, 'id']} label={texts.name} />
      <ChoicePart name={[at, 'type']} label={texts.answerType} words={texts.answerTypes} />
      {type === 'choice' ? <WordsPart name={[at, 'choices']} label={texts.choices} /> : null}
      <TextPart name={[at, 'hint']} label={texts.hint} />
      <WhenPart name={[at, 'when']} />
    </>
  )
}
