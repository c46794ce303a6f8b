import { type DatasetField, suggestDatasetFields } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select, Space, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Quiet } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { datasetTexts } from './datasets.texts.ts'
import { parseStructure } from './table-structure.ts'

interface FieldTableProps {
  value?: DatasetField[]
  onChange?: (fields: DatasetField[]) => void
  /** Data are stored by these columns: they may be described anew, not renamed, added or taken away. */
  isFixed?: boolean
}

/** The columns of an entry, written one by one or read from the definition of a table. */
export function FieldTable({ value = [], onChange, isFixed = false }: FieldTableProps) {
  const { entry } = useTexts(datasetTexts)
  const change = (at: number, by: Partial<DatasetField>) =>
    onChange?.(value.map((one, i) => (i === at ? { ...one, ...by } : one)))
  return (
    <>
      <Table<DatasetField>
        size="small"
        rowKey={(_, i) => String(i)}
        pagination={false}
        scroll={{ x: 'max-content', y: 360 }}
        dataSource={value}
        locale={{ emptyText: <Quiet>{entry.noFields}</Quiet> }}
        columns={useColumns(change, isFixed ? undefined : (at) => onChange?.(value.toSpliced(at, 1)))}
      />
      {isFixed ? null : (
        <Space wrap style={{ marginTop: 8 }}>
          <Button size="small" onClick={() => onChange?.([...value, { name: '', title: '', type: 'text' }])}>
            {entry.addField}
          </Button>
          <Structure onRead={(fields) => onChange?.([...value.filter((one) => one.name), ...fields])} />
        </Space>
      )}
    </>
  )
}

function useColumns(change: (at: number, by: Partial<DatasetField>) => void, remove?: (at: number) => void) {
  const texts = useTexts(datasetTexts)
  const { field: words, entry } = texts
  const tick = (name: 'isKey' | 'isShared', title: string, otherwise: boolean) => ({
    title,
    render: (_: unknown, one: DatasetField, at: number) => (
      <Checkbox
        aria-label={entry.ofRow(title, at + 1)}
        checked={one[name] ?? otherwise}
        onChange={(event) => change(at, { [name]: event.target.checked })}
      />
    ),
  })
  const text = (name: 'title' | 'name' | 'element', title: string, isFixed = false) => ({
    title,
    render: (_: unknown, one: DatasetField, at: number) => (
      <Input
        style={{ width: 132 }}
        aria-label={entry.ofRow(title, at + 1)}
        disabled={isFixed}
        value={one[name] ?? ''}
        onChange={(event) => change(at, { [name]: event.target.value })}
      />
    ),
  })
  return [
    text('title', words.title),
    text('name', words.name, !remove),
    {
      title: words.type,
      render: (_: unknown, one: DatasetField, at: number) => (
        <Select
          style={{ width: 96 }}
          aria-label={entry.ofRow(words.type, at + 1)}
          disabled={!remove}
          value={one.type}
          options={toChoices(texts.types)}
          onChange={(type) => change(at, { type })}
        />
      ),
    },
    tick('isKey', texts.key, false),
    {
      title: words.sensitive,
      render: (_: unknown, one: DatasetField, at: number) => (
        <Select
          allowClear
          style={{ width: 132 }}
          aria-label={entry.ofRow(words.sensitive, at + 1)}
          value={one.sensitive ?? undefined}
          options={toChoices(texts.sensitives)}
          onChange={(sensitive) => change(at, { sensitive: sensitive ?? null })}
        />
      ),
    },
    text('element', words.element),
    tick('isShared', words.shared, true),
    {
      title: '',
      key: 'remove',
      render: (_: unknown, __: DatasetField, at: number) =>
        remove ? (
          <Button
            size="small"
            type="text"
            aria-label={entry.ofRow(entry.removeField, at + 1)}
            onClick={() => remove(at)}
          >
            {entry.removeField}
          </Button>
        ) : null,
    },
  ]
}

/** Reads columns from the definition of a table; what the catalogue knows of a name is taken over. */
function Structure({ onRead }: { onRead: (fields: DatasetField[]) => void }) {
  const { entry } = useTexts(datasetTexts)
  const [text, setText] = useState<string | null>(null)
  const read = useMutation({
    mutationFn: () =>
      client.call(suggestDatasetFields, { body: { columns: parseStructure(text ?? '').slice(0, 400) } }),
    onSuccess: ({ fields }) => {
      onRead(fields)
      setText(null)
    },
  })
  if (text === null)
    return (
      <Button size="small" onClick={() => setText('')}>
        {entry.fromStructure}
      </Button>
    )
  return (
    <Space direction="vertical" style={{ width: '100%' }}>
      <ProblemNote error={read.error} />
      <Input.TextArea
        rows={5}
        className="code"
        style={{ width: 520, maxWidth: '80vw' }}
        aria-label={entry.fromStructure}
        placeholder={entry.structureHint}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button
        size="small"
        type="primary"
        loading={read.isPending}
        disabled={parseStructure(text).length === 0}
        onClick={() => read.mutate()}
      >
        {entry.readStructure(parseStructure(text).length)}
      </Button>
    </Space>
  )
}
