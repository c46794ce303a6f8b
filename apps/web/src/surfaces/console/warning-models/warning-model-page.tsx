import {
  getWarningModel,
  listWarningModels,
  listWarnings,
  type OperationOutput,
  runWarningModel,
  switchWarningModel,
  testWarningModel,
} from '@civitas/sdk'
import { formatNumber, formatTime, LevelTag, Loading, useTexts, useTheme } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Table } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Columns, Facts, Line, Lines, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ModelDialog } from './model-dialog.tsx'
import { ModelState, percent } from './warning-model-list-page.tsx'
import { warningModelsTexts } from './warning-models.texts.ts'

type Detail = OperationOutput<typeof getWarningModel>

/** One model: formula and limits, its test on history, its last run and the warnings it drafted. */
export function WarningModelPage() {
  const { id = '' } = useParams()
  const read = useRead(getWarningModel, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <ModelView detail={read.data} /> : <Loading />
}

function ModelView({ detail }: { detail: Detail }) {
  const texts = useTexts(warningModelsTexts)
  const { model } = detail
  return (
    <Page
      backTo="/console/warning-models"
      title={
        <>
          {model.settings.name} <ModelState model={model} />
        </>
      }
      under={`${model.seriesTitle} · ${texts.kinds[model.settings.kind]}`}
      acts={<Acts detail={detail} />}
    >
      <Columns
        main={
          <>
            <Curve detail={detail} />
            <Tested detail={detail} />
          </>
        }
        side={<Side detail={detail} />}
      />
    </Page>
  )
}

function Acts({ detail: { model } }: { detail: Detail }) {
  const texts = useTexts(warningModelsTexts)
  const may = useMay()
  const { message } = App.useApp()
  const [isChanging, setChanging] = useState(false)
  const params = { id: model.id }
  const run = useMutation({
    mutationFn: async (act: 'test' | 'run' | 'switch') => {
      if (act === 'switch')
        await client.call(switchWarningModel, { params, body: { active: model.state !== 'active' } })
      if (act === 'test') {
        const { judged } = await client.call(testWarningModel, { params })
        void message.success(texts.tested(formatNumber(judged)))
      }
      if (act === 'run') {
        const { warning, found } = await client.call(runWarningModel, { params })
        void message.success(texts.ran(warning ? texts.drafted : (found.note ?? texts.noWarning)))
      }
      refresh(getWarningModel, listWarningModels, listWarnings)
    },
  })
  if (!may('events.warn')) return null
  return (
    <>
      <ProblemNote error={run.error} />
      <Button onClick={() => setChanging(true)}>{texts.change}</Button>
      <Button loading={run.isPending && run.variables === 'test'} onClick={() => run.mutate('test')}>
        {texts.runTest}
      </Button>
      <Button loading={run.isPending && run.variables === 'run'} onClick={() => run.mutate('run')}>
        {texts.run}
      </Button>
      {may('events.issue') ? (
        <Button
          type="primary"
          disabled={model.state !== 'active' && !model.test}
          loading={run.isPending && run.variables === 'switch'}
          onClick={() => run.mutate('switch')}
        >
          {model.state === 'active' ? texts.pause : texts.activate}
        </Button>
      ) : null}
      {isChanging ? <ModelDialog model={model} onClose={() => setChanging(false)} /> : null}
    </>
  )
}

function Curve({ detail: { model, points, test } }: { detail: Detail }) {
  const texts = useTexts(warningModelsTexts)
  const { palette } = useTheme()
  const isScored = model.settings.kind === 'combination'
  const line = (of: 'value' | 'baseline' | 'bound', color: string) => ({
    ...{ name: isScored && of === 'value' ? texts.score : texts[of], color },
    points: points.map((one): [number, number | null] => [Date.parse(one.time), one[of]]),
  })
  return (
    <Section title={isScored ? texts.scoreCurve : texts.curve}>
      <Chart
        title={model.seriesTitle}
        source={model.seriesTitle}
        time={test?.to}
        unit={isScored ? '' : model.unit}
        precision={1}
        emptyText={texts.notTestedWhy}
        series={[
          line('value', palette.accent),
          ...(isScored ? [] : [line('baseline', palette.muted)]),
          line('bound', palette.level.orange),
        ]}
      />
    </Section>
  )
}

function Tested({ detail: { test } }: { detail: Detail }) {
  const texts = useTexts(warningModelsTexts)
  if (!test)
    return (
      <Section title={texts.test}>
        <Quiet>{`${texts.notTested}。${texts.notTestedWhy}`}</Quiet>
      </Section>
    )
  const span = (one: { from: string; to: string }) => `${formatTime(one.from)} – ${formatTime(one.to)}`
  const lead = (value: number | null) => (value === null ? '—' : texts.minutes(formatNumber(value)))
  return (
    <>
      <Section title={texts.occurrences} extra={formatNumber(test.occurrences.length)}>
        <Table
          size="small"
          rowKey="from"
          scroll={{ x: 'max-content' }}
          dataSource={test.occurrences}
          pagination={{ pageSize: 10, hideOnSinglePage: true }}
          locale={{ emptyText: texts.noOccurrences }}
          columns={[
            { title: texts.time, render: (_, one) => span(one) },
            { title: texts.peak, align: 'right', render: (_, one) => formatNumber(one.peak, 1) },
            {
              title: texts.isHit,
              render: (_, one) => (
                <StateTag tone={one.isHit ? undefined : 'bad'}>{one.isHit ? texts.hit : texts.miss}</StateTag>
              ),
            },
            { title: texts.lead, align: 'right', render: (_, one) => lead(one.leadMinutes) },
          ]}
        />
      </Section>
      <Section title={texts.alarms} extra={formatNumber(test.alarms.length)}>
        <Table
          size="small"
          rowKey="from"
          scroll={{ x: 'max-content' }}
          dataSource={test.alarms}
          pagination={{ pageSize: 10, hideOnSinglePage: true }}
          locale={{ emptyText: texts.noAlarms }}
          columns={[
            { title: texts.time, render: (_, one) => span(one) },
            { title: texts.level, render: (_, one) => <LevelTag level={one.level} /> },
            {
              title: texts.isFalse,
              render: (_, one) => (
                <StateTag tone={one.isFalse ? 'bad' : undefined}>
                  {one.isFalse ? texts.falseAlarm : texts.real}
                </StateTag>
              ),
            },
          ]}
        />
      </Section>
    </>
  )
}

function Side({ detail: { model, test, warnings } }: { detail: Detail }) {
  const texts = useTexts(warningModelsTexts)
  const { found } = model
  const show = (value: number | null | undefined) => formatNumber(value ?? null, 2)
  return (
    <>
      <Section title={texts.test}>
        {test ? (
          <Facts
            facts={[
              { label: texts.hitRate, value: percent(test.hitRate) },
              { label: texts.falseAlarmRatio, value: percent(test.falseAlarmRatio) },
              { label: texts.hits, value: formatNumber(test.hits) },
              { label: texts.misses, value: formatNumber(test.misses) },
              { label: texts.falseAlarms, value: formatNumber(test.falseAlarms) },
              {
                label: texts.lead,
                value:
                  test.meanLeadMinutes === null ? '—' : texts.minutes(formatNumber(test.meanLeadMinutes)),
              },
              { label: texts.judged, value: `${formatNumber(test.judged)} / ${formatNumber(test.steps)}` },
              {
                label: texts.testSpan,
                value: `${formatTime(test.from)} – ${formatTime(test.to)}`,
                whole: true,
              },
            ]}
          />
        ) : (
          <Quiet>{texts.notTested}</Quiet>
        )}
        <Quiet>{`${texts.method}：${test?.method ?? model.method}`}</Quiet>
        <Quiet>{`${texts.limits}：${model.limits}`}</Quiet>
      </Section>
      <Section title={texts.found} extra={formatTime(model.runTime)}>
        {found ? (
          <Facts
            facts={[
              { label: texts.time, value: formatTime(found.time) },
              { label: texts.value, value: `${show(found.value)} ${model.unit}` },
              ...(found.factors
                ? [
                    ...found.factors.map((one) => ({
                      label: one.title,
                      value: `${show(one.value)} ${one.unit}（${texts.points(show(one.points))}）`,
                    })),
                    { label: texts.score, value: show(found.measure) },
                  ]
                : [
                    { label: texts.baseline, value: show(found.baseline) },
                    { label: texts.spread, value: show(found.spread) },
                    { label: texts.measure, value: show(found.measure) },
                  ]),
              {
                label: texts.level,
                value: found.level ? <LevelTag level={found.level} /> : (found.note ?? texts.noWarning),
              },
              { label: texts.held, value: formatNumber(found.held) },
              { label: texts.by, value: model.byName },
            ]}
          />
        ) : (
          <Quiet>{texts.foundNone}</Quiet>
        )}
      </Section>
      <Section title={texts.warnings} extra={formatNumber(warnings.length)}>
        {warnings.length === 0 ? <Quiet>{texts.noWarnings}</Quiet> : null}
        <Lines>
          {warnings.map((one) => (
            <Line
              key={one.id}
              to={`/console/warnings/${one.id}`}
              before={<LevelTag level={one.level} />}
              title={one.headline}
              note={formatTime(one.draftedTime)}
            />
          ))}
        </Lines>
      </Section>
    </>
  )
}
