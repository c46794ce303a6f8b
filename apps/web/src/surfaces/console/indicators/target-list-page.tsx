import { exportTargets, importTargets, listTargets, type TrackedTarget } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { EntryDialog } from './entry-dialog.tsx'
import { EntryReview } from './entry-review.tsx'
import { registryTexts } from './registry.texts.ts'

const names = ['plan', 'area', 'year', 'light', 'binding'] as const

/** Targets of the city plans with what was reached, the gap and the forecast. */
export function TargetListPage() {
  const texts = useTexts(registryTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [reporting, setReporting] = useState<TrackedTarget | null>(null)
  const [isImporting, setImporting] = useState(false)
  const { plan, area, year, light, binding } = query.filters
  const { search, limit, offset } = query
  const read = useRead(
    listTargets,
    {
      query: {
        ...{ plan, area, search: search || undefined, limit, offset, year: year ? Number(year) : undefined },
        light: light as TrackedTarget['light'] | undefined,
        binding: binding as TrackedTarget['binding'] | undefined,
      },
    },
    { keepPrevious: true },
  )
  const choices = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  const years = ['2020', '2022', '2023', '2025'].map((value) => ({ value, label: value }))
  const plain = (list: readonly string[] = []) => list.map((value) => ({ value, label: value }))
  return (
    <Page
      title={texts.targets}
      acts={
        <>
          <Button onClick={() => void download()}>{texts.exportTsv}</Button>
          {may('indicators.manage') ? (
            <Button onClick={() => setImporting(true)}>{texts.importTsv}</Button>
          ) : null}
        </>
      }
    >
      <FilterBar
        query={query}
        filters={[
          {
            name: 'plan',
            label: texts.plan,
            width: 150,
            options: (read.data?.plans ?? []).map((value) => ({ value, label: texts.plans[value] ?? value })),
          },
          { name: 'area', label: texts.area, width: 190, options: plain(read.data?.areas) },
          {
            name: 'year',
            label: texts.year,
            width: 100,
            options: [...years, { value: '0', label: texts.undated }],
          },
          { name: 'light', label: texts.light, width: 120, options: choices(texts.lights) },
          { name: 'binding', label: texts.binding, width: 120, options: choices(texts.bindings) },
        ]}
        placeholder={texts.searchTargets}
        searchBox={box}
      />
      <ListTable
        label={texts.targets}
        read={read}
        query={query}
        columns={useColumns(may('indicators.report') ? setReporting : null)}
        rowKey={(one) => one.id}
        onOpen={(one) => one.binding === 'manual' && may('indicators.report') && setReporting(one)}
        searchBox={box}
        empty={{ title: texts.noTargets, why: texts.noTargetsWhy }}
      />
      <EntryReview />
      {reporting ? <ReportDialog target={reporting} onClose={() => setReporting(null)} /> : null}
      {isImporting ? (
        <FormDialog<{ tsv: string }>
          title={texts.importTsv}
          fields={[
            { kind: 'area', name: 'tsv', label: texts.tsv, required: true, rows: 10, maxLength: 2_000_000 },
          ]}
          act={async ({ tsv }) => {
            await client.call(importTargets, { body: { tsv } })
            refresh(listTargets)
          }}
          onClose={() => setImporting(false)}
        />
      ) : null}
    </Page>
  )
}

async function download(): Promise<void> {
  const bytes: unknown = await client.call(exportTargets, {})
  const link = document.createElement('a')
  link.href = URL.createObjectURL(
    new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'text/tab-separated-values' }),
  )
  link.download = 'indicators.tsv'
  link.click()
  URL.revokeObjectURL(link.href)
}

const tones = { green: undefined, yellow: 'loud', red: 'bad', none: 'over' } as const

function useColumns(onReport: ((target: TrackedTarget) => void) | null): TableColumnsType<TrackedTarget> {
  const texts = useTexts(registryTexts)
  const { targetColumns: columns } = texts
  const words = (value: number | null) =>
    value === null ? '—' : formatNumber(value, Number.isInteger(value) ? 0 : 2)
  return [
    {
      title: columns.title,
      key: 'title',
      width: 360,
      render: (_, one) => (
        <>
          <b>{one.title}</b> <small className="code">{one.code}</small>
          <small>{one.owner}</small>
        </>
      ),
    },
    { title: columns.plan, key: 'plan', render: (_, one) => texts.plans[one.plan] ?? one.plan },
    { title: columns.area, key: 'area', render: (_, one) => one.area.split(' ')[0] },
    { title: columns.year, key: 'year', render: (_, one) => (one.year === 0 ? texts.undated : one.year) },
    {
      title: columns.target,
      key: 'target',
      align: 'right',
      render: (_, one) => `${one.targetText} ${one.targetText ? one.unit : ''}`,
    },
    { title: columns.value, key: 'value', align: 'right', render: (_, one) => words(one.value) },
    { title: columns.gap, key: 'gap', align: 'right', render: (_, one) => words(one.gap) },
    { title: columns.forecast, key: 'forecast', align: 'right', render: (_, one) => words(one.forecast) },
    {
      title: columns.reach,
      key: 'reach',
      render: (_, one) => (
        <>
          {texts.reaches[one.reach]}
          {one.reachTime ? <small>{formatTime(one.reachTime).slice(0, 10)}</small> : null}
        </>
      ),
    },
    {
      title: columns.light,
      key: 'light',
      render: (_, one) => <StateTag tone={tones[one.light]}>{texts.lights[one.light]}</StateTag>,
    },
    { title: columns.binding, key: 'binding', render: (_, one) => texts.bindings[one.binding] },
    {
      title: columns.act,
      key: 'act',
      render: (_, one) =>
        one.binding === 'manual' && onReport ? (
          <Button size="small" onClick={() => onReport(one)}>
            {texts.report}
          </Button>
        ) : null,
    },
  ]
}

function ReportDialog({ target, onClose }: { target: TrackedTarget; onClose: () => void }) {
  return (
    <EntryDialog
      indicator={`target.${target.code.toLowerCase()}`}
      why={`${target.code} ${target.title}（${target.unit}）`}
      unit={target.unit}
      first={{ source: target.owner, period: String(target.year || new Date().getFullYear()) }}
      onClose={onClose}
    />
  )
}
