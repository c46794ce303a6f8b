import {
  answerObjection,
  type CreditListEntry,
  type CreditObjection,
  type CreditRepair,
  decideListing,
  decideRepair,
  listCreditLists,
  listObjections,
  listRepairs,
  proposeListing,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { Paged } from './paged.tsx'
import { papersTexts } from './papers.texts.ts'

/** Objections against facts of one’s own unit, with their clock. */
export function Objections() {
  const { credit: texts, state } = useTexts(papersTexts)
  const [answering, setAnswering] = useState<CreditObjection>()
  return (
    <>
      <Paged<CreditObjection, typeof listObjections>
        label={texts.tabs.objections}
        operation={listObjections}
        rowKey={(row) => row.id}
        columns={[
          { title: texts.decisionNumber, render: (_, row) => <span className="code">{row.number}</span> },
          { title: texts.subject, render: (_, row) => row.record.subjectName },
          { title: texts.item, render: (_, row) => `${row.record.itemTitle} ${row.record.documentNumber}` },
          { title: texts.content, dataIndex: 'text' },
          {
            title: texts.due,
            render: (_, row) => (
              <>
                {formatTime(row.dueTime)}{' '}
                {row.overdue ? <StateTag tone="over">{texts.overdue}</StateTag> : null}
              </>
            ),
          },
          {
            title: state,
            render: (_, row) =>
              row.state === 'open' ? (
                <Button size="small" onClick={() => setAnswering(row)}>
                  {texts.answer}
                </Button>
              ) : (
                texts.objectionStates[row.state]
              ),
          },
        ]}
      />
      {answering ? (
        <FormDialog<{ upheld: boolean; withdraw?: boolean; content?: string; answer: string }>
          title={texts.answer}
          why={answering.text}
          fields={[
            { name: 'upheld', label: texts.ruling, kind: 'verdict', yes: texts.upheld, no: texts.unfounded },
            { name: 'withdraw', label: texts.withdraw, kind: 'tick' },
            { name: 'content', label: texts.corrected, kind: 'area', maxLength: 1000 },
            { name: 'answer', label: texts.answer, kind: 'area', required: true, maxLength: 1000 },
          ]}
          act={async ({ upheld, withdraw = false, content, answer }) => {
            const body = { upheld, withdraw, answer, ...(content ? { content } : {}) }
            await client.call(answerObjection, { params: { id: answering.id }, body })
            refresh(listObjections)
          }}
          onClose={() => setAnswering(undefined)}
        />
      ) : null}
    </>
  )
}

/** Requests for repair. */
export function Repairs() {
  const { credit: texts, state } = useTexts(papersTexts)
  const [deciding, setDeciding] = useState<CreditRepair>()
  return (
    <>
      <Paged<CreditRepair, typeof listRepairs>
        label={texts.tabs.repairs}
        operation={listRepairs}
        rowKey={(row) => row.id}
        columns={[
          { title: texts.decisionNumber, render: (_, row) => <span className="code">{row.number}</span> },
          { title: texts.subject, render: (_, row) => row.record.subjectName },
          { title: texts.item, render: (_, row) => row.record.itemTitle },
          { title: texts.proof, dataIndex: 'proof' },
          { title: texts.due, render: (_, row) => formatTime(row.dueTime) },
          {
            title: state,
            render: (_, row) =>
              row.state === 'review' ? (
                <Button size="small" onClick={() => setDeciding(row)}>
                  {texts.decide}
                </Button>
              ) : (
                texts.repairStates[row.state]
              ),
          },
        ]}
      />
      {deciding ? (
        <FormDialog<{ granted: boolean; decision: string }>
          title={texts.decide}
          why={deciding.commitment}
          fields={[
            {
              name: 'granted',
              label: texts.ruling,
              kind: 'verdict',
              yes: texts.granted,
              no: texts.notGranted,
            },
            { name: 'decision', label: texts.decision, kind: 'area', required: true, maxLength: 500 },
          ]}
          act={async ({ granted, decision }) => {
            await client.call(decideRepair, { params: { id: deciding.id }, body: { granted, decision } })
            refresh(listRepairs)
          }}
          onClose={() => setDeciding(undefined)}
        />
      ) : null}
    </>
  )
}

type Step = 'listed' | 'dropped' | 'removed'

interface ListValues {
  list: CreditListEntry['list']
  number: string
  reason: string
  basis: string
  decisionNumber: string
}

/** Red and black lists: notice, hearing, decision, end. */
export function Lists() {
  const { credit: texts, ...all } = useTexts(papersTexts)
  const may = useMay()
  const [moving, setMoving] = useState<{ one: CreditListEntry; to: Step }>()
  const [isNew, setNew] = useState(false)
  const decides = may('services.credit-decide')
  const words: Record<Step, string> = { listed: texts.listIt, dropped: texts.drop, removed: texts.remove }
  const steps: Partial<Record<CreditListEntry['state'], Step[]>> = {
    notified: ['listed', 'dropped'],
    listed: ['removed'],
  }
  return (
    <>
      {decides ? (
        <Button type="primary" style={{ marginBottom: 12 }} onClick={() => setNew(true)}>
          {texts.propose}
        </Button>
      ) : null}
      <Paged<CreditListEntry, typeof listCreditLists>
        label={texts.tabs.lists}
        operation={listCreditLists}
        rowKey={(row) => row.id}
        columns={[
          { title: texts.list, render: (_, row) => texts.listNames[row.list] },
          { title: texts.subject, dataIndex: 'subjectName' },
          { title: all.reason, dataIndex: 'reason' },
          { title: all.basis, dataIndex: 'basis' },
          { title: texts.decisionNumber, dataIndex: 'decisionNumber' },
          {
            title: all.state,
            render: (_, row) => `${texts.listStates[row.state]} ${row.untilDay ?? ''}`,
          },
          {
            title: all.act,
            render: (_, row) =>
              decides ? (
                <Space>
                  {(steps[row.state] ?? []).map((to) => (
                    <Button key={to} size="small" onClick={() => setMoving({ one: row, to })}>
                      {words[to]}
                    </Button>
                  ))}
                </Space>
              ) : null,
          },
        ]}
      />
      {moving ? (
        <FormDialog<{ reason: string }>
          title={words[moving.to]}
          why={moving.one.statement ?? moving.one.reason}
          fields={[{ name: 'reason', label: all.reason, kind: 'area', required: true, maxLength: 500 }]}
          act={async ({ reason }) => {
            await client.call(decideListing, {
              params: { id: moving.one.id },
              body: { to: moving.to, reason },
            })
            refresh(listCreditLists)
          }}
          onClose={() => setMoving(undefined)}
        />
      ) : null}
      {isNew ? (
        <FormDialog<ListValues>
          title={texts.propose}
          fields={[
            {
              name: 'list',
              label: texts.list,
              kind: 'choice',
              required: true,
              options: toChoices(texts.listNames),
            },
            { name: 'number', label: texts.number, kind: 'code', required: true, maxLength: 18 },
            { name: 'reason', label: all.reason, kind: 'area', required: true, maxLength: 500 },
            { name: 'basis', label: all.basis, kind: 'text', required: true, maxLength: 300 },
            {
              name: 'decisionNumber',
              label: texts.decisionNumber,
              kind: 'text',
              required: true,
              maxLength: 100,
            },
          ]}
          act={async (body) => {
            await client.call(proposeListing, { body })
            refresh(listCreditLists)
          }}
          onClose={() => setNew(false)}
        />
      ) : null}
    </>
  )
}
