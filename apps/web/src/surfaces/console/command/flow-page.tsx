import { listResourceFlows, type ResourceFlow } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, mapFonts, useTexts, useTheme } from '@civitas/ui'
import { Table } from 'antd'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { CityMap } from '../../../widgets/city-map/city-map.tsx'
import { FilterBar } from '../list/filter-bar.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { DaysField } from '../parts/days-field.tsx'
import { Facts, Page, Quiet, Section } from '../parts/page.tsx'
import styles from './command.module.css'
import { flowTexts } from './flow.texts.ts'
import { type Flows, toFeatures } from './flow-lines.ts'
import { useCommandNews } from './use-command.ts'

const names = ['days', 'incidentId'] as const

/** Where goods and forces went: lines on the map, and the same as a table with what it cost. */
export function FlowPage() {
  const texts = useTexts(flowTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const days = Math.max(1, Number(query.filters.days ?? 30))
  const { incidentId } = query.filters
  const read = useRead(
    listResourceFlows,
    {
      query: {
        ...{ days, what: query.search || undefined },
        ...(incidentId ? { incidentId } : {}),
      },
    },
    { keepPrevious: true },
  )
  useCommandNews([listResourceFlows])
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <Page
      backTo="/console/resources"
      title={texts.title}
      under={read.data ? texts.under(formatTime(read.data.from)) : null}
    >
      <FilterBar query={query} filters={[]} placeholder={texts.what} searchBox={box}>
        <DaysField label={texts.days} value={days} onChange={(value) => query.set({ days: value })} />
      </FilterBar>
      {read.data ? <Shown flows={read.data} /> : <Loading />}
    </Page>
  )
}

function Shown({ flows }: { flows: Flows }) {
  const texts = useTexts(flowTexts)
  const nameOf = new Map(flows.places.map((one) => [one.id, one.name]))
  return (
    <>
      <div className={styles.flowMap}>
        <FlowMap flows={flows} />
      </div>
      <Section title={texts.flows} extra={flows.flows.length}>
        {flows.flows.length === 0 ? <Quiet>{texts.none}</Quiet> : null}
        <Facts
          facts={[
            {
              label: texts.cost,
              value: flows.cost === null ? '—' : `${formatNumber(flows.cost, 2)} ${texts.yuan}`,
            },
          ]}
        />
        {flows.unplaced > 0 ? <Quiet>{texts.unplaced(String(flows.unplaced))}</Quiet> : null}
        <Table<ResourceFlow>
          size="small"
          rowKey={(one) => `${one.from} ${one.to} ${one.kind} ${one.stage} ${one.what}`}
          scroll={{ x: 'max-content' }}
          pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
          dataSource={flows.flows}
          columns={[
            { title: texts.what, dataIndex: 'what' },
            {
              ...{ title: texts.amount, align: 'right' },
              render: (_, one) => `${formatNumber(one.quantity)} ${one.unit}`,
            },
            { title: texts.from, render: (_, one) => nameOf.get(one.from) },
            { title: texts.to, render: (_, one) => nameOf.get(one.to) },
            { title: texts.way, render: (_, one) => texts.kinds[one.kind] },
            { title: texts.stage, render: (_, one) => texts.stages[one.stage] },
            { title: texts.time, render: (_, one) => formatTime(one.lastTime) },
          ]}
        />
        <Quiet>{`${texts.method}：${flows.method}`}</Quiet>
      </Section>
    </>
  )
}

function FlowMap({ flows }: { flows: Flows }) {
  const texts = useTexts(flowTexts)
  const { palette } = useTheme()
  const map = useRef<MapLibre>(null)
  const data = toFeatures(flows, (stage) => texts.stages[stage as keyof typeof texts.stages])
  const now = useRef(data)
  useEffect(() => {
    now.current = data
    map.current?.getSource<GeoJSONSource>('flows')?.setData(data)
  })
  const spots = flows.places.map((one) => one.position)
  return (
    <CityMap
      label={texts.mapLabel}
      view={({ bounds: [west, south, east, north] }) => ({
        ...{ center: [(west + east) / 2, (south + north) / 2], zoom: 9 },
      })}
      onReady={(made) => {
        map.current = made
        const [lons, lats] = [spots.map((one) => one[0]), spots.map((one) => one[1])]
        if (spots.length > 0)
          made.fitBounds([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], {
            padding: 64,
            maxZoom: 13,
            animate: false,
          })
        made.addSource('flows', { type: 'geojson', data: now.current })
        const { accent, surface, level, text, muted } = palette
        made.addLayer({
          ...{
            id: 'flow-line',
            type: 'line',
            source: 'flows',
            filter: ['==', ['geometry-type'], 'LineString'],
          },
          layout: { 'line-cap': 'round' },
          paint: {
            'line-width': ['get', 'width'],
            'line-opacity': 0.85,
            'line-color': ['match', ['get', 'stage'], 'planned', muted, 'underway', level.orange, accent],
          },
        })
        made.addLayer({
          ...{
            id: 'flow-arrow',
            type: 'symbol',
            source: 'flows',
            filter: ['==', ['geometry-type'], 'LineString'],
          },
          layout: {
            ...{ 'symbol-placement': 'line', 'symbol-spacing': 90, 'text-field': '>', 'text-size': 18 },
            ...{ 'text-font': [...mapFonts.regular], 'text-keep-upright': false, 'text-allow-overlap': true },
          },
          paint: { 'text-color': text },
        })
        made.addLayer({
          ...{
            id: 'flow-label',
            type: 'symbol',
            source: 'flows',
            filter: ['==', ['geometry-type'], 'LineString'],
          },
          layout: {
            ...{ 'symbol-placement': 'line-center', 'text-field': ['get', 'label'], 'text-size': 12 },
            ...{ 'text-font': [...mapFonts.regular], 'text-rotation-alignment': 'viewport' },
            ...{ 'text-offset': [0, -0.2], 'text-max-width': 16 },
          },
          paint: { 'text-color': text, 'text-halo-color': surface, 'text-halo-width': 1.5 },
        })
        made.addLayer({
          ...{
            id: 'flow-place',
            type: 'circle',
            source: 'flows',
            filter: ['==', ['geometry-type'], 'Point'],
          },
          paint: {
            'circle-radius': 7,
            'circle-color': ['match', ['get', 'kind'], 'incident', level.red, 'unit', level.blue, accent],
            ...{ 'circle-stroke-color': surface, 'circle-stroke-width': 2 },
          },
        })
        made.addLayer({
          ...{ id: 'flow-name', type: 'symbol', source: 'flows', filter: ['==', ['geometry-type'], 'Point'] },
          layout: {
            ...{ 'text-field': ['get', 'label'], 'text-size': 12, 'text-font': [...mapFonts.regular] },
            ...{ 'text-offset': [0, 1.1], 'text-anchor': 'top' },
          },
          paint: { 'text-color': text, 'text-halo-color': surface, 'text-halo-width': 1.5 },
        })
        return () => {
          map.current = null
        }
      }}
    />
  )
}
