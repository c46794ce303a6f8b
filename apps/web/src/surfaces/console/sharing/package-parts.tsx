import type { PackagePart, PartSource } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Checkbox, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { ColumnSelect, DatasetSelect } from '../govern/parts.tsx'
import { RowEditor } from '../parts/row-editor.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { toChoices } from './tabs-page.tsx'

/** One source of a part; rows of the same name are asked one after another. */
interface SourceRow {
  name: string
  title: string
  /** Every source has to answer, and the same; set on any row of the part. */
  allAgree?: boolean
  source: PartSource
}

interface PackagePartsProps {
  value?: PackagePart[]
  onChange?: (parts: PackagePart[]) => void
}

const emptyRow: SourceRow = {
  ...{ name: '', title: '' },
  source: { kind: 'dataset', datasetId: '', keyField: '', valueField: '' },
}

const emptyInterface: PartSource = { kind: 'http', name: '', url: 'https://', timeoutMs: 1000 }

/** What a package holds and where each part comes from: a column of a dataset, or an interface of a department. */
export function PackageParts({ value = [], onChange }: PackagePartsProps) {
  const { partTable: texts } = useTexts(sharingTexts).packages
  // Rows are kept as they are written: a part without a name is not one yet.
  const [rows, setRows] = useState<SourceRow[]>(() => {
    const given = value.flatMap(({ name, title, allAgree, sources }) =>
      sources.map((source) => ({ name, title, source, ...(allAgree ? { allAgree } : {}) })),
    )
    return given.length > 0 ? given : [emptyRow]
  })
  const set = (next: SourceRow[]) => {
    setRows(next)
    onChange?.(toParts(next))
  }
  return (
    <RowEditor<SourceRow>
      value={rows}
      onChange={set}
      add={{ title: texts.add, row: emptyRow }}
      columns={[
        { title: texts.title, text: 'title', width: 120 },
        { title: texts.name, text: 'name', width: 120 },
        {
          title: texts.kind,
          render: ({ row, change, labelOf }) => (
            <Select
              style={{ width: 110 }}
              aria-label={labelOf(texts.kind)}
              value={row.source.kind}
              options={toChoices(texts.kinds)}
              onChange={(kind) => change({ source: kind === 'http' ? emptyInterface : emptyRow.source })}
            />
          ),
        },
        {
          title: texts.allAgree,
          render: ({ row, change, labelOf }) => (
            <Checkbox
              aria-label={labelOf(texts.allAgree)}
              checked={row.allAgree ?? false}
              onChange={(event) => change({ allAgree: event.target.checked })}
            />
          ),
        },
        {
          title: texts.source,
          render: ({ row, change, labelOf }) => (
            <SourceFields source={row.source} labelOf={labelOf} set={(source) => change({ source })} />
          ),
        },
      ]}
    />
  )
}

interface SourceFieldsProps {
  source: PartSource
  labelOf: (title: string) => string
  set: (source: PartSource) => void
}

function SourceFields({ source, labelOf, set }: SourceFieldsProps) {
  const { partTable: texts } = useTexts(sharingTexts).packages
  const text = (label: string, shown: string, change: (text: string) => PartSource, width: number) => (
    <Input
      style={{ width }}
      placeholder={label}
      aria-label={labelOf(label)}
      value={shown}
      onChange={(event) => set(change(event.target.value))}
    />
  )
  return (
    <div style={{ display: 'flex', gap: 6 }}>
      {source.kind === 'dataset' ? (
        <>
          <DatasetSelect
            width={180}
            value={source.datasetId || undefined}
            onChange={(datasetId) =>
              set({ ...source, datasetId: datasetId ?? '', keyField: '', valueField: '' })
            }
          />
          <ColumnSelect
            label={labelOf(texts.keyField)}
            placeholder={texts.keyField}
            width={150}
            datasetId={source.datasetId || undefined}
            value={source.keyField || undefined}
            onChange={(keyField) => set({ ...source, keyField })}
          />
          <ColumnSelect
            label={labelOf(texts.valueField)}
            placeholder={texts.valueField}
            width={150}
            datasetId={source.datasetId || undefined}
            value={source.valueField || undefined}
            onChange={(valueField) => set({ ...source, valueField })}
          />
        </>
      ) : (
        <>
          {text(texts.interface, source.name, (name) => ({ ...source, name }), 120)}
          {text(texts.url, source.url, (url) => ({ ...source, url }), 200)}
          <InputNumber
            aria-label={labelOf(texts.timeout)}
            min={20}
            max={30_000}
            suffix="ms"
            value={source.timeoutMs}
            onChange={(ms) => set({ ...source, timeoutMs: ms ?? 1000 })}
          />
        </>
      )}
    </div>
  )
}

function toParts(rows: readonly SourceRow[]): PackagePart[] {
  const parts = new Map<string, PackagePart>()
  for (const { name, title, allAgree, source } of rows) {
    const part = parts.get(name) ?? { name, title, sources: [] }
    parts.set(name, { ...part, ...(allAgree ? { allAgree } : {}), sources: [...part.sources, source] })
  }
  return [...parts.values()]
}
