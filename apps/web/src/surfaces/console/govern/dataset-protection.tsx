import {
  type Dataset,
  type DatasetField,
  downloadExport,
  exportDataset,
  listErrorReports,
  listExports,
  listSensitiveProposals,
  listUnmaskRequests,
  reportDataError,
  requestUnmask,
  scanDataset,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'
import { ActButton } from './parts.tsx'
import { saveExport } from './save-export.ts'

/** Grades of the columns, scanning them, asking to see them plain, exporting, reporting an error. */
export function DatasetProtection({ dataset }: { dataset: Dataset }) {
  const texts = useTexts(governTexts)
  const { protect, common, feedback } = texts
  const may = useMay()
  const params = { id: dataset.id }
  const [dialog, setDialog] = useState<'export' | 'unmask' | 'report' | null>(null)
  const close = () => setDialog(null)
  const kindOf = ({ sensitive, suspected }: DatasetField) => {
    if (sensitive) return texts.sensitive[sensitive]
    return suspected ? protect.suspected(texts.sensitive[suspected] ?? suspected) : '—'
  }
  const columns = dataset.fields.map((field) => ({ value: field.name, label: field.title }))
  return (
    <>
      <div className={styles.bar}>
        <ActButton<typeof scanDataset>
          act={() => client.call(scanDataset, { params })}
          touches={[listSensitiveProposals]}
        >
          {protect.scan}
        </ActButton>
        {may('data.export') ? (
          <Button size="small" onClick={() => setDialog('export')}>
            {protect.export}
          </Button>
        ) : null}
        <Button size="small" onClick={() => setDialog('unmask')}>
          {protect.ask}
        </Button>
        <Button size="small" onClick={() => setDialog('report')}>
          {feedback.report}
        </Button>
      </div>
      <Table
        size="small"
        aria-label={protect.fields}
        dataSource={dataset.fields}
        rowKey="name"
        pagination={false}
        columns={[
          { title: common.field, dataIndex: 'title' },
          { title: protect.kind, render: (_, row) => kindOf(row) },
          {
            title: protect.grade,
            render: (_, row) => (row.suspected ? protect.strictest : texts.grades[row.grade ?? 'none']),
          },
        ]}
      />
      {dialog === 'export' ? (
        <FormDialog<{ format: 'csv' | 'xlsx'; purpose: string }>
          title={protect.export}
          why={protect.exportWhy}
          first={{ format: 'xlsx' }}
          fields={[
            {
              name: 'format',
              label: protect.format,
              kind: 'choice',
              required: true,
              options: ['csv', 'xlsx'].map((value) => ({ value, label: value.toUpperCase() })),
            },
            { name: 'purpose', label: common.purpose, kind: 'area', required: true },
          ]}
          act={async (body) => {
            const made = await client.call(exportDataset, { params, body })
            saveExport(made, await client.call(downloadExport, { params: { id: made.id } }))
            refresh(listExports)
          }}
          onClose={close}
        />
      ) : null}
      {dialog === 'unmask' ? (
        <FormDialog<{ fields: string[]; purpose: string; days: number }>
          title={protect.ask}
          first={{ days: 7 }}
          fields={[
            { name: 'fields', label: protect.fields, kind: 'choices', required: true, options: columns },
            { name: 'purpose', label: common.purpose, kind: 'area', required: true },
            { name: 'days', label: common.due, kind: 'number', min: 1, max: 365, required: true, unit: 'd' },
          ]}
          act={async ({ fields, purpose, days }) => {
            const until = new Date(Date.now() + days * 86_400_000).toISOString()
            await client.call(requestUnmask, { params, body: { fields, purpose, until } })
            refresh(listUnmaskRequests)
          }}
          onClose={close}
        />
      ) : null}
      {dialog === 'report' ? (
        <FormDialog<{ recordKey: string; field: string; suggested?: string; evidence: string }>
          title={feedback.report}
          fields={[
            { name: 'recordKey', label: feedback.key, kind: 'code', required: true },
            { name: 'field', label: common.field, kind: 'choice', required: true, options: columns },
            { name: 'suggested', label: feedback.suggested, kind: 'text' },
            { name: 'evidence', label: feedback.evidence, kind: 'area', required: true },
          ]}
          act={async (body) => {
            await client.call(reportDataError, { params, body })
            refresh(listErrorReports)
          }}
          onClose={close}
        />
      ) : null}
    </>
  )
}
