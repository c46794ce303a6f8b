import {
  type CaseRequest,
  decideCaseRequest,
  listCaseRequests,
  listSupervisions,
  rectifySupervision,
  type Supervision,
  verifySupervision,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Table, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Page, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { CaseCounts } from './case-counts.tsx'
import { caseDeskTexts } from './case-desk.texts.ts'

interface Doing {
  title: string
  act: (comment: string) => Promise<unknown>
}

/** The desk of supervisors: requests to decide, orders to follow up. */
export function SupervisionPage() {
  const shell = useTexts(consoleTexts)
  const texts = useTexts(caseDeskTexts)
  const [doing, setDoing] = useState<Doing | null>(null)
  return (
    <Page title={shell.pages.supervision}>
      <CaseCounts />
      <Section title={texts.requests}>
        <Requests onAct={setDoing} />
      </Section>
      <Section title={texts.supervisions}>
        <Orders onAct={setDoing} />
      </Section>
      {doing ? (
        <ActDialog
          title={doing.title}
          comment="required"
          act={doing.act}
          onClose={() => {
            setDoing(null)
            refresh(listCaseRequests, listSupervisions)
          }}
        />
      ) : null}
    </Page>
  )
}

function Requests({ onAct }: { onAct: (doing: Doing) => void }) {
  const texts = useTexts(caseDeskTexts)
  const may = useMay()
  const read = useRead(listCaseRequests, { query: { limit: 100 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const decide = (one: CaseRequest, approve: boolean) => () =>
    onAct({
      title: approve ? texts.approve : texts.refuse,
      act: (comment) =>
        client.call(decideCaseRequest, { params: { id: one.id }, body: { approve, comment } }),
    })
  const columns: TableColumnsType<CaseRequest> = [
    { title: texts.state, key: 'state', width: 100, render: (_, one) => texts.requestStates[one.state] },
    {
      title: texts.case,
      key: 'case',
      render: (_, one) => (
        <Link to={`/console/cases/${one.caseId}`}>
          {one.caseReference} {one.caseTitle}
        </Link>
      ),
    },
    { title: texts.kind, key: 'kind', width: 80, render: (_, one) => texts[one.kind] },
    { title: texts.reason, dataIndex: 'reason' },
    { title: texts.who, dataIndex: 'askedName' },
    {
      key: 'acts',
      width: 170,
      render: (_, one) =>
        one.state === 'open' && may('cases.supervise') ? (
          <>
            <Button size="small" type="primary" onClick={decide(one, true)}>
              {texts.approve}
            </Button>{' '}
            <Button size="small" onClick={decide(one, false)}>
              {texts.refuse}
            </Button>
          </>
        ) : null,
    },
  ]
  return (
    <Table
      size="small"
      rowKey="id"
      columns={columns}
      dataSource={read.data?.items ?? []}
      pagination={false}
      locale={{ emptyText: texts.none }}
    />
  )
}

function Orders({ onAct }: { onAct: (doing: Doing) => void }) {
  const texts = useTexts(caseDeskTexts)
  const read = useRead(listSupervisions, { query: { limit: 100 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const columns: TableColumnsType<Supervision> = [
    {
      title: texts.state,
      key: 'state',
      width: 100,
      render: (_, one) => <Tag color={one.overdue ? 'red' : 'blue'}>{texts.orderStates[one.state]}</Tag>,
    },
    {
      title: texts.case,
      key: 'case',
      render: (_, one) => (
        <Link to={`/console/cases/${one.caseId}`}>
          {one.caseReference} {one.caseTitle}
        </Link>
      ),
    },
    { title: texts.unit, dataIndex: 'organisationName' },
    { title: texts.reason, dataIndex: 'reason' },
    { title: texts.due, key: 'due', render: (_, one) => formatTime(one.dueTime) },
    { key: 'acts', width: 190, render: (_, one) => <OrderActs one={one} onAct={onAct} /> },
  ]
  return (
    <Table
      size="small"
      rowKey="id"
      columns={columns}
      dataSource={read.data?.items ?? []}
      pagination={false}
      locale={{ emptyText: texts.none }}
    />
  )
}

function OrderActs({ one, onAct }: { one: Supervision; onAct: (doing: Doing) => void }) {
  const texts = useTexts(caseDeskTexts)
  const may = useMay()
  const params = { id: one.id }
  const verify = (passed: boolean) => () =>
    onAct({
      title: passed ? texts.verify : texts.sendBack,
      act: (comment) => client.call(verifySupervision, { params, body: { passed, comment } }),
    })
  if (one.state === 'rectified' && may('cases.supervise'))
    return (
      <>
        <Button size="small" type="primary" onClick={verify(true)}>
          {texts.verify}
        </Button>{' '}
        <Button size="small" onClick={verify(false)}>
          {texts.sendBack}
        </Button>
      </>
    )
  if ((one.state === 'issued' || one.state === 'sent-back') && may('cases.work'))
    return (
      <Button
        size="small"
        onClick={() =>
          onAct({
            title: texts.rectify,
            act: (text) => client.call(rectifySupervision, { params, body: { text } }),
          })
        }
      >
        {texts.rectify}
      </Button>
    )
  return null
}
