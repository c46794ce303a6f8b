import {
  getLicenceBatch,
  type LicenceBatch,
  type LicenceTypeView,
  listLicenceBatches,
  listLicenceTypes,
  startLicenceBatch,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Input, Progress, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { morePapersTexts } from './papers-more.texts.ts'

/** 批量制发: rows of a table issued in the background, with progress and what was rejected. */
export function LicenceBatches() {
  const { batch: texts, licence } = useTexts(morePapersTexts)
  const [isStarting, setStarting] = useState(false)
  return (
    <>
      <Button type="primary" style={{ marginBottom: 12 }} onClick={() => setStarting(true)}>
        {texts.start}
      </Button>
      <RecordList<LicenceBatch>
        label={texts.began}
        operation={listLicenceBatches}
        noSearch
        rowKey={(one) => one.id}
        name={(one) => formatTime(one.createdTime)}
        columns={[
          { title: texts.type, dataIndex: 'typeTitle' },
          { title: texts.source, render: (_, one) => licence.trusts[one.source] },
          { title: texts.progress, render: (_, one) => <Bar one={one} /> },
          { title: texts.rejected, align: 'right', dataIndex: 'rejected' },
          { title: texts.state, render: (_, one) => texts.states[one.state] },
        ]}
        facts={(one) => [
          { label: texts.type, value: one.typeTitle },
          { label: texts.source, value: licence.trusts[one.source] },
          { label: texts.total, value: one.total },
          { label: texts.finished, value: one.finishedTime ? formatTime(one.finishedTime) : '—' },
        ]}
        more={(one) => <BatchProgress id={one.id} />}
        empty={texts.none}
      />
      {isStarting ? <StartDialog onClose={() => setStarting(false)} /> : null}
    </>
  )
}

function Bar({ one }: { one: LicenceBatch }) {
  const { batch: texts } = useTexts(morePapersTexts)
  const done = one.issued + one.rejected
  return (
    <Progress
      aria-label={texts.progress}
      percent={Math.floor((done / Math.max(1, one.total)) * 100)}
      format={() => `${done} / ${one.total}`}
      style={{ width: 220 }}
    />
  )
}

function BatchProgress({ id }: { id: string }) {
  const { batch: texts } = useTexts(morePapersTexts)
  const read = useRead(getLicenceBatch, { params: { id } }, { everyMs: 1_500 })
  const one = read.data
  if (!one) return null
  return (
    <>
      <Bar one={one} />
      <p>
        {texts.issued} {one.issued}，{texts.rejected} {one.rejected}
      </p>
      <Table
        size="small"
        aria-label={texts.rejected}
        dataSource={one.rejects}
        rowKey="row"
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: texts.noRejects }}
        columns={[
          { title: texts.row, dataIndex: 'row', width: 80 },
          { title: texts.reason, dataIndex: 'reason' },
        ]}
      />
    </>
  )
}

interface Values {
  typeId: string
  source: LicenceBatch['source']
  table: string
}

function StartDialog({ onClose }: { onClose: () => void }) {
  const { batch: texts, licence } = useTexts(morePapersTexts)
  const types = useRead(listLicenceTypes, { query: { limit: 200 } })
  const [typeId, setType] = useState<string>()
  const type = types.data?.items.find((one) => one.id === typeId)
  const heads = [...Object.values(texts.head), ...ownFields(type).map((field) => field.title)]
  return (
    <FormDialog<Values>
      title={texts.start}
      width={720}
      why={type ? texts.header(heads.join(',')) : undefined}
      onChange={(values) => setType(values.typeId)}
      first={{ source: 'migrated' }}
      fields={[
        {
          ...{ kind: 'choice', name: 'typeId', label: texts.type, required: true },
          options: (types.data?.items ?? []).map((one) => ({ value: one.id, label: one.title })),
        },
        {
          ...{ kind: 'choice', name: 'source', label: texts.source, required: true },
          options: toChoices(licence.trusts),
        },
        {
          ...{ kind: 'custom', name: 'table', label: texts.rows, required: true },
          control: <TableInput label={texts.file} />,
          check: (value) => {
            const read = readTable(String(value ?? ''), texts.head, type)
            return typeof read === 'string' ? texts.badHead(read) : read.length === 0 ? texts.empty : null
          },
        },
      ]}
      act={async ({ table, ...body }) => {
        const rows = readTable(table, texts.head, type)
        await client.call(startLicenceBatch, { body: { ...body, rows: Array.isArray(rows) ? rows : [] } })
        refresh(listLicenceBatches)
      }}
      onClose={onClose}
    />
  )
}

/** Fields of the face but for name and code, which the holder gives. */
const ownFields = (type: LicenceTypeView | undefined) =>
  (type?.fields ?? []).filter((field) => field.id !== 'name' && field.id !== 'code')

/** Rows of a table with a head line; answers the name of a column that is missing. */
function readTable(
  text: string,
  head: { name: string; number: string; from: string; until: string },
  type: LicenceTypeView | undefined,
) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim())
  const split = (line: string) => line.split(/[,\t]/).map((part) => part.trim())
  const titles = split((lines.shift() ?? '').replace(/^\uFEFF/, ''))
  for (const needed of [head.name, head.number]) if (!titles.includes(needed)) return needed
  return lines.map((line) => {
    const parts = split(line)
    const of = (title: string) => parts[titles.indexOf(title)] || undefined
    const fields = ownFields(type).flatMap((field) => {
      const value = titles.includes(field.title) ? of(field.title) : undefined
      return value ? [[field.id, value]] : []
    })
    return {
      ...{ holderName: of(head.name), holderNumber: of(head.number), fields: Object.fromEntries(fields) },
      ...(titles.includes(head.from) && of(head.from) ? { validFrom: of(head.from) } : {}),
      ...(titles.includes(head.until) && of(head.until) ? { validUntil: of(head.until) } : {}),
    }
  })
}

function TableInput({
  label,
  id,
  value,
  onChange,
}: {
  label: string
  id?: string
  value?: string
  onChange?: (text: string) => void
}) {
  return (
    <>
      <input
        type="file"
        accept=".csv,.txt"
        aria-label={label}
        style={{ marginBottom: 8 }}
        onChange={(event) => void event.target.files?.[0]?.text().then((text) => onChange?.(text))}
      />
      <Input.TextArea id={id} rows={8} value={value} onChange={(event) => onChange?.(event.target.value)} />
    </>
  )
}
