import {
  deleteSeriesForecast,
  listSeriesForecasts,
  runSeriesForecast,
  type SeriesForecast,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ForecastDialog } from './forecast-dialog.tsx'
import { ForecastPanel } from './forecast-panel.tsx'
import { insightTexts } from './insight.texts.ts'

const none: string[] = []

/** Predictive models; the one that is opened stands below. */
export function ForecastList() {
  const texts = useTexts(insightTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const [opened, setOpened] = useState<string | null>(null)
  const [acting, setActing] = useState<{ act: 'run' | 'remove'; forecast: SeriesForecast } | null>(null)
  const read = useRead(
    listSeriesForecasts,
    { query: { search: query.search || undefined, limit: query.limit, offset: query.offset } },
    { keepPrevious: true, everyMs: 15_000 },
  )
  const canWrite = may('sensing.rules')
  const shown = read.data?.items.find((each) => each.id === opened)
  return (
    <>
      <FilterBar query={query} searchBox={box}>
        {canWrite ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {texts.newForecast}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.tabs.forecasts}
        read={read}
        query={query}
        columns={[
          {
            title: texts.name,
            key: 'title',
            render: (_, each) => (
              <Button type="link" onClick={() => setOpened(each.id)}>
                {each.title}
              </Button>
            ),
          },
          { title: texts.thing, key: 'thing', render: (_, each) => each.thingName },
          { title: texts.season, key: 'season', render: (_, each) => texts.seasons[each.season] },
          {
            title: texts.error,
            key: 'error',
            align: 'right',
            render: (_, { result, unit }) =>
              result?.backTest
                ? `${formatNumber(Number(result.backTest.meanAbsoluteError.toPrecision(3)))} ${unit}`
                : (result?.problem ?? '—'),
          },
          {
            title: texts.crossing,
            key: 'crossing',
            render: (_, { result, limit, warns }) => (
              <>
                {result?.crossing ? formatTime(result.crossing.time) : limit ? texts.notCrossing : '—'}{' '}
                {warns ? <StateTag tone="bad">{texts.warns}</StateTag> : null}
              </>
            ),
          },
          {
            title: <span className="only-read">{texts.run}</span>,
            key: 'acts',
            align: 'right',
            render: (_, forecast) =>
              canWrite ? (
                <>
                  <Button size="small" onClick={() => setActing({ act: 'run', forecast })}>
                    {texts.run}
                  </Button>{' '}
                  <Button size="small" danger onClick={() => setActing({ act: 'remove', forecast })}>
                    {texts.remove}
                  </Button>
                </>
              ) : null,
          },
        ]}
        rowKey={(each) => each.id}
        onOpen={(each) => setOpened(each.id)}
        searchBox={box}
        empty={{ title: texts.noForecasts, why: texts.forecastWhy }}
      />
      {shown ? <ForecastPanel forecast={shown} /> : null}
      {isMaking ? <ForecastDialog onClose={() => setMaking(false)} /> : null}
      {acting ? (
        <ActDialog
          title={acting.act === 'run' ? texts.run : texts.remove}
          why={acting.act === 'run' ? texts.forecastWhy : `${acting.forecast.title}：${texts.removeWhy}`}
          danger={acting.act === 'remove'}
          comment="none"
          act={async () => {
            const params = { id: acting.forecast.id }
            if (acting.act === 'run') await client.call(runSeriesForecast, { params })
            else await client.call(deleteSeriesForecast, { params })
            refresh(listSeriesForecasts)
          }}
          onClose={() => setActing(null)}
        />
      ) : null}
    </>
  )
}
