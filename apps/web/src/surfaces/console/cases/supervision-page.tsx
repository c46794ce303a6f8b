import { type CaseRequest, decideCaseRequest, listCaseRequests, listSupervisions } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Table, type TableColumnsType } from 'antd'
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
import { DelaysSection } from './delays-section.tsx'
import { type Doing, SupervisionOrders } from './supervision-orders.tsx'
import { SupervisionRules } from './supervision-rules.tsx'

/** The desk of supervisors: requests to decide, orders to follow up. */
export function SupervisionPage() {
  const shell = useTexts(consoleTexts)
  const texts = useTexts(caseDeskTexts)
  const may = useMay()
  const [doing, setDoing] = useState<Doing | null>(null)
  return (
    <Page title={shell.pages.supervision}>
      <CaseCounts />
      <Section title={texts.requests}>
        <Requests onAct={setDoing} />
      </Section>
      <SupervisionOrders onAct={setDoing} />
      {may('cases.supervise') ? <SupervisionRules /> : null}
      <DelaysSection />
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
