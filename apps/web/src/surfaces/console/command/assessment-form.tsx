import {
  type Assessment,
  approveAssessment,
  assessIncident,
  listAssessments,
  listIncidentLog,
  overrideAssessment,
} from '@civitas/sdk'
import { formatTime, usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { aroundTexts } from './around.texts.ts'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { useCommandNews } from './use-command.ts'

/** The assessment of what is around an incident: found values with source and age, the officer’s beside them. */
export function AssessmentForm({ incidentId, radiusM }: { incidentId: string; radiusM: number }) {
  const own = useTexts(aroundTexts)
  const may = useMay()
  const params = { id: incidentId }
  const read = useRead(listAssessments, { params })
  useCommandNews([listAssessments], incidentId)
  const [isApproving, setApproving] = useState(false)
  const fill = useMutation({
    mutationFn: () => client.call(assessIncident, { params, body: { radiusM } }),
    onSuccess: () => refresh(listAssessments, listIncidentLog),
  })
  const last = read.data?.[0]
  return (
    <section aria-label={own.assessment}>
      <div className={styles.inline}>
        <b>{own.assessment}</b>
        {may('command.report') ? (
          <Button size="small" loading={fill.isPending} onClick={() => fill.mutate()}>
            {own.assess}
          </Button>
        ) : null}
        {last && !last.result && may('command.direct') ? (
          <Button size="small" type="primary" onClick={() => setApproving(true)}>
            {own.approve}
          </Button>
        ) : null}
        {last ? (
          <span className={styles.quiet}>
            {own.metres(String(last.radiusM))} · {formatTime(last.time)}
          </span>
        ) : null}
        {last?.result ? (
          <b>
            {own.results[last.result]} · {own.approved(last.approvedBy ?? '')}
          </b>
        ) : null}
      </div>
      <ProblemNote error={fill.error} />
      {last ? <Values assessment={last} /> : null}
      {isApproving && last ? <ApproveDialog id={last.id} onClose={() => setApproving(false)} /> : null}
    </section>
  )
}

function Values({ assessment }: { assessment: Assessment }) {
  const own = useTexts(aroundTexts)
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {[own.item, own.value, own.source, own.officer].map((one) => (
            <th key={one}>{one}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {assessment.values.map((one) => (
          <ValueRow key={one.key} assessment={assessment} one={one} />
        ))}
      </tbody>
    </table>
  )
}

function ValueRow({ assessment, one }: { assessment: Assessment; one: Assessment['values'][number] }) {
  const own = useTexts(aroundTexts)
  const pick = usePick()
  const may = useMay()
  const [words, setWords] = useState('')
  const run = useMutation({
    mutationFn: (value: string) =>
      client.call(overrideAssessment, { params: { id: assessment.id, key: one.key }, body: { value } }),
    onSuccess: () => {
      setWords('')
      refresh(listAssessments, listIncidentLog)
    },
  })
  return (
    <tr>
      <td>
        {pick(one.title)} {one.isKey ? <span className={styles.quiet}>{own.key}</span> : null}
      </td>
      <td className={one.isMissing ? styles.red : one.isStale ? styles.quiet : ''}>
        {one.isMissing ? own.missing : one.value} {one.isStale ? own.stale : ''}
      </td>
      <td className={styles.quiet}>
        {one.source} {one.time ? formatTime(one.time) : ''}
      </td>
      <td>
        {one.override ? (
          <div>
            <b>{one.override.value}</b> <span className={styles.quiet}>{one.override.byName}</span>
          </div>
        ) : null}
        {!assessment.result && may('command.report') ? (
          <Input.Search
            size="small"
            style={{ width: 150 }}
            aria-label={`${own.correct} ${pick(one.title)}`}
            enterButton={own.correct}
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onSearch={(value) => (value.trim() ? run.mutate(value.trim()) : undefined)}
          />
        ) : null}
        <ProblemNote error={run.error} />
      </td>
    </tr>
  )
}

function ApproveDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const own = useTexts(aroundTexts)
  const texts = useTexts(commandTexts)
  return (
    <FormDialog<{ result: 'routine' | 'escalate'; acceptMissing?: boolean; comment: string }>
      title={own.approve}
      first={{ result: 'routine', acceptMissing: false }}
      fields={[
        {
          ...{ name: 'result', label: own.result, kind: 'choice', required: true },
          options: Object.entries(own.results).map(([value, label]) => ({ value, label })),
        },
        { name: 'comment', label: texts.comment, kind: 'area', required: true },
        { name: 'acceptMissing', label: own.acceptMissing, kind: 'tick' },
      ]}
      act={(body) => client.call(approveAssessment, { params: { id }, body })}
      onClose={() => {
        refresh(listAssessments, listIncidentLog)
        onClose()
      }}
    />
  )
}
