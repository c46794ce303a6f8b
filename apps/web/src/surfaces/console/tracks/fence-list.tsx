import { deleteFence, type Fence, fenceKinds, listFences } from '@civitas/sdk'
import { formatDistance, formatNumber, formatTime, LevelTag, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { FenceDialog } from './fence-dialog.tsx'
import { usePointTypes } from './moving-select.tsx'
import { tracksTexts } from './tracks.texts.ts'

const names = ['kind'] as const

/** Fences and route plans. */
export function FenceList() {
  const texts = useTexts(tracksTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const [removing, setRemoving] = useState<Fence | null>(null)
  const read = useRead(
    listFences,
    {
      query: {
        kind: query.filters.kind as Fence['kind'] | undefined,
        ...{ search: query.search || undefined, limit: query.limit, offset: query.offset },
      },
    },
    { keepPrevious: true, everyMs: 30_000 },
  )
  const make = (
    <Button type="primary" onClick={() => setMaking(true)}>
      {texts.newFence}
    </Button>
  )
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        filters={[
          {
            name: 'kind',
            label: texts.kind,
            options: fenceKinds.map((value) => ({ value, label: texts.kinds[value] })),
          },
        ]}
      >
        {make}
      </FilterBar>
      <ListTable
        label={texts.tabs.fences}
        read={read}
        query={query}
        columns={useColumns(setRemoving)}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noFences, why: texts.noFencesWhy }}
      />
      {isMaking ? <FenceDialog onClose={() => setMaking(false)} /> : null}
      {removing ? (
        <ActDialog
          title={texts.remove}
          why={`${removing.name}：${texts.removeWhy}`}
          danger
          comment="none"
          act={async () => {
            await client.call(deleteFence, { params: { id: removing.id } })
            refresh(listFences)
          }}
          onClose={() => setRemoving(null)}
        />
      ) : null}
    </>
  )
}

function useColumns(onRemove: (fence: Fence) => void): TableColumnsType<Fence> {
  const texts = useTexts(tracksTexts)
  const shell = useTexts(consoleTexts)
  const types = usePointTypes()
  return [
    { title: texts.name, key: 'name', render: (_, each) => each.name },
    {
      title: texts.kind,
      key: 'kind',
      render: (_, each) => (
        <>
          {texts.kinds[each.kind]}
          <Limit fence={each} />
        </>
      ),
    },
    {
      title: texts.covers,
      key: 'covers',
      render: (_, each) =>
        [
          ...each.entityTypes.map((type) => types.get(type) ?? type),
          ...(each.entityIds.length > 0 ? [`${formatNumber(each.entityIds.length)} ${texts.object}`] : []),
        ].join(' · '),
    },
    {
      title: texts.windows,
      key: 'windows',
      render: (_, each) =>
        each.windows.length === 0
          ? texts.always
          : each.windows
              .map(
                (window) =>
                  `${(window.weekdays ?? []).map((day) => texts.weekdays[day - 1]).join('')} ${window.from}–${window.to}`,
              )
              .join('；'),
    },
    { title: texts.level, key: 'level', render: (_, each) => <LevelTag level={each.level} /> },
    {
      title: texts.openAlarms,
      key: 'open',
      align: 'right',
      render: (_, each) =>
        each.openAlarms > 0 ? (
          <Link to={`/console/tracks?tab=alarms&fence=${each.id}&state=open`}>
            {formatNumber(each.openAlarms)}
          </Link>
        ) : (
          0
        ),
    },
    {
      title: texts.createdBy,
      key: 'by',
      render: (_, each) => `${each.createdBy} · ${formatTime(each.createdTime)}`,
    },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      align: 'right',
      render: (_, each) => (
        <Button size="small" danger onClick={() => onRemove(each)}>
          {texts.remove}
        </Button>
      ),
    },
  ]
}

/** The number a fence is judged by, where it has one. */
function Limit({ fence }: { fence: Fence }) {
  const texts = useTexts(tracksTexts)
  if (fence.corridorM !== null) return <> &gt; {formatDistance(fence.corridorM)}</>
  if (fence.speedLimitKmH !== null)
    return (
      <>
        {' '}
        &gt; {formatNumber(fence.speedLimitKmH)} {texts.kmh}
      </>
    )
  if (fence.staySeconds !== null) return <> &gt; {texts.minutes(Math.round(fence.staySeconds / 60))}</>
  return null
}
