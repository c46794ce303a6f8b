import { type EvaluationItem, listEvaluations, type OperationOutput, saveEvaluation } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { evaluationTexts } from './evaluations.texts.ts'

type Row = OperationOutput<typeof listEvaluations>['items'][number]
const none = [] as const

/** Editions of evaluation indicators (PLT-106). */
export function EvaluationListPage() {
  const texts = useTexts(evaluationTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isLoading, setLoading] = useState(false)
  const { limit, offset, search } = query
  const read = useRead(
    listEvaluations,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <Page
      title={texts.title}
      acts={
        may('indicators.manage') ? (
          <Button type="primary" onClick={() => setLoading(true)}>
            {texts.load}
          </Button>
        ) : null
      }
    >
      <FilterBar query={query} filters={[]} placeholder={texts.search} searchBox={box} />
      <ListTable<Row>
        label={texts.title}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        to={(each) => `/console/evaluations/${each.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.name,
            render: (_, each) => <RowLink to={`/console/evaluations/${each.id}`}>{each.title}</RowLink>,
          },
          { title: texts.standard, dataIndex: 'standard' },
          { title: texts.year, render: (_, each) => String(each.year) },
          { title: texts.items, align: 'right', render: (_, each) => formatNumber(each.items) },
          { title: texts.target, align: 'right', render: (_, each) => formatNumber(each.target) },
        ]}
      />
      {isLoading ? <LoadDialog onClose={() => setLoading(false)} /> : null}
    </Page>
  )
}

interface Values {
  title: string
  standard: string
  year: number
  target: number
  weakBelow: number
  lines: string
}

/** Index of the first line that is no item; -1 when all are. */
function faultyLine(lines: string): number {
  return readLines(lines).findIndex(
    (one) =>
      !one.title ||
      !one.rule ||
      [one.weight, one.scoring.zero, one.scoring.full].some((n) => Number.isNaN(n)),
  )
}

function readLines(lines: string): EvaluationItem[] {
  return lines
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => {
      const cells = line.split('\t').map((cell) => cell.trim())
      const [code = '', group = '', title = '', unit = '', weight = 'x', zero = 'x', full = 'x', rule = ''] =
        cells
      const [evidence = '', indicator = ''] = cells.slice(8)
      return {
        ...{ code, group, title, unit, weight: Number(weight), rule },
        scoring: { kind: 'linear' as const, zero: Number(zero), full: Number(full) },
        evidence: evidence.split(/[;；]/).filter(Boolean),
        ...(indicator ? { indicator } : {}),
      }
    })
}

function LoadDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(evaluationTexts)
  return (
    <FormDialog<Values>
      title={texts.load}
      why={texts.loadWhy}
      width={860}
      first={{ standard: 'GB/T 33356-2022', year: new Date().getFullYear(), target: 70, weakBelow: 60 }}
      fields={[
        { name: 'title', label: texts.name, kind: 'text', required: true, maxLength: 120 },
        { name: 'standard', label: texts.standard, kind: 'text', required: true, maxLength: 120 },
        { name: 'year', label: texts.year, kind: 'number', required: true, precision: 0 },
        { name: 'target', label: texts.target, kind: 'number', required: true, min: 0, max: 100 },
        { name: 'weakBelow', label: texts.weakBelow, kind: 'number', required: true, min: 0, max: 100 },
        {
          ...{ name: 'lines', label: texts.items, kind: 'area', required: true, rows: 8, maxLength: 60_000 },
          check: (value) => {
            const bad = faultyLine(String(value ?? ''))
            return bad < 0 ? null : texts.badLine(String(bad + 1))
          },
        },
      ]}
      act={async ({ lines, ...values }) => {
        await client.call(saveEvaluation, { body: { ...values, items: readLines(lines) } })
        refresh(listEvaluations)
      }}
      onClose={onClose}
    />
  )
}
