import {
  decideSensitiveProposal,
  decideUnmask,
  downloadExport,
  getClassificationReport,
  listExports,
  listSensitiveProposals,
  listUnmaskRequests,
  type OperationOutput,
  traceSample,
} from '@civitas/sdk'
import { formatNumber, formatTime, Stat, useTexts } from '@civitas/ui'
import { Button, Tabs, Upload } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { toSample } from '../../../lib/to-base64.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Facts, Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'
import { ActButton, pageSize, Rows } from './parts.tsx'
import { saveExport } from './save-export.ts'

/** 敏感字段与分级: what was found, who may see it plain, what left and where a leak came from (PLT-065). */
export function SensitivePage() {
  const texts = useTexts(governTexts)
  const { protect } = texts
  const may = useMay()
  return (
    <Page title={protect.title}>
      <Report />
      <Tabs
        items={[
          { key: 'found', label: protect.found, children: <ProposalList /> },
          { key: 'unmask', label: protect.unmask, children: <UnmaskList /> },
          { key: 'exports', label: protect.exports, children: <ExportList /> },
          ...(may('data.secure') ? [{ key: 'trace', label: protect.trace, children: <Trace /> }] : []),
        ]}
      />
    </Page>
  )
}

function Report() {
  const texts = useTexts(governTexts)
  const { data } = useRead(getClassificationReport, {})
  if (!data) return null
  return (
    <>
      <div className={styles.stats}>
        {Object.entries(data.fields).map(([grade, n]) => (
          <Stat key={grade} label={texts.grades[grade] ?? grade} value={formatNumber(n)} />
        ))}
      </div>
      <Quiet>
        {texts.protect.ungraded}：{formatNumber(data.ungraded.length)}
      </Quiet>
    </>
  )
}

