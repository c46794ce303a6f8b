import { listSupervisions, rectifySupervision, type Supervision, verifySupervision } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Segmented, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { caseDeskTexts } from './case-desk.texts.ts'
import { LetterDialog } from './letter-dialog.tsx'

/** An act that asks for words first. */
export interface Doing {
  title: string
  act: (comment: string) => Promise<unknown>
}

type Which = 'all' | 'open' | 'overdue' | 'climbed'
const pageSize = 20

/** Orders and letters of supervision: those unanswered and late first and red, those climbed with the level they reached. */
export function SupervisionOrders({ onAct }: { onAct: (doing: Doing) => void }) {
  const texts = useTexts(caseDeskTexts)
  const may = useMay()
  const [which, setWhich] = useState<Which>('all')
  const [page, setPage] = useState(1)
  const [writing, setWriting] = useState(false)
  const only = which === 'all' ? {} : { [which]: true }
  const query = { ...only, limit: pageSize, offset: (page - 1) * pageSize }
  const read = useRead(listSupervisions, { query }, { keepPrevious: true })
  const columns = useOrderColumns(onAct)
  return (
    <Section title={texts.supervisions}>
      <p style={{ display: 'flex', gap: 12, flexWrap: 'wrap', marginBottom: 12 }}>
        <Segmented
          aria-label={texts.filter}
          value={which}
          options={(['all', 'open', 'overdue', 'climbed'] as const).map((value) => ({
            value,
            label: texts.filters[value],
          }))}
          onChange={(value) => {
            setWhich(value)
            setPage(1)
          }}
        />
        {may('cases.supervise') ? (
          <Button type="primary" onClick={() => setWriting(true)}>
            {texts.newLetter}
          </Button>
        ) : null}
      </p>
      {read.isError ? (
        <ProblemView error={read.error} onRetry={() => void read.refetch()} />
      ) : (
        <Table
          size="small"
          rowKey="id"
          columns={columns}
          dataSource={read.data?.items ?? []}
          pagination={{
            ...{ current: page, pageSize, total: read.data?.total ?? 0, showSizeChanger: false },
            onChange: setPage,
          }}
          locale={{ emptyText: texts.none }}
        />
      )}
      {writing ? <LetterDialog onClose={() => setWriting(false)} /> : null}
    </Section>
  )
}

function useOrderColumns(onAct: (doing: Doing) => void): TableColumnsType<Supervision> {
  const texts = useTexts(caseDeskTexts)
  return [
    { title: texts.state, key: 'state', width: 170, render: (_, one) => <OrderState one={one} /> },
    {
      title: texts.letterTitle,
      key: 'title',
      render: (_, one) => (
        <>
          {one.caseId ? <Link to={`/console/cases/${one.caseId}`}>{one.title}</Link> : one.title}
          <br />
          <small>
            <span className="code">{one.reference}</span> {one.reason}
          </small>
        </>
      ),
    },
    { title: texts.level, key: 'level', width: 150, render: (_, one) => one.divisionName ?? '—' },
    { title: texts.unit, dataIndex: 'organisationName', width: 160 },
    { title: texts.due, key: 'due', width: 150, render: (_, one) => formatTime(one.dueTime) },
    {
      title: texts.answer,
      key: 'answer',
      render: (_, one) =>
        one.rectification ? (
          <>
            {one.rectification}
            <br />
            <small>{one.rectifiedName}</small>
          </>
        ) : (
          '—'
        ),
    },
    { key: 'acts', width: 190, render: (_, one) => <OrderActs one={one} onAct={onAct} /> },
  ]
}

function OrderState({ one }: { one: Supervision }) {
  const texts = useTexts(caseDeskTexts)
  return (
    <>
      <StateTag tone={one.overdue ? 'bad' : one.state === 'verified' ? 'over' : 'loud'}>
        {texts.orderStates[one.state]}
      </StateTag>
      {one.overdue ? <StateTag tone="bad">{texts.late}</StateTag> : null}
      {one.climbedTo ? (
        <StateTag tone="bad">{texts.climbedTo(one.climbedName ?? one.climbedTo)}</StateTag>
      ) : null}
    </>
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
