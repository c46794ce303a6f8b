import {
  type CreditItemView,
  type CreditScore,
  checkSubject,
  getCreditFigures,
  listCreditItems,
  listMeasureUses,
  type OperationOutput,
  queryCredit,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Descriptions, List, Progress, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { oversightTexts } from '../registers/oversight.texts.ts'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { CreditChanges } from './credit-changes.tsx'
import { creditModelTexts } from './credit-models.texts.ts'
import { CreditModels, CreditModelVersions } from './credit-models.tsx'
import { Lists, Objections, Repairs } from './credit-procedures.tsx'
import { CreditBatches, CreditRecords } from './credit-records.tsx'
import { Paged } from './paged.tsx'
import { papersTexts } from './papers.texts.ts'
import { SupervisionWeights } from './supervision-weights.tsx'

/** 公共信用: facts, objections, repairs, lists, measures (PLT-086, PLT-087, GOV-127). */
export function CreditPage() {
  const { credit: texts } = useTexts(papersTexts)
  const more = useTexts(creditModelTexts)
  const over = useTexts(oversightTexts)
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
        tab('records', <CreditRecords />),
        ...(may('services.credit-report')
          ? [{ key: 'batches', label: more.tabs.batches, children: <CreditBatches /> }]
          : []),
        ...(may('services.credit-report') ? [tab('objections', <Objections />)] : []),
        ...(decides ? [tab('repairs', <Repairs />)] : []),
        { key: 'changes', label: more.tabs.changes, children: <CreditChanges /> },
        tab('lists', <Lists />),
        tab('checks', <Checks />),
        tab('query', <Query />),
        tab('items', <Items />),
        { key: 'weights', label: over.tabs.weights, children: <SupervisionWeights /> },
        { key: 'models', label: more.tabs.models, children: <CreditModels /> },
        ...(decides
          ? [{ key: 'versions', label: more.tabs.versions, children: <CreditModelVersions /> }]
          : []),
        tab('figures', <Figures />),
      ]}
    />
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
          {file.scores.map((score) => (
            <Points key={score.modelId} score={score} />
          ))}
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

/** Every point of a score and the fact it comes from. */
function Points({ score }: { score: CreditScore }) {
  const texts = useTexts(creditModelTexts)
  return (
    <Table<CreditScore['points'][number]>
      size="small"
      aria-label={texts.pointsOf}
      title={() => `${score.modelTitle}：${texts.pointsOf}`}
      style={{ marginTop: 16 }}
      dataSource={score.points}
      rowKey={(one) => `${one.itemId}${one.recordId}`}
      pagination={false}
      columns={[
        { title: texts.item, dataIndex: 'title' },
        { title: texts.reason, dataIndex: 'text' },
        { title: texts.points, align: 'right', dataIndex: 'points' },
      ]}
    />
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