function ProposalList() {
  const texts = useTexts(governTexts)
  const { protect, common } = texts
  const [at, set] = useState(1)
  const read = useRead(
    listSensitiveProposals,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  const found = { name: protect.names, content: protect.content, both: protect.both }
  const decide = (id: string, isConfirmed: boolean) => () =>
    client.call(decideSensitiveProposal, { params: { id }, body: { isConfirmed } })
  const touches = [listSensitiveProposals, getClassificationReport]
  return (
    <Rows
      label={protect.found}
      read={read}
      rowKey={(row) => row.id}
      page={{ at, set }}
      columns={[
        { title: common.dataset, dataIndex: 'datasetName' },
        { title: common.field, render: (_, row) => `${row.fieldTitle}（${row.field}）` },
        { title: protect.kind, render: (_, row) => texts.sensitive[row.kind] },
        { title: protect.grade, render: (_, row) => texts.grades[row.grade] },
        { title: protect.foundBy, render: (_, row) => found[row.foundBy] },
        {
          title: protect.share,
          align: 'right',
          render: (_, row) => (row.share === null ? '—' : `${formatNumber(row.share * 100, 1)}%`),
        },
        { title: common.state, render: (_, row) => texts.states[row.state] },
        {
          title: common.act,
          render: (_, row) =>
            row.state === 'proposed' ? (
              <div className={styles.bar}>
                <ActButton<typeof decideSensitiveProposal>
                  primary
                  act={decide(row.id, true)}
                  touches={touches}
                >
                  {protect.confirm}
                </ActButton>
                <ActButton<typeof decideSensitiveProposal> act={decide(row.id, false)} touches={touches}>
                  {protect.reject}
                </ActButton>
              </div>
            ) : (
              '—'
            ),
        },
      ]}
    />
  )
}

function UnmaskList() {
  const texts = useTexts(governTexts)
  const { protect, common } = texts
  const may = useMay()
  const [deciding, setDeciding] = useState<{ id: string; isGranted: boolean } | null>(null)
  const [at, set] = useState(1)
  const read = useRead(
    listUnmaskRequests,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  return (
    <>
      <Rows
        label={protect.unmask}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        columns={[
          { title: common.dataset, dataIndex: 'datasetName' },
          {
            title: protect.fields,
            render: (_, row) => row.fields.map((name) => row.fieldTitles[name] ?? name).join('、'),
          },
          {
            title: protect.receiver,
            render: (_, row) => [row.organisationName, row.userName].filter(Boolean).join(' '),
          },
          { title: common.purpose, render: (_, row) => <span className={styles.words}>{row.purpose}</span> },
          { title: common.due, render: (_, row) => formatTime(row.until) },
          { title: common.state, render: (_, row) => texts.states[row.state] },
          {
            title: common.act,
            render: (_, row) =>
              row.state === 'waiting' && may('data.review') ? (
                <div className={styles.bar}>
                  <Button
                    size="small"
                    type="primary"
                    onClick={() => setDeciding({ id: row.id, isGranted: true })}
                  >
                    {protect.grant}
                  </Button>
                  <Button size="small" onClick={() => setDeciding({ id: row.id, isGranted: false })}>
                    {protect.refuse}
                  </Button>
                </div>
              ) : (
                '—'
              ),
          },
        ]}
      />
      {deciding ? (
        <ActDialog
          title={deciding.isGranted ? protect.grant : protect.refuse}
          comment="required"
          act={async (reason) => {
            await client.call(decideUnmask, {
              params: { id: deciding.id },
              body: { isGranted: deciding.isGranted, reason },
            })
            refresh(listUnmaskRequests)
          }}
          onClose={() => setDeciding(null)}
        />
      ) : null}
    </>
  )
}

function ExportList() {
  const { protect, common } = useTexts(governTexts)
  const [at, set] = useState(1)
  const read = useRead(
    listExports,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  return (
    <Rows
      label={protect.exports}
      read={read}
      rowKey={(row) => row.id}
      page={{ at, set }}
      columns={[
        { title: common.dataset, dataIndex: 'datasetName' },
        { title: protect.receiver, dataIndex: 'receiver' },
        { title: common.purpose, render: (_, row) => <span className={styles.words}>{row.purpose}</span> },
        { title: common.rows, align: 'right', render: (_, row) => formatNumber(row.rows) },
        { title: common.time, render: (_, row) => formatTime(row.time) },
        { title: protect.request, render: (_, row) => <span className="code">{row.id}</span> },
        {
          title: common.act,
          render: (_, row) => (
            <ActButton<typeof downloadExport>
              act={() => client.call(downloadExport, { params: { id: row.id } })}
              touches={[]}
              onDone={(bytes) => saveExport(row, bytes)}
            >
              {protect.download}
            </ActButton>
          ),
        },
      ]}
    />
  )
}

type Match = OperationOutput<typeof traceSample>['matches'][number]

function Trace() {
  const texts = useTexts(governTexts)
  const { protect, common } = texts
  const [matches, setMatches] = useState<readonly Match[] | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const trace = async (file: File) => {
    setError(null)
    try {
      const base64 = await toSample(file, protect.tooLarge)
      setMatches((await client.call(traceSample, { body: { name: file.name, base64 } })).matches)
    } catch (thrown) {
      setError(thrown as Error)
    }
  }
  return (
    <>
      <Quiet>{protect.traceWhy}</Quiet>
      <Upload
        accept=".csv,.xlsx,.txt"
        showUploadList={false}
        beforeUpload={(file) => {
          void trace(file)
          return false
        }}
      >
        <Button type="primary">{protect.choose}</Button>
      </Upload>
      <ProblemNote error={error} />
      {matches?.length === 0 ? <Quiet>{protect.noTrace}</Quiet> : null}
      {matches?.map((match) => (
        <Section key={match.requestId} title={match.datasetName}>
          <Facts
            facts={[
              { label: protect.receiver, value: match.receiver },
              { label: common.time, value: formatTime(match.time) },
              { label: protect.request, value: <span className="code">{match.requestId}</span> },
              { label: common.purpose, value: match.purpose },
              { label: protect.by, value: texts.marks[match.by] },
              { label: protect.certainty, value: `${formatNumber(match.certainty * 100)}%` },
            ]}
          />
        </Section>
      ))}
    </>
  )
}
