import {
  changeLegacyFeed,
  convertLegacyFeed,
  type LegacyFeed,
  listLegacyFeeds,
  registerLegacyFeed,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { DatasetSelect } from '../govern/parts.tsx'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog, toDay } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Quiet, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { legacyFeedTexts } from './legacy-feeds.texts.ts'
import { toChoices } from './tabs-page.tsx'

const names = ['state', 'tab'] as const
const tones = { planned: 'loud', late: 'bad', converted: undefined } as const
type Act = { is: 'add' } | { is: 'change' | 'convert'; feed: LegacyFeed }

/** 点对点旧接口: what still goes past the catalogue, by when it is to be converted, and what was (PLT-053). */
export function LegacyFeedList() {
  const texts = useTexts(legacyFeedTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [act, setAct] = useState<Act | null>(null)
  const { limit, offset, search } = query
  const filter = { limit, offset, state: query.filters.state, ...(search ? { search } : {}) }
  const read = useRead(listLegacyFeeds, { query: filter as object }, { keepPrevious: true })
  return (
    <>
      <Quiet>
        {texts.why}
        {read.data && read.data.total > 0
          ? texts.counts(
              ...([read.data.total, read.data.converted, read.data.late].map((n) => formatNumber(n)) as [
                string,
                string,
                string,
              ]),
            )
          : null}
      </Quiet>
      <FilterBar
        query={query}
        searchBox={box}
        placeholder={texts.search}
        filters={[{ name: 'state', label: texts.state, options: toChoices(texts.states) }]}
      >
        {may('data.own') ? (
          <Button type="primary" onClick={() => setAct({ is: 'add' })}>
            {texts.add}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable<LegacyFeed>
        label={texts.tab}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.name,
            render: (_, each) => (
              <>
                {each.name}
                <Quiet>{each.content}</Quiet>
              </>
            ),
          },
          { title: texts.provider, dataIndex: 'providerName' },
          { title: texts.consumer, dataIndex: 'consumerName' },
          { title: texts.way, render: (_, each) => texts.ways[each.way] },
          { title: texts.dataset, render: (_, each) => each.datasetName ?? texts.none },
          { title: texts.planDay, dataIndex: 'planDay' },
          {
            title: texts.state,
            render: (_, each) => (
              <>
                <StateTag tone={tones[each.state]}>{texts.states[each.state]}</StateTag>
                {each.convertedTime ? (
                  <div>
                    <span className="code">{each.grantNumber}</span> {formatTime(each.convertedTime)}
                  </div>
                ) : null}
              </>
            ),
          },
          {
            title: '',
            key: 'acts',
            render: (_, feed) =>
              feed.state !== 'converted' && may('data.own') ? (
                <Space>
                  <Button size="small" onClick={() => setAct({ is: 'change', feed })}>
                    {texts.change}
                  </Button>
                  <Button size="small" onClick={() => setAct({ is: 'convert', feed })}>
                    {texts.convert}
                  </Button>
                </Space>
              ) : null,
          },
        ]}
      />
      {act ? <Dialog act={act} onClose={() => setAct(null)} /> : null}
    </>
  )
}

function Dialog({ act, onClose }: { act: Act; onClose: () => void }) {
  const texts = useTexts(legacyFeedTexts)
  if (act.is === 'add') return <Register onClose={onClose} />
  const { feed } = act
  const params = { id: feed.id }
  if (act.is === 'convert')
    return (
      <ActDialog
        title={texts.convert}
        why={`${feed.name}：${texts.convertWhy}`}
        comment="none"
        act={async () => {
          await client.call(convertLegacyFeed, { params })
          refresh(listLegacyFeeds)
        }}
        onClose={onClose}
      />
    )
  return (
    <FormDialog<{ datasetId?: string; planDay: Dayjs }>
      title={texts.change}
      why={feed.name}
      first={{ ...(feed.datasetId ? { datasetId: feed.datasetId } : {}), planDay: dayjs(feed.planDay) }}
      fields={[
        { name: 'datasetId', label: texts.dataset, kind: 'custom', control: <DatasetSelect width={320} /> },
        { name: 'planDay', label: texts.planDay, kind: 'day', required: true },
      ]}
      act={async ({ datasetId, planDay }) => {
        const body = { datasetId: datasetId ?? null, planDay: toDay(planDay) }
        await client.call(changeLegacyFeed, { params, body })
        refresh(listLegacyFeeds)
      }}
      onClose={onClose}
    />
  )
}

type Registered = Pick<LegacyFeed, 'name' | 'content' | 'consumerId' | 'providerId' | 'way'> & {
  datasetId?: string
  planDay: Dayjs
}

function Register({ onClose }: { onClose: () => void }) {
  const texts = useTexts(legacyFeedTexts)
  return (
    <FormDialog<Registered>
      title={texts.add}
      why={texts.why}
      first={{ way: 'database' }}
      fields={[
        { name: 'name', label: texts.name, kind: 'text', required: true, maxLength: 120 },
        { name: 'content', label: texts.content, kind: 'area', required: true, maxLength: 500 },
        {
          ...{ name: 'providerId', label: texts.provider, kind: 'custom', required: true },
          control: <OrganisationSelect />,
        },
        {
          ...{ name: 'consumerId', label: texts.consumer, kind: 'custom', required: true },
          control: <OrganisationSelect />,
        },
        { name: 'way', label: texts.way, kind: 'choice', options: toChoices(texts.ways), required: true },
        { name: 'datasetId', label: texts.dataset, kind: 'custom', control: <DatasetSelect width={320} /> },
        { name: 'planDay', label: texts.planDay, kind: 'day', required: true },
      ]}
      act={async ({ datasetId, planDay, ...rest }) => {
        const body = { ...rest, datasetId: datasetId ?? null, planDay: toDay(planDay) }
        await client.call(registerLegacyFeed, { body })
        refresh(listLegacyFeeds)
      }}
      onClose={onClose}
    />
  )
}
