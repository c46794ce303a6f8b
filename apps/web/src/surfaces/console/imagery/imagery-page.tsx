import { type GroundImage, listGroundImages, listImageComparisons } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import { useRef, useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Line, Lines, Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { imageryTexts } from './imagery.texts.ts'
import { AddDialog, CompareDialog } from './imagery-dialogs.tsx'

const none = [] as const

/** Images of the ground by date, and what changed between two of them (GOV-033). */
export function ImageryPage() {
  const texts = useTexts(imageryTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [dialog, setDialog] = useState<'add' | 'compare' | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listGroundImages,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <Page
      title={texts.title}
      under={texts.under}
      acts={
        <Space wrap>
          {may('command.resources') ? <Button onClick={() => setDialog('add')}>{texts.add}</Button> : null}
          <Button type="primary" onClick={() => setDialog('compare')}>
            {texts.compare}
          </Button>
        </Space>
      }
    >
      <Comparisons />
      <FilterBar query={query} filters={[]} placeholder={texts.search} searchBox={box} />
      <ListTable<GroundImage>
        label={texts.images}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noImages, why: texts.noImagesWhy }}
        columns={[
          { title: texts.name, dataIndex: 'title' },
          { title: texts.taken, dataIndex: 'takenDate' },
          { title: texts.source, dataIndex: 'source' },
          {
            title: texts.size,
            render: (_, each) => `${formatNumber(each.width)} × ${formatNumber(each.height)} × ${each.bands}`,
          },
          { title: texts.epsg, render: (_, each) => `EPSG:${each.epsg}` },
        ]}
      />
      {dialog === 'add' ? <AddDialog onClose={() => setDialog(null)} /> : null}
      {dialog === 'compare' ? <CompareDialog onClose={() => setDialog(null)} /> : null}
    </Page>
  )
}

function Comparisons() {
  const texts = useTexts(imageryTexts)
  const read = useRead(listImageComparisons, { query: { limit: 20 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const items = read.data?.items ?? []
  return (
    <Section title={texts.comparisons}>
      {read.data && items.length === 0 ? <Quiet>{texts.noComparisons}</Quiet> : null}
      <Lines>
        {items.map((one) => (
          <Line
            key={one.id}
            to={`/console/imagery/${one.id}`}
            title={`${one.before.title} ${one.before.takenDate} → ${one.after.title} ${one.after.takenDate}`}
            note={`${texts.changed} ${texts.metres(formatNumber(one.changedAreaM2))}`}
          />
        ))}
      </Lines>
    </Section>
  )
}
