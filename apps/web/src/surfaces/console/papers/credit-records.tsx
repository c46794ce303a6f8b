import {
  type CreditBatch,
  type CreditRecord,
  correctCreditRecord,
  listCreditBatches,
  listCreditItems,
  listCreditRecords,
  reportCredit,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { App, Table } from 'antd'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { creditModelTexts } from './credit-models.texts.ts'
import { papersTexts } from './papers.texts.ts'

interface ReportValues {
  itemId: string
  subjectName: string
  subjectNumber: string
  documentNumber: string
  content: string
  decidedDay: string
}

/** 信用信息: what was delivered; its unit corrects or withdraws it. */
export function CreditRecords() {
  const { credit: texts, basis, none, noneWhy, reason } = useTexts(papersTexts)
  const more = useTexts(creditModelTexts)
  const may = useMay()
  const { message } = App.useApp()
  const items = useRead(listCreditItems, {})
  const options = (items.data?.items ?? []).map((one) => ({ value: one.id, label: one.title }))
  const reports = may('services.credit-report')
  const marks = (one: CreditRecord) => (
    <>
      {one.late ? <StateTag tone="bad">{texts.late}</StateTag> : null}{' '}
      {one.objection ? <StateTag tone="loud">{texts.objecting}</StateTag> : null}
    </>
  )
  return (
    <RecordList<CreditRecord>
      label={texts.subject}
      operation={listCreditRecords}
      rowKey={(one) => one.id}
      name={(one) => one.subjectName}
      columns={[
        { title: texts.item, dataIndex: 'itemTitle' },
        { title: texts.content, dataIndex: 'content' },
        { title: texts.decided, dataIndex: 'decidedDay' },
        { title: texts.unit, dataIndex: 'organisationName' },
        { title: '', render: (_, one) => marks(one) },
      ]}
      facts={(one) => [
        { label: texts.number, value: <span className="code">{one.subjectNumber}</span>, whole: true },
        { label: texts.item, value: one.itemTitle },
        { label: texts.paper, value: one.documentNumber },
        { label: texts.content, value: one.content, whole: true },
        { label: basis, value: one.basis, whole: true },
        { label: texts.decided, value: one.decidedDay },
        { label: texts.unit, value: one.organisationName },
        {
          label: more.time,
          value: (
            <>
              {formatTime(one.deliveredTime)} {marks(one)}
            </>
          ),
        },
      ]}
      acts={[
        {
          label: more.correct,
          danger: true,
          when: (one) => reports && one.state !== 'withdrawn',
          fields: [
            { kind: 'tick', name: 'withdraw', label: more.withdraw },
            { kind: 'area', name: 'content', label: more.content, maxLength: 1000 },
            { kind: 'area', name: 'reason', label: reason, required: true, maxLength: 500 },
          ],
          first: (one) => ({ content: one.content }),
          run: (one, values: { withdraw?: boolean; content?: string; reason: string }) =>
            client.call(correctCreditRecord, {
              params: { id: one.id },
              body: {
                ...{ withdraw: values.withdraw ?? false, reason: values.reason },
                ...(values.content && !values.withdraw ? { content: values.content } : {}),
              },
            }),
        },
      ]}
      create={
        reports
          ? {
              label: texts.report,
              fields: [
                { name: 'itemId', label: texts.item, kind: 'choice', required: true, options },
                {
                  name: 'subjectName',
                  label: texts.subjectName,
                  kind: 'text',
                  required: true,
                  maxLength: 100,
                },
                { name: 'subjectNumber', label: texts.number, kind: 'code', required: true, maxLength: 18 },
                { name: 'documentNumber', label: texts.paper, kind: 'text', required: true, maxLength: 100 },
                { name: 'content', label: texts.content, kind: 'area', required: true, maxLength: 1000 },
                { name: 'decidedDay', label: texts.decided, kind: 'day', required: true },
              ],
              run: async (values: ReportValues) => {
                const isFirm =
                  !/^[1-9]\d{16}[\dX]$/.test(values.subjectNumber) || values.subjectNumber.startsWith('91')
                const row = {
                  ...values,
                  subjectKind: isFirm ? ('organisation' as const) : ('person' as const),
                }
                const { rejects } = await client.call(reportCredit, { body: { rows: [row] } })
                if (rejects[0]) void message.warning(rejects[0].reason)
              },
            }
          : undefined
      }
      empty={{ title: none, why: noneWhy }}
    />
  )
}

/** 报送记录: what each delivery brought in, and which rows were rejected why. */
export function CreditBatches() {
  const texts = useTexts(creditModelTexts)
  return (
    <RecordList<CreditBatch>
      label={texts.batch}
      operation={listCreditBatches}
      noSearch
      rowKey={(one) => one.id}
      name={(one) => formatTime(one.createdTime)}
      columns={[
        { title: texts.by, dataIndex: 'organisationName' },
        { title: texts.total, align: 'right', dataIndex: 'total' },
        { title: texts.accepted, align: 'right', dataIndex: 'accepted' },
        { title: texts.late, align: 'right', dataIndex: 'late' },
        { title: texts.rejected, align: 'right', render: (_, one) => one.rejects.length },
      ]}
      facts={(one) => [
        { label: texts.by, value: one.organisationName },
        { label: texts.total, value: one.total },
        { label: texts.accepted, value: one.accepted },
        { label: texts.late, value: one.late },
      ]}
      more={(one) => (
        <Table
          size="small"
          aria-label={texts.rejected}
          dataSource={one.rejects}
          rowKey="row"
          pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            { title: texts.row, dataIndex: 'row', width: 80 },
            { title: texts.why, dataIndex: 'reason' },
          ]}
        />
      )}
      empty={texts.noBatches}
    />
  )
}
