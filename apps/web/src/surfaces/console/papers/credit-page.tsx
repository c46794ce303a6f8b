import {
  type CreditItemView,
  type CreditRecord,
  checkSubject,
  getCreditFigures,
  listCreditItems,
  listCreditRecords,
  listMeasureUses,
  type OperationOutput,
  queryCredit,
  reportCredit,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Descriptions, List, Progress, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { Lists, Objections, Repairs } from './credit-procedures.tsx'
import { Paged } from './paged.tsx'
import { papersTexts } from './papers.texts.ts'

/** 公共信用: facts, objections, repairs, lists, measures (PLT-086, PLT-087, GOV-127). */
export function CreditPage() {
  const { credit: texts } = useTexts(papersTexts)
  const may = useMay()
  const tab = (key: keyof typeof texts.tabs, children: React.ReactNode) => ({
    key,
    label: texts.tabs[key],
    children,
  })
  const decides = may('services.credit-decide')
  return (
    <TabsPage
      title={texts.title}
      tabs={[
        tab('records', <Records />),
        ...(may('services.credit-report') ? [tab('objections', <Objections />)] : []),
        ...(decides ? [tab('repairs', <Repairs />)] : []),
        tab('lists', <Lists />),
        tab('checks', <Checks />),
        tab('query', <Query />),
        tab('items', <Items />),
        tab('figures', <Figures />),
      ]}
    />
  )
}

interface ReportValues {
  itemId: string
  subjectName: string
  subjectNumber: string
  documentNumber: string
  content: string
  decidedDay: string
}

function Records() {
  const { credit: texts } = useTexts(papersTexts)
  const may = useMay()
  const { message } = App.useApp()
  const items = useRead(listCreditItems, {})
  const [isNew, setNew] = useState(false)
  const options = (items.data?.items ?? []).map((one) => ({ value: one.id, label: one.title }))
  return (
    <>
      {may('services.credit-report') ? (
        <Button type="primary" style={{ marginBottom: 12 }} onClick={() => setNew(true)}>
          {texts.report}
        </Button>
      ) : null}
      <Paged<CreditRecord, typeof listCreditRecords>
        label={texts.tabs.records}
        operation={listCreditRecords}
        rowKey={(row) => row.id}
        columns={[
          { title: texts.subject, dataIndex: 'subjectName' },
          { title: texts.number, render: (_, row) => <span className="code">{row.subjectNumber}</span> },
          { title: texts.item, dataIndex: 'itemTitle' },
          { title: texts.content, dataIndex: 'content' },
          { title: texts.decided, dataIndex: 'decidedDay' },
          { title: texts.unit, dataIndex: 'organisationName' },
          {
            title: '',
            render: (_, row) => (
              <>
                {row.late ? <StateTag tone="over">{texts.late}</StateTag> : null}{' '}
                {row.objection ? <StateTag tone="loud">{texts.objecting}</StateTag> : null}
              </>
            ),
          },
        ]}
      />
      {isNew ? (
        <FormDialog<ReportValues>
          title={texts.report}
          fields={[
            { name: 'itemId', label: texts.item, kind: 'choice', required: true, options },
            { name: 'subjectName', label: texts.subject, kind: 'text', required: true, maxLength: 100 },
            { name: 'subjectNumber', label: texts.number, kind: 'code', required: true, maxLength: 18 },
            { name: 'documentNumber', label: texts.paper, kind: 'text', required: true, maxLength: 100 },
            { name: 'content', label: texts.content, kind: 'area', required: true, maxLength: 1000 },
            { name: 'decidedDay', label: texts.decided, kind: 'day', required: true },
          ]}
          act={async (values) => {
            const isFirm =
              !/^[1-9]\d{16}[\dX]$/.test(values.subjectNumber) || values.subjectNumber.startsWith('91')
            const row = { ...values, subjectKind: isFirm ? ('organisation' as const) : ('person' as const) }
            const { rejects } = await client.call(reportCredit, { body: { rows: [row] } })
            if (rejects[0]) void message.warning(rejects[0].reason)
            refresh(listCreditRecords)
          }}
          onClose={() => setNew(false)}
        />
      ) : null}
    </>
  )
}

type Use = OperationOutput<typeof listMeasureUses>['items'][number]

function Checks() {
  const { credit: texts, time } = useTexts(papersTexts)
  return (
    <Paged<Use, typeof listMeasureUses>
      label={texts.tabs.checks}
      operation={listMeasureUses}
      rowKey={(row) => row.id}
      columns={[
        { title: time, render: (_, row) => formatTime(row.time) },
        { title: texts.subject, dataIndex: 'subjectName' },
        { title: texts.use, dataIndex: 'use' },
        { title: texts.taken, render: (_, row) => row.taken ?? '—' },
        { title: texts.unit, dataIndex: 'organisationName' },
      ]}
    />
  )
}

function Query() {
  const { credit: texts } = useTexts(papersTexts)
  const [open, setOpen] = useState(false)
  const query = useMutation({
    mutationFn: async (body: { number: string; purpose: string }) => {
      const file = await client.call(queryCredit, { body })
      return {
        file,
        check: await client.call(checkSubject, { body: { number: body.number, use: body.purpose } }),
      }
    },
  })
  const { file, check } = query.data ?? {}
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {texts.find}
      </Button>
      {file && check ? (
        <>
          <Descriptions
            style={{ marginTop: 16 }}
            bordered
            column={2}
            title={file.subjectName}
            items={[
              { key: 'number', label: texts.number, children: file.subjectNumber },
              { key: 'verdict', label: texts.verdict, children: check.text },
              ...file.scores.map((score) => ({
                key: score.modelId,
                label: score.modelTitle,
                children: texts.grade(score.grade, score.score),
              })),
            ]}
          />
          <List
            dataSource={file.records}
            renderItem={(one) => (
              <List.Item>
                {one.itemTitle}：{one.content}（{one.organisationName} {one.decidedDay}）
              </List.Item>
            )}
          />
        </>
      ) : null}
      {open ? (
        <FormDialog<{ number: string; purpose: string }>
          title={texts.find}
          fields={[
            { name: 'number', label: texts.number, kind: 'code', required: true, maxLength: 18 },
            { name: 'purpose', label: texts.purpose, kind: 'text', required: true, maxLength: 60 },
          ]}
          act={(values) => query.mutateAsync(values)}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

function Items() {
  const { credit: texts, basis } = useTexts(papersTexts)
  const read = useRead(listCreditItems, {})
  return (
    <Table<CreditItemView>
      size="small"
      aria-label={texts.tabs.items}
      dataSource={read.data?.items ?? []}
      rowKey={(row) => row.id}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: texts.item, dataIndex: 'title' },
        { title: texts.verdict, render: (_, row) => texts.natures[row.nature] },
        { title: texts.disclosure, render: (_, row) => texts.disclosures[row.disclosure] },
        {
          title: texts.terms,
          render: (_, row) => (row.publicity ? `${row.publicity.min}–${row.publicity.max}` : '—'),
        },
        { title: basis, dataIndex: 'basis' },
        { title: texts.count, dataIndex: 'records' },
      ]}
    />
  )
}

function Figures() {
  const { credit: texts } = useTexts(papersTexts)
  const { data } = useRead(getCreditFigures, {})
  if (!data) return null
  const late = data.late.filter((one) => one.late > 0)
  return (
    <>
      <Descriptions
        bordered
        column={2}
        items={[
          {
            key: 'coverage',
            label: texts.coverage,
            children: (
              <>
                <Progress aria-label={texts.coverage} percent={data.coverage ?? 0} style={{ width: 220 }} />
                {texts.coverageText(data.withFile, data.registered)}
              </>
            ),
          },
          { key: 'records', label: texts.total, children: data.records },
          {
            key: 'objections',
            label: texts.objections,
            children: `${data.objections.overdue} / ${data.objections.total}`,
          },
          {
            key: 'repairs',
            label: texts.tabs.repairs,
            children: `${data.repairs.granted} / ${data.repairs.total}`,
          },
        ]}
      />
      <h2>{texts.lateUnits}</h2>
      <List
        dataSource={late}
        renderItem={(one) => (
          <List.Item>
            {one.organisationName}：{one.late} / {one.total}
          </List.Item>
        )}
      />
    </>
  )
}
