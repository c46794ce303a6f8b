import {
  type AppraisalMeasure,
  adjustDataAppraisal,
  answerAppraisalObjection,
  computeDataAppraisal,
  type DataAppraisal,
  type DataAppraisalScore,
  freezeDataAppraisal,
  getDataAppraisal,
  objectToDataAppraisal,
  publishDataAppraisal,
  setAppraisalWeights,
} from '@civitas/sdk'
import { formatNumber, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, InputNumber, Space, Table } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { sessionStore } from '../../../app/session.ts'
import { type DialogField, FormDialog, toDay } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Line, Lines, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { sharingTexts } from './sharing.texts.ts'

const measures: AppraisalMeasure[] = [
  'completeness',
  'timeliness',
  'quality',
  'usage',
  'response',
  'openness',
]
type Act = 'weights' | 'publish' | 'object' | 'adjust' | { answer: string }

/** The appraisal of a year: formula, scores with their parts, publicity, objections, freeze, export. */
export function AppraisalPanel() {
  const texts = useTexts(sharingTexts).duties
  const may = useMay()
  const [year, setYear] = useState(() => new Date().getFullYear())
  const [act, setAct] = useState<Act | null>(null)
  const read = useRead(getDataAppraisal, { params: { year } }, { keepPrevious: true })
  const run = useMutation({
    mutationFn: (what: typeof computeDataAppraisal | typeof freezeDataAppraisal) =>
      client.call(what as typeof computeDataAppraisal, { params: { year } }),
    onSettled: () => refresh(getDataAppraisal),
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const appraisal = read.data
  if (!appraisal) return <Loading />
  const isOpen = appraisal.state !== 'frozen' && may('data.appraise')
  return (
    <>
      <Space wrap style={{ marginBottom: 12 }}>
        <InputNumber
          aria-label={texts.year}
          min={2000}
          max={2200}
          value={year}
          onChange={(value) => value && setYear(value)}
        />
        <StateTag tone={appraisal.state === 'public' ? 'loud' : 'over'}>
          {texts.appraisalStates[appraisal.state]} {appraisal.publicUntil ?? ''}
        </StateTag>
        {isOpen ? (
          <>
            <Button onClick={() => setAct('weights')}>{texts.weights}</Button>
            <Button type="primary" loading={run.isPending} onClick={() => run.mutate(computeDataAppraisal)}>
              {texts.compute}
            </Button>
            <Button onClick={() => setAct('adjust')}>{texts.adjust}</Button>
            <Button onClick={() => setAct('publish')}>{texts.publish}</Button>
            <Button onClick={() => run.mutate(freezeDataAppraisal)}>{texts.freeze}</Button>
          </>
        ) : null}
        {appraisal.state === 'public' && may('data.own') ? (
          <Button onClick={() => setAct('object')}>{texts.object}</Button>
        ) : null}
        <Button onClick={() => void download(year)}>{texts.export}</Button>
      </Space>
      <ProblemNote error={run.error} />
      <Quiet>{appraisal.formula}</Quiet>
      <div style={{ marginBlockEnd: 16 }}>
        <Scores appraisal={appraisal} />
      </div>
      <Section title={texts.adjustments}>
        {appraisal.adjustments.length === 0 ? <Quiet>{texts.noAdjustments}</Quiet> : null}
        <Lines>
          {appraisal.adjustments.map((one) => (
            <Line
              key={`${one.organisationName} ${one.kind} ${one.points} ${one.reason}`}
              title={`${one.organisationName} ${one.points > 0 ? '+' : ''}${formatNumber(one.points, 1)}`}
              note={`${texts.adjustmentKinds[one.kind]} · ${one.reason} · ${one.byName}`}
            />
          ))}
        </Lines>
      </Section>
      <Section title={texts.objections}>
        {appraisal.objections.length === 0 ? <Quiet>{texts.noObjections}</Quiet> : null}
        <Lines>
          {appraisal.objections.map((one) => (
            <Line
              key={one.id}
              title={`${one.organisationName}：${one.text}`}
              note={
                one.answer ??
                (isOpen ? (
                  <Button size="small" onClick={() => setAct({ answer: one.id })}>
                    {texts.answer}
                  </Button>
                ) : null)
              }
            />
          ))}
        </Lines>
      </Section>
      {act ? <AppraisalDialog act={act} appraisal={appraisal} onClose={() => setAct(null)} /> : null}
    </>
  )
}

function Scores({ appraisal }: { appraisal: DataAppraisal }) {
  const all = useTexts(sharingTexts)
  const texts = all.duties
  const shown = (score: DataAppraisalScore, measure: AppraisalMeasure) => {
    const part = score.parts.find((one) => one.measure === measure)
    if (!part) return all.none
    const value = part.value === null ? all.none : formatNumber(part.value, 1)
    return `${formatNumber(part.points, 1)}（${value}，${part.numerator}/${part.denominator}）`
  }
  return (
    <Table<DataAppraisalScore>
      size="small"
      rowKey="organisationId"
      dataSource={appraisal.scores}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: texts.notComputed }}
      columns={[
        { title: texts.rank, dataIndex: 'rank', align: 'right' },
        { title: all.unit, dataIndex: 'organisationName' },
        ...appraisal.weights.map(({ measure, weight }) => ({
          title: `${texts.measures[measure]} ${weight}`,
          key: measure,
          align: 'right' as const,
          render: (_: unknown, score: DataAppraisalScore) => shown(score, measure),
        })),
        { title: texts.adjustment, dataIndex: 'adjustment', align: 'right' },
        { title: texts.repeated, dataIndex: 'repeated', align: 'right' },
        { title: texts.score, align: 'right', render: (_, each) => <b>{each.score.toFixed(1)}</b> },
      ]}
    />
  )
}

