import type { ItemContent } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Drawer, Empty, Space } from 'antd'
import { useState } from 'react'
import { FieldStep, QuestionStep } from '../../../capabilities/services/answer-steps.tsx'
import { type FormStep, formSteps } from '../../../capabilities/services/form-steps.ts'
import styles from './items.module.css'
import { itemTexts } from './items.texts.ts'

interface PreviewProps {
  content: ItemContent
  /** Titles of the materials by their codes. */
  materials: ReadonlyMap<string, string>
  onClose: () => void
}

/** The pages a citizen will see, as the content is now; answers lead on but are kept nowhere. */
export function ItemPreview({ content, materials, onClose }: PreviewProps) {
  const texts = useTexts(itemTexts)
  const [at, setAt] = useState(0)
  const [answers, setAnswers] = useState<Record<string, unknown>>({})
  const { questions, fields } = content
  const steps: FormStep[] = formSteps({ questions, fields, sources: {}, answers }).filter(
    (one) => one.kind !== 'check',
  )
  const step = steps[Math.min(at, steps.length - 1)] as FormStep
  const isEmpty = questions.length + fields.length === 0
  return (
    <Drawer open size="large" title={texts.preview} onClose={onClose}>
      <p className={styles.why}>{texts.previewWhy}</p>
      {isEmpty ? <Empty description={texts.noPages} image={Empty.PRESENTED_IMAGE_SIMPLE} /> : null}
      <div className={styles.phone} key={step.id}>
        <p className={styles.why}>{texts.page(steps.indexOf(step) + 1, steps.length)}</p>
        {step.kind === 'question' ? (
          <QuestionStep
            question={step.question}
            value={answers[step.question.id]}
            isTried={false}
            onChange={(value) => setAnswers({ ...answers, [step.question.id]: value })}
          />
        ) : null}
        {step.kind === 'field' ? (
          <FieldStep
            field={step.field}
            value={answers[`f-${step.field.name}`]}
            isTried={false}
            onChange={(value) => setAnswers({ ...answers, [`f-${step.field.name}`]: value })}
          />
        ) : null}
        {step.kind === 'papers' ? <Papers content={content} titles={materials} /> : null}
        <Space style={{ marginBlockStart: 16 }}>
          <Button disabled={at === 0} onClick={() => setAt(at - 1)}>
            {texts.back}
          </Button>
          <Button type="primary" disabled={at >= steps.length - 1} onClick={() => setAt(at + 1)}>
            {texts.next}
          </Button>
        </Space>
      </div>
    </Drawer>
  )
}

function Papers({ content, titles }: { content: ItemContent; titles: ReadonlyMap<string, string> }) {
  const texts = useTexts(itemTexts)
  return (
    <>
      <h1>{texts.papers}</h1>
      <ul>
        {content.materials.map((one) => (
          <li key={one.material}>
            {titles.get(one.material) ?? one.material}
            {one.required ? ` · ${texts.required}` : ''}
            {one.when ? ` · ${texts.when}：${one.when}` : ''}
          </li>
        ))}
      </ul>
    </>
  )
}
