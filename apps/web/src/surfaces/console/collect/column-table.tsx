import type { DatasetField, FilePreview } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Checkbox, Input, Select, Table } from 'antd'
import { collectTexts } from './collect.texts.ts'

export type ColumnChoice = FilePreview['columns'][number] & { use: boolean }

interface ColumnTableProps {
  preview: FilePreview
  choices: ColumnChoice[]
  onChange: (choices: ColumnChoice[]) => void
}

/** The columns of a file as they will be read; names and types may be changed before it is loaded. */
export function ColumnTable({ preview, choices, onChange }: ColumnTableProps) {
  const texts = useTexts(collectTexts)
  const change = (source: string, by: Partial<ColumnChoice>) =>
    onChange(choices.map((one) => (one.source === source ? { ...one, ...by } : one)))
  const field = (one: ColumnChoice, by: Partial<DatasetField>) =>
    change(one.source, { field: { ...one.field, ...by } })
  const samples = (source: string) =>
    preview.rows
      .slice(0, 4)
      .map((row) => row[source] ?? '—')
      .join('、')
  return (
    <Table<ColumnChoice>
      size="small"
      rowKey="source"
      pagination={false}
      dataSource={choices}
      scroll={{ x: 'max-content', y: 420 }}
      columns={[
        {
          title: texts.use,
          render: (_, one) => (
            <Checkbox
              aria-label={`${texts.use} ${one.source}`}
              checked={one.use}
              onChange={(event) => change(one.source, { use: event.target.checked })}
            />
          ),
        },
        { title: texts.column, dataIndex: 'source' },
        {
          title: texts.name,
          render: (_, one) => (
            <Input
              aria-label={`${texts.name} ${one.source}`}
              value={one.field.name}
              onChange={(event) => field(one, { name: event.target.value })}
            />
          ),
        },
        {
          title: texts.fieldTitle,
          render: (_, one) => (
            <Input
              aria-label={`${texts.fieldTitle} ${one.source}`}
              value={one.field.title}
              onChange={(event) => field(one, { title: event.target.value })}
            />
          ),
        },
        {
          title: texts.type,
          render: (_, one) => (
            <Select
              aria-label={`${texts.type} ${one.source}`}
              style={{ width: 96 }}
              value={one.field.type}
              options={Object.entries(texts.types).map(([value, label]) => ({ value, label }))}
              onChange={(type) => field(one, { type: type as DatasetField['type'] })}
            />
          ),
        },
        {
          title: texts.key,
          render: (_, one) => (
            <Checkbox
              aria-label={`${texts.key} ${one.source}`}
              checked={one.field.isKey ?? false}
              onChange={(event) => field(one, { isKey: event.target.checked })}
            />
          ),
        },
        { title: texts.empty, align: 'right', render: (_, one) => `${formatNumber(one.empty * 100, 1)}%` },
        { title: texts.sample, render: (_, one) => samples(one.source) },
      ]}
    />
  )
}