function AppraisalDialog({
  act,
  appraisal,
  onClose,
}: {
  act: Act
  appraisal: DataAppraisal
  onClose: () => void
}) {
  const all = useTexts(sharingTexts)
  const texts = all.duties
  const params = { year: appraisal.year }
  const done = () => refresh(getDataAppraisal)
  if (act === 'weights') {
    const fields = measures.map(
      (name): DialogField => ({ name, label: texts.measures[name], kind: 'number', min: 0, max: 100 }),
    )
    return (
      <FormDialog<Record<AppraisalMeasure | 'repeatPenalty', number | null>>
        title={texts.weights}
        why={appraisal.formula}
        first={{
          ...Object.fromEntries(appraisal.weights.map((one) => [one.measure, one.weight])),
          repeatPenalty: appraisal.repeatPenalty,
        }}
        fields={[
          ...fields,
          { name: 'repeatPenalty', label: texts.repeatPenalty, kind: 'number', min: 0, max: 20 },
        ]}
        act={async (given) => {
          const weights = measures.flatMap((measure) =>
            given[measure] ? [{ measure, weight: given[measure] }] : [],
          )
          await client.call(setAppraisalWeights, {
            params,
            body: { weights, repeatPenalty: given.repeatPenalty ?? 0 },
          })
          done()
        }}
        onClose={onClose}
      />
    )
  }
  if (act === 'publish')
    return (
      <FormDialog<{ until: Dayjs }>
        title={texts.publish}
        fields={[{ name: 'until', label: texts.until, kind: 'day', required: true }]}
        act={async ({ until }) => {
          await client.call(publishDataAppraisal, { params, body: { until: toDay(until) } })
          done()
        }}
        onClose={onClose}
      />
    )
  if (act === 'adjust')
    return (
      <FormDialog<{ organisationId: string; kind: 'scene' | 'other'; points: number; reason: string }>
        title={texts.adjust}
        first={{ kind: 'scene' }}
        fields={[
          {
            ...{ name: 'kind', label: texts.adjustmentKind, kind: 'choice', required: true },
            options: Object.entries(texts.adjustmentKinds).map(([value, label]) => ({ value, label })),
          },
          {
            name: 'organisationId',
            label: all.unit,
            kind: 'custom',
            required: true,
            control: <OrganisationSelect />,
          },
          { name: 'points', label: texts.points, kind: 'number', min: -100, max: 100, required: true },
          { name: 'reason', label: all.reason, kind: 'area', required: true },
        ]}
        act={async (body) => {
          await client.call(adjustDataAppraisal, { params, body })
          done()
        }}
        onClose={onClose}
      />
    )
  return (
    <FormDialog<{ text: string }>
      title={act === 'object' ? texts.object : texts.answer}
      fields={[{ name: 'text', label: all.note, kind: 'area', required: true }]}
      act={async ({ text }) => {
        if (act === 'object') await client.call(objectToDataAppraisal, { params, body: { text } })
        else
          await client.call(answerAppraisalObjection, { params: { id: act.answer }, body: { answer: text } })
        done()
      }}
      onClose={onClose}
    />
  )
}

/** Fetches the spreadsheet with the session of the page and hands it to the browser. */
async function download(year: number): Promise<void> {
  const response = await fetch(`/api/data/appraisals/${year}/export`, {
    headers: { authorization: `Bearer ${sessionStore.get()?.accessToken ?? ''}` },
  })
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = `data-appraisal-${year}.xlsx`
  link.click()
  URL.revokeObjectURL(address)
}
