import { type OperationOutput, previewExpression } from '@civitas/sdk'
import { formatWithUnit, usePick, useTexts } from '@civitas/ui'
import { Button, Input, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Quiet } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './indicators.module.css'
import { registryTexts } from './registry.texts.ts'

type Preview = OperationOutput<typeof previewExpression>

interface ExpressionEditorProps {
  value: string
  unit: string
  onChange: (value: string) => void
}

/** The textual formula, what it means as a tree and in words, its value now, and the place of each fault. */
export function ExpressionEditor({ value, unit, onChange }: ExpressionEditorProps) {
  const texts = useTexts(registryTexts)
  const pick = usePick()
  const [preview, setPreview] = useState<Preview | null>(null)
  const [problem, setProblem] = useState<Error | null>(null)
  const run = () => {
    setProblem(null)
    client
      .call(previewExpression, { body: { expression: value, unit: unit || '1' } })
      .then(setPreview)
      .catch(setProblem)
  }
  return (
    <div className={styles.editor}>
      <Input.TextArea
        className="code"
        aria-label={texts.expression}
        rows={5}
        value={value}
        placeholder={texts.expressionHint}
        onChange={(event) => {
          // What was tried is not the formula any more.
          setPreview(null)
          onChange(event.target.value)
        }}
      />
      <Space>
        <Button onClick={run}>{texts.preview}</Button>
        {value.trim() ? null : <Button onClick={() => onChange('manual()')}>{texts.manual}</Button>}
      </Space>
      <ProblemNote error={problem} />
      {preview?.faults.map((fault) => (
        <div key={fault.position} role="alert" className={styles.fault}>
          <pre>
            {value.slice(0, fault.position)}
            <mark>{value.slice(fault.position, fault.position + fault.length) || '▲'}</mark>
            {value.slice(fault.position + fault.length)}
          </pre>
          {texts.faultAt(String(fault.position + 1))}
          {fault.message}
        </div>
      ))}
      {preview?.formula ? (
        <>
          <p className={styles.formula}>{preview.formulaText ? pick(preview.formulaText) : ''}</p>
          <p>
            {texts.result}：
            <b>{preview.value === null ? preview.note : formatWithUnit(preview.value, unit, 2)}</b>
          </p>
          <h3>{texts.tree}</h3>
          <FormulaTree node={preview.formula} />
        </>
      ) : (
        <Quiet>{texts.expressionHint}</Quiet>
      )}
    </div>
  )
}

/** A formula as a tree: the parts that hold formulas are branches, the rest is said on the line. */
function FormulaTree({ node }: { node: Record<string, unknown> }) {
  const branches = Object.entries(node).flatMap(([key, value]) => {
    if (Array.isArray(value) && key === 'of') return value as Record<string, unknown>[]
    return key === 'part' || key === 'whole' ? [value as Record<string, unknown>] : []
  })
  const facts = Object.entries(node).filter(([key]) => !['kind', 'of', 'part', 'whole'].includes(key))
  return (
    <ul className={styles.tree}>
      <li>
        <b>{String(node.kind)}</b>{' '}
        <span className="code">
          {facts
            .map(
              ([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
            )
            .join(' ')}
        </span>
        {branches.map((branch) => (
          <FormulaTree key={JSON.stringify(branch)} node={branch} />
        ))}
      </li>
    </ul>
  )
}
