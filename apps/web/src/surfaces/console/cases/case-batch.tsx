import { actOnCases, type Case, listCases, type OperationOutput } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Alert, Button, Form } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { caseDeskTexts } from './case-desk.texts.ts'
import styles from './cases.module.css'

type Act = 'dispatch' | 'urge' | 'close'
type Answers = OperationOutput<typeof actOnCases>['rows']

interface CaseBatchProps {
  ids: string[]
  rows: readonly Case[]
  /** Told which cases stay ticked. */
  onDone: (ids: string[]) => void
}

/** Acts on the ticked cases at once and says of each what came of it; those refused stay ticked. */
export function CaseBatch({ ids, rows, onDone }: CaseBatchProps) {
  const texts = useTexts(caseDeskTexts)
  const [act, setAct] = useState<Act | null>(null)
  const [answers, setAnswers] = useState<Answers>([])
  const names = { dispatch: texts.batchDispatch, urge: texts.batchUrge, close: texts.batchClose }
  const done = answers.filter((one) => one.done).length
  const clear = () => {
    setAnswers([])
    onDone([])
  }
  if (ids.length === 0 && answers.length === 0) return null
  return (
    <section className={styles.batch} aria-label={texts.chosen(formatNumber(ids.length))}>
      <div className={styles.batchActs}>
        <b>{texts.chosen(formatNumber(ids.length))}</b>
        {(['dispatch', 'urge', 'close'] as const).map((name) => (
          <Button key={name} size="small" disabled={ids.length === 0} onClick={() => setAct(name)}>
            {names[name]}
          </Button>
        ))}
        <Button size="small" type="link" onClick={clear}>
          {texts.batchClear}
        </Button>
      </div>
      {answers.length > 0 ? (
        <Alert
          type={done === answers.length ? 'success' : 'warning'}
          title={texts.batchDone(formatNumber(done), formatNumber(answers.length - done))}
          description={<AnswerList answers={answers} rows={rows} />}
        />
      ) : null}
      {act ? (
        <BatchDialog
          act={act}
          title={names[act]}
          ids={ids}
          onAnswers={(given) => {
            setAnswers(given)
            onDone(given.filter((one) => !one.done).map((one) => one.id))
          }}
          onClose={() => setAct(null)}
        />
      ) : null}
    </section>
  )
}

function AnswerList({ answers, rows }: { answers: Answers; rows: readonly Case[] }) {
  const texts = useTexts(caseDeskTexts)
  const named = new Map(rows.map((one) => [one.id, `${one.reference} ${one.title}`]))
  return (
    <ul aria-label={texts.batchAnswers} className={styles.answers}>
      {answers.map((one) => (
        <li key={one.id}>
          {named.get(one.id) ?? <span className="code">{one.id}</span>}：
          {one.done ? texts.batchOk : one.message}
        </li>
      ))}
    </ul>
  )
}

interface BatchDialogProps {
  act: Act
  title: string
  ids: string[]
  onAnswers: (answers: Answers) => void
  onClose: () => void
}

function BatchDialog({ act, title, ids, onAnswers, onClose }: BatchDialogProps) {
  const texts = useTexts(caseDeskTexts)
  const [unit, setUnit] = useState<string | undefined>()
  const needsUnit = act === 'dispatch'
  return (
    <ActDialog
      title={title}
      why={texts.chosen(formatNumber(ids.length))}
      comment="required"
      isReady={!needsUnit || unit !== undefined}
      act={async (comment) => {
        const body = { act, ids, comment, ...(needsUnit && unit ? { organisationId: unit } : {}) }
        const { rows } = await client.call(actOnCases, { body })
        refresh(listCases)
        onAnswers(rows)
      }}
      onClose={onClose}
    >
      {needsUnit ? (
        <Form layout="vertical">
          <Form.Item label={texts.unit} required>
            <OrganisationSelect value={unit} onChange={setUnit} />
          </Form.Item>
        </Form>
      ) : null}
    </ActDialog>
  )
}
