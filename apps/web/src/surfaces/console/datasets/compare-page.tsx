import { type Dataset, getDataset } from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useQueries } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { DatasetSelect } from '../govern/parts.tsx'
import { Page } from '../parts/page.tsx'
import { datasetTexts } from './datasets.texts.ts'

const most = 4

interface FactRow {
  key: string
  label: string
  values: string[]
}

/** Up to four entries side by side: what they say of themselves, and which columns each of them has (PLT-054). */
export function ComparePage() {
  const texts = useTexts(datasetTexts)
  const { compare } = texts
  const [search, setSearch] = useSearchParams()
  const ids = [...new Set((search.get('ids') ?? '').split(',').filter(Boolean))].slice(0, most)
  const set = (next: string[]) => setSearch({ ids: next.join(',') }, { replace: true })
  const reads = useQueries({
    queries: ids.map((id) => ({
      queryKey: [getDataset.id, { params: { id } }],
      queryFn: () => client.call(getDataset, { params: { id } }),
    })),
  })
  const failed = reads.find((one) => one.isError)
  const datasets = reads.flatMap((one) => (one.data ? [one.data] : []))
  const rows = useRows(datasets)
  return (
    <Page backTo="/console/datasets" title={compare.title}>
      {ids.length < most ? (
        <DatasetSelect width={320} onChange={(id) => (id ? set([...ids, id]) : undefined)} />
      ) : null}
      {failed ? <ProblemView error={failed.error} /> : null}
      {ids.length === 0 ? <EmptyState title={compare.none} /> : null}
      {datasets.length > 0 ? (
        <Table<FactRow>
          size="small"
          style={{ marginTop: 12 }}
          aria-label={compare.title}
          pagination={false}
          scroll={{ x: 'max-content' }}
          dataSource={rows}
          columns={[
            { title: compare.what, dataIndex: 'label', fixed: 'left', width: 160 },
            ...datasets.map((one, n) => ({
              title: (
                <>
                  <Link to={`/console/datasets/${one.id}`}>{one.name}</Link>{' '}
                  <Button
                    size="small"
                    type="text"
                    aria-label={`${compare.remove} ${one.name}`}
                    onClick={() => set(ids.filter((id) => id !== one.id))}
                  >
                    {compare.remove}
                  </Button>
                </>
              ),
              key: one.id,
              render: (_: unknown, row: FactRow) => row.values[n],
            })),
          ]}
        />
      ) : null}
    </Page>
  )
}

/** Facts first, then the columns: those most of them have before the others. */
function useRows(datasets: readonly Dataset[]): FactRow[] {
  const texts = useTexts(datasetTexts)
  const fact = (key: string, label: string, read: (dataset: Dataset) => string): FactRow => ({
    ...{ key, label },
    values: datasets.map(read),
  })
  const titles = new Map<string, number>()
  for (const { fields } of datasets)
    for (const { title } of fields) titles.set(title, (titles.get(title) ?? 0) + 1)
  const columns = [...titles].sort((a, b) => b[1] - a[1]).map(([title]) => title)
  return [
    fact('unit', texts.columns.unit, (one) => one.organisationName),
    fact('kind', texts.kind, (one) => `${texts.kinds[one.kind]} · ${one.theme}`),
    fact('cycle', texts.cycle, (one) => texts.cycles[one.cycle]),
    fact('sharing', texts.sharing, (one) => texts.access[one.sharing]),
    fact('basis', texts.basis, (one) => one.sharingBasis ?? '—'),
    fact('opening', texts.opening, (one) => texts.access[one.opening]),
    fact('rows', texts.columns.rows, (one) => (one.rows === null ? '—' : formatNumber(one.rows))),
    fact('quality', texts.columns.quality, (one) =>
      one.qualityScore === null ? '—' : formatNumber(one.qualityScore, 1),
    ),
    fact('updated', texts.columns.updated, (one) => (one.updatedTime ? formatTime(one.updatedTime) : '—')),
    ...columns.map((title) =>
      fact(`field ${title}`, `${texts.field.title}：${title}`, ({ fields }) => {
        const field = fields.find((one) => one.title === title)
        return field ? `${texts.types[field.type]} · ${field.name}` : '—'
      }),
    ),
  ]
}
