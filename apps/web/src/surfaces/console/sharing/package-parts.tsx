import type { PackagePart, PartSource } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Input, InputNumber, Select, Table } from 'antd'
import { useState } from 'react'
import { DatasetSelect } from '../govern/parts.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { toChoices } from './tabs-page.tsx'

/** One source of a part; rows of the same name are asked one after another. */
interface SourceRow {
  name: string
  title: string
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

/** What a package holds and where each part comes from: a column of a dataset, or an interface of a department. */
export function PackageParts({ value = [], onChange }: PackagePartsProps) {
  const { partTable: texts } = useTexts(sharingTexts).packages
  // Rows are kept as they are written: a part without a name is not one yet.
  const [rows, setRows] = useState<SourceRow[]>(() => {
    const given = value.flatMap(({ name, title, sources }) =>
      sources.map((source) => ({ name, title, source })),
    )
    return given.length > 0 ? given : [emptyRow]
  })
  const set = (next: SourceRow[]) => {
    setRows(next)
    onChange?.(toParts(next))
  }
  const change = (at: number, by: Partial<SourceRow>) =>
    set(rows.map((one, i) => (i === at ? { ...one, ...by } : one)))
  const text = (name: 'name' | 'title', title: string) => ({
    title,
    render: (_: unknown, row: SourceRow, at: number) => (
      <Input
        style={{ width: 120 }}
        aria-label={texts.ofRow(title, at + 1)}
        value={row[name]}
        onChange={(event) => change(at, { [name]: event.target.value })}
      />
    ),
  })
  return (
    <>
      <Table<SourceRow>
        size="small"
        rowKey={(_, i) => String(i)}
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={rows}
        columns={[
          text('title', texts.title),
          text('name', texts.name),
          {
            title: texts.kind,
            render: (_, row, at) => (
              <Select
                style={{ width: 110 }}
                aria-label={texts.ofRow(texts.kind, at + 1)}
                value={row.source.kind}
                options={toChoices(texts.kinds)}
                onChange={(kind) =>
                  change(at, {
                    source:
                      kind === 'http'
                        ? { kind, name: '', url: 'https://', timeoutMs: 1000 }
                        : emptyRow.source,
                  })
                }
              />
            ),
          },
          {
            title: texts.source,
            render: (_, row, at) => (
              <SourceFields row={row} at={at} set={(source) => change(at, { source })} />
            ),
          },
          {
            title: '',
            key: 'remove',
            render: (_, __, at) => (
              <Button
                size="small"
                type="text"
                aria-label={texts.ofRow(texts.remove, at + 1)}
                onClick={() => set(rows.toSpliced(at, 1))}
              >
                {texts.remove}
              </Button>
            ),
          },
        ]}
      />
      <Button size="small" style={{ marginTop: 8 }} onClick={() => set([...rows, emptyRow])}>
        {texts.add}
      </Button>
    </>
  )
}

function SourceFields({ row, at, set }: { row: SourceRow; at: number; set: (source: PartSource) => void }) {
  const { partTable: texts } = useTexts(sharingTexts).packages
  const { source } = row
  const text = (label: string, shown: string, change: (text: string) => PartSource, width: number) => (
    <Input
      style={{ width }}
      placeholder={label}
      aria-label={texts.ofRow(label, at + 1)}
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
            onChange={(datasetId) => set({ ...source, datasetId: datasetId ?? '' })}
          />
          {text(texts.keyField, source.keyField, (keyField) => ({ ...source, keyField }), 120)}
          {text(texts.valueField, source.valueField, (valueField) => ({ ...source, valueField }), 120)}
        </>
      ) : (
        <>
          {text(texts.interface, source.name, (name) => ({ ...source, name }), 120)}
          {text(texts.url, source.url, (url) => ({ ...source, url }), 200)}
          <InputNumber
            aria-label={texts.ofRow(texts.timeout, at + 1)}
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
  for (const { name, title, source } of rows) {
    const part = parts.get(name) ?? { name, title, sources: [] }
    parts.set(name, { ...part, sources: [...part.sources, source] })
  }
  return [...parts.values()]
}
