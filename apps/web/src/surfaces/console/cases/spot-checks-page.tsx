import {
  getSpotDraw,
  listSpotChecks,
  listSpotDraws,
  type SpotCheck,
  type SpotDraw,
  type SpotResult,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Alert, Button, Modal, Table } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { SpotPhoto } from '../../../capabilities/cases/evidence-photo.tsx'
import { Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { AnswerDialog, DrawDialog } from './spot-check-acts.tsx'
import { spotTexts } from './spot-checks.texts.ts'

const pageSize = 20
const percent = (score: number | null) => (score === null ? '—' : `${formatNumber(score * 100, 1)}%`)

/** Finished work drawn by lot, for those who look at it and those who draw. */
export function SpotChecksPage() {
  const shell = useTexts(consoleTexts)
  const texts = useTexts(spotTexts)
  const may = useMay()
  const [isDrawing, setDrawing] = useState(false)
  return (
    <Page
      title={shell.pages['spot-checks']}
      acts={
        may('cases.appraise') ? (
          <Button type="primary" onClick={() => setDrawing(true)}>
            {texts.draw}
          </Button>
        ) : null
      }
    >
      {may('cases.check') ? <MyChecks /> : null}
      {may('cases.appraise') ? <Draws /> : null}
      {isDrawing ? <DrawDialog onClose={() => setDrawing(false)} /> : null}
    </Page>
  )
}

function MyChecks() {
  const texts = useTexts(spotTexts)
  const [page, setPage] = useState(1)
  const [open, setOpen] = useState<SpotCheck | null>(null)
  const query = { limit: pageSize, offset: (page - 1) * pageSize }
  const read = useRead(listSpotChecks, { query }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <Section title={texts.mine}>
      <Quiet>{texts.mineWhy}</Quiet>
      <Table<SpotCheck>
        size="small"
        rowKey="id"
        scroll={{ x: true }}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        locale={{ emptyText: <Quiet>{texts.noMine}</Quiet> }}
        pagination={{ current: page, pageSize, total: read.data?.total ?? 0, onChange: setPage }}
        columns={[
          {
            title: texts.case,
            key: 'title',
            render: (_, one) => [one.title, one.classTitle, one.divisionName].filter(Boolean).join(' · '),
          },
          { title: texts.period, dataIndex: 'period' },
          {
            title: texts.photo,
            key: 'photos',
            render: (_, one) =>
              one.photos.map((id) => (
                <SpotPhoto key={id} checkId={one.id} photoId={id} label={texts.photo} />
              )),
          },
          {
            title: texts.state,
            key: 'state',
            render: (_, one) =>
              one.state === 'open' ? (
                <Button size="small" onClick={() => setOpen(one)}>
                  {texts.answer}
                </Button>
              ) : (
                <StateTag tone="over">{texts.states.done}</StateTag>
              ),
          },
          { title: texts.score, key: 'score', align: 'right', render: (_, one) => percent(one.score) },
        ]}
      />
      {open ? <AnswerDialog check={open} onClose={() => setOpen(null)} /> : null}
    </Section>
  )
}

function Draws() {
  const texts = useTexts(spotTexts)
  const [page, setPage] = useState(1)
  const [open, setOpen] = useState<string | null>(null)
  const query = { limit: pageSize, offset: (page - 1) * pageSize }
  const read = useRead(listSpotDraws, { query }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <Section title={texts.draws}>
      <Table<SpotDraw>
        size="small"
        rowKey="id"
        scroll={{ x: true }}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        locale={{ emptyText: <Quiet>{texts.noDraws}</Quiet> }}
        pagination={{ current: page, pageSize, total: read.data?.total ?? 0, onChange: setPage }}
        columns={[
          {
            title: texts.rule,
            key: 'rule',
            render: (_, one) => (
              <>
                {one.ruleName} · {one.period}
                <Quiet>{texts.drawn(one.drawnBy, formatTime(one.drawnTime))}</Quiet>
              </>
            ),
          },
          {
            title: texts.count,
            key: 'count',
            render: (_, one) => (
              <>
                {texts.progress(formatNumber(one.done), formatNumber(one.count))}
                <Quiet>{texts.pool(formatNumber(one.poolSize))}</Quiet>
              </>
            ),
          },
          { title: texts.mean, key: 'mean', align: 'right', render: (_, one) => percent(one.mean) },
          {
            title: texts.prove,
            key: 'act',
            render: (_, one) => (
              <Button size="small" onClick={() => setOpen(one.id)}>
                {texts.prove}
              </Button>
            ),
          },
        ]}
      />
      {open ? <DrawResults id={open} onClose={() => setOpen(null)} /> : null}
    </Section>
  )
}

function DrawResults({ id, onClose }: { id: string; onClose: () => void }) {
  const texts = useTexts(spotTexts)
  const read = useRead(getSpotDraw, { params: { id } })
  const { data } = read
  return (
    <Modal open title={texts.prove} footer={null} width={960} onCancel={onClose}>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {data ? (
        <>
          <Alert
            type={data.proven ? 'success' : 'error'}
            showIcon
            title={data.proven ? texts.proven : texts.unproven}
            description={
              <span style={{ overflowWrap: 'anywhere' }}>
                {texts.seed} {data.draw.seed}；{texts.digest} {data.draw.poolDigest}
              </span>
            }
          />
          <Results checklist={data.draw.checklist} results={data.checks} />
        </>
      ) : null}
    </Modal>
  )
}

function Results({ checklist, results }: { checklist: readonly string[]; results: SpotResult[] }) {
  const texts = useTexts(spotTexts)
  return (
    <Table<SpotResult>
      size="small"
      rowKey="id"
      scroll={{ x: true }}
      dataSource={results}
      pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        {
          title: texts.case,
          key: 'case',
          render: (_, one) => (
            <Link to={`/console/cases/${one.caseId}`}>
              {one.caseReference} {one.caseTitle}
            </Link>
          ),
        },
        { title: texts.unit, key: 'unit', render: (_, one) => one.organisationName ?? '—' },
        { title: texts.checker, dataIndex: 'checkerName' },
        { title: texts.state, key: 'state', render: (_, one) => texts.states[one.state] },
        {
          title: texts.failed,
          key: 'failed',
          render: (_, one) =>
            (one.items ?? []).flatMap((item, at) => (item.passed ? [] : [checklist[at] ?? ''])).join('、') ||
            '—',
        },
        {
          title: texts.photo,
          key: 'photos',
          render: (_, one) =>
            one.photos.map((photo) => (
              <SpotPhoto key={photo} checkId={one.id} photoId={photo} label={texts.photo} />
            )),
        },
        { title: texts.score, key: 'score', align: 'right', render: (_, one) => percent(one.score) },
      ]}
    />
  )
}
