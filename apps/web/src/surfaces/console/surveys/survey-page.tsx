import { getSurveyResult, listSurveys, type OperationOutput, type Survey, steerSurvey } from '@civitas/sdk'
import { formatNumber, Loading, useTexts } from '@civitas/ui'
import { KitChart } from '@civitas/ui/charts/kit-chart.tsx'
import { Button, Space, Table } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../indicators/indicators.module.css'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Columns, Facts, Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { SurveyForm } from './survey-form.tsx'
import { SurveyStateTag } from './survey-list-page.tsx'
import { surveyTexts } from './surveys.texts.ts'

type Result = OperationOutput<typeof getSurveyResult>

/** A questionnaire with its score, what was excluded and how each question was answered. */
export function SurveyPage() {
  const { id = '' } = useParams()
  const texts = useTexts(surveyTexts)
  const read = useRead(getSurveyResult, { params: { id } }, { everyMs: 15_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { survey, byQuestion } = read.data
  return (
    <Page
      backTo="/console/surveys"
      title={
        <>
          {survey.title} <SurveyStateTag state={survey.state} />
        </>
      }
      under={texts.anonymous}
      acts={<SurveyActs survey={survey} />}
    >
      <Columns
        main={byQuestion.map((one) => <Question key={one.id} question={one} />)}
        side={<Score result={read.data} />}
      />
    </Page>
  )
}

function Score({ result }: { result: Result }) {
  const texts = useTexts(surveyTexts)
  const { device, speed, pattern } = result.excluded
  return (
    <Section title={texts.score}>
      <p className={styles.big}>{formatNumber(result.score, 1)}</p>
      <Facts
        facts={[
          { label: texts.formula, value: result.formula, whole: true },
          { label: texts.answers, value: formatNumber(result.answers) },
          { label: texts.valid, value: formatNumber(result.valid) },
          { label: texts.excluded, value: formatNumber(device + speed + pattern) },
        ]}
      />
      {result.groups.length > 0 ? (
        <Table
          size="small"
          rowKey="option"
          pagination={false}
          dataSource={result.groups}
          columns={[
            { title: texts.group, dataIndex: 'option' },
            {
              title: texts.quota,
              align: 'right',
              render: (_, one) => `${formatNumber(one.valid)} / ${formatNumber(one.wanted)}`,
            },
            { title: texts.share, align: 'right', render: (_, one) => `${formatNumber(one.share, 1)}%` },
            {
              title: texts.groupMean,
              align: 'right',
              render: (_, one) => (one.mean === null ? '—' : formatNumber(one.mean, 2)),
            },
          ]}
        />
      ) : null}
      <Quiet>{texts.excludedWhy(formatNumber(device), formatNumber(speed), formatNumber(pattern))}</Quiet>
    </Section>
  )
}

function Question({ question }: { question: Result['byQuestion'][number] }) {
  const texts = useTexts(surveyTexts)
  const items = question.counts.map(({ option, count }) => ({ name: option, value: count }))
  return (
    <Section
      title={question.title}
      extra={question.mean === null ? null : texts.mean(formatNumber(question.mean, 2))}
    >
      {items.length === 0 ? null : (
        <div style={{ position: 'relative', height: '14rem' }}>
          <KitChart kind="bar" data={{ items, unit: '', precision: 0 }} label={question.title} />
        </div>
      )}
    </Section>
  )
}

function SurveyActs({ survey }: { survey: Survey }) {
  const texts = useTexts(surveyTexts)
  const may = useMay()
  const [act, setAct] = useState<'edit' | 'open' | 'closed' | null>(null)
  const reread = () => refresh(getSurveyResult, listSurveys)
  if (!may('indicators.manage') || survey.state === 'closed') return null
  const next = survey.state === 'draft' ? 'open' : 'closed'
  return (
    <Space>
      {survey.state === 'draft' ? <Button onClick={() => setAct('edit')}>{texts.edit}</Button> : null}
      <Button type="primary" onClick={() => setAct(next)}>
        {next === 'open' ? texts.open : texts.close}
      </Button>
      {act === 'edit' ? <SurveyForm survey={survey} onSaved={reread} onClose={() => setAct(null)} /> : null}
      {act === 'open' || act === 'closed' ? (
        <ActDialog
          title={act === 'open' ? texts.open : texts.close}
          why={act === 'open' ? texts.openWhy : texts.closeWhy}
          comment="none"
          act={() =>
            client.call(steerSurvey, { params: { id: survey.id }, body: { state: act } }).then(reread)
          }
          onClose={() => setAct(null)}
        />
      ) : null}
    </Space>
  )
}
