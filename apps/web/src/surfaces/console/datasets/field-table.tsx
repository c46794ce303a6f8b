import { type DatasetField, suggestDatasetFields } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Quiet } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { type EditedRow, type EditorColumn, RowEditor } from '../parts/row-editor.tsx'
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
  return (
    <RowEditor<DatasetField>
      value={value}
      onChange={onChange}
      height={360}
      none={<Quiet>{entry.noFields}</Quiet>}
      columns={useColumns(isFixed)}
      {...(isFixed ? {} : { add: { title: entry.addField, row: { name: '', title: '', type: 'text' } } })}
      beside={<Structure onRead={(fields) => onChange?.([...value.filter((one) => one.name), ...fields])} />}
    />
  )
}

function useColumns(isFixed: boolean): EditorColumn<DatasetField>[] {
  const texts = useTexts(datasetTexts)
  const { field: words } = texts
  const tick = (name: 'isKey' | 'isShared', title: string, otherwise: boolean) => ({
    title,
    render: ({ row, change, labelOf }: EditedRow<DatasetField>) => (
      <Checkbox
        aria-label={labelOf(title)}
        checked={row[name] ?? otherwise}
        onChange={(event) => change({ [name]: event.target.checked })}
      />
    ),
  })
  return [
    { title: words.title, text: 'title', width: 132 },
    { title: words.name, text: 'name', width: 132, isFixed },
    {
      title: words.type,
      render: ({ row, change, labelOf }) => (
        <Select
          style={{ width: 96 }}
          aria-label={labelOf(words.type)}
          disabled={isFixed}
          value={row.type}
          options={toChoices(texts.types)}
          onChange={(type) => change({ type })}
        />
      ),
    },
    tick('isKey', texts.key, false),
    {
      title: words.sensitive,
      render: ({ row, change, labelOf }) => (
        <Select
          allowClear
          style={{ width: 132 }}
          aria-label={labelOf(words.sensitive)}
          value={row.sensitive ?? undefined}
          options={toChoices(texts.sensitives)}
          onChange={(sensitive) => change({ sensitive: sensitive ?? null })}
        />
      ),
    },
    { title: words.element, text: 'element', width: 132 },
    tick('isShared', words.shared, true),
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
