import { type Analysis, type AnalysisChart, listAnalyses, runAnalysisQuery, saveAnalysis } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { AnswerView } from './answer-view.tsx'
import { TableList } from './table-list.tsx'
import styles from './workbench.module.css'
import { workbenchTexts } from './workbench.texts.ts'

/** A query with the tables it may use beside it, and its answer as a table or a chart. */
export function QueryPanel({ opened }: { opened?: Analysis }) {
  const texts = useTexts(workbenchTexts)
  const [sql, setSql] = useState(opened?.sql ?? '')
  const [chart, setChart] = useState<AnalysisChart>(opened?.chart ?? { kind: 'table' })
  const [isSaving, setSaving] = useState(false)
  const stop = useRef<AbortController>(undefined)
  const run = useMutation({
    mutationFn: () => {
      stop.current = new AbortController()
      return client.call(runAnalysisQuery, { body: { sql }, signal: stop.current.signal })
    },
  })
  const insert = (word: string) => setSql((text) => `${text}${text && !/\s$/.test(text) ? ' ' : ''}${word} `)
  return (
    <div className={styles.bench}>
      <TableList onPick={insert} />
      <div>
        <div className={styles.sql}>
          <label htmlFor="sql">{texts.sql}</label>
          <Input.TextArea
            id="sql"
            value={sql}
            autoSize={{ minRows: 6, maxRows: 20 }}
            maxLength={20_000}
            placeholder={texts.hint}
            spellCheck={false}
            onChange={(event) => setSql(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && sql.trim()) run.mutate()
            }}
          />
        </div>
        <div className={styles.bar}>
          <Button type="primary" disabled={!sql.trim() || run.isPending} onClick={() => run.mutate()}>
            {run.isPending ? texts.running : texts.run}
          </Button>
          {run.isPending ? <Button onClick={() => stop.current?.abort()}>{texts.cancel}</Button> : null}
          <Button disabled={!sql.trim()} onClick={() => setSaving(true)}>
            {texts.save}
          </Button>
        </div>
        <ProblemNote error={run.error} />
        {run.data ? <AnswerView answer={run.data} chart={chart} onChart={setChart} /> : null}
      </div>
      {isSaving ? (
        <SaveDialog sql={sql} chart={chart} opened={opened} onClose={() => setSaving(false)} />
      ) : null}
    </div>
  )
}

interface SaveDialogProps {
  sql: string
  chart: AnalysisChart
  opened?: Analysis
  onClose: () => void
}

function SaveDialog({ sql, chart, opened, onClose }: SaveDialogProps) {
  const texts = useTexts(workbenchTexts)
  const id = opened?.isMine ? { id: opened.id } : {}
  return (
    <FormDialog<{ title: string; shared: boolean }>
      title={texts.save}
      first={{ title: opened?.title ?? '', shared: opened?.shared ?? false }}
      fields={[
        { name: 'title', label: texts.name, kind: 'text', required: true, maxLength: 100 },
        { name: 'shared', label: texts.shared, kind: 'tick' },
      ]}
      act={async ({ title, shared }) => {
        await client.call(saveAnalysis, { body: { ...id, title, shared: shared ?? false, sql, chart } })
        refresh(listAnalyses)
      }}
      onClose={onClose}
    />
  )
}
