import { type FleetThing, listFleet, listThingTypes, type ThingTypeInfo } from '@civitas/sdk'
import { formatNumber, Loading, RelativeTime, usePick, useTexts } from '@civitas/ui'
import { Button, Segmented, type TableColumnsType } from 'antd'
import { lazy, type ReactNode, type RefObject, Suspense, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { sensingWords } from '../../../capabilities/sensing/sensing.texts.ts'
import { fleetTexts } from '../fleet/fleet.texts.ts'
import { fleetFilters, toFleetFilter } from '../fleet/fleet-filter.ts'
import { FleetStatistics } from '../fleet/fleet-statistics.tsx'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { type ListState, useListQuery } from '../list/use-list-query.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { useSectorNames } from '../siting/sector-names.ts'
import styles from './devices.module.css'
import { devicesTexts } from './devices.texts.ts'
import { RegisterDialog } from './register-dialog.tsx'
import { ThingStateTag } from './thing-state-tag.tsx'

const FleetMap = lazy(() => import('../fleet/fleet-map.tsx').then((m) => ({ default: m.FleetMap })))
const EVERY_MS = 30_000
const views = ['table', 'map', 'statistics'] as const

/** All devices the city listens to: as a list, on the map, and counted. */
export function DeviceListPage() {
  const texts = useTexts(fleetTexts)
  const devices = useTexts(devicesTexts)
  const may = useMay()
  const query = useListQuery(fleetFilters)
  const box = useRef<HTMLDivElement>(null)
  const [parameters] = useSearchParams()
  const view = views.find((each) => each === parameters.get('view')) ?? 'table'
  const [isRegistering, setRegistering] = useState(false)
  const types = useRead(listThingTypes, {}, { everyMs: EVERY_MS })
  return (
    <Page
      title={texts.title}
      acts={
        <Segmented
          aria-label={texts.viewLabel}
          value={view}
          options={views.map((value) => ({ value, label: texts.views[value] }))}
          onChange={(value) => query.set({ view: value === 'table' ? null : value })}
        />
      }
    >
      {view === 'table' ? <Types types={types.data ?? []} query={query} /> : null}
      <Filters query={query} types={types.data ?? []} box={box}>
        {may('sensing.write') ? (
          <Button type="primary" onClick={() => setRegistering(true)}>
            {devices.register}
          </Button>
        ) : null}
      </Filters>
      {view === 'table' ? <Table query={query} types={types.data ?? []} box={box} /> : null}
      {view === 'statistics' ? <FleetStatistics query={query} /> : null}
      {view === 'map' ? (
        <Suspense fallback={<Loading />}>
          <FleetMap query={query} />
        </Suspense>
      ) : null}
      {isRegistering ? (
        <RegisterDialog types={types.data ?? []} onClose={() => setRegistering(false)} />
      ) : null}
    </Page>
  )
}

interface PartProps {
  query: ListState
  types: ThingTypeInfo[]
  box: RefObject<HTMLDivElement | null>
}

function Filters({ query, types, box, children }: PartProps & { children: ReactNode }) {
  const texts = useTexts(fleetTexts)
  const { search, columns } = useTexts(devicesTexts)
  const words = useTexts(sensingWords)
  const pick = usePick()
  const may = useMay()
  const sectors = useSectorNames()
  return (
    <FilterBar
      query={query}
      filters={[
        {
          name: 'type',
          label: texts.model,
          width: 152,
          options: types.map((type) => ({ value: type.id, label: pick(type.title) })),
        },
        {
          name: 'state',
          label: columns.state,
          width: 116,
          options: Object.entries(words.states).map(([value, label]) => ({ value, label })),
        },
        {
          name: 'sector',
          label: texts.sector,
          width: 116,
          options: [...sectors].map(([value, label]) => ({ value, label })),
        },
      ]}
      division
      placeholder={search}
      searchBox={box}
      more={
        may('identity.read') ? (
          <OrganisationSelect
            label={texts.owner}
            width={152}
            value={query.filters.owner}
            onChange={(owner) => query.set({ owner })}
          />
        ) : null
      }
    >
      {children}
    </FilterBar>
  )
}

function Table({ query, types, box }: PartProps) {
  const texts = useTexts(devicesTexts)
  const { title } = useTexts(fleetTexts)
  const read = useRead(
    listFleet,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        ...toFleetFilter(query),
      },
    },
    { keepPrevious: true, everyMs: EVERY_MS },
  )
  return (
    <ListTable
      label={title}
      read={read}
      query={query}
      columns={useColumns(types)}
      rowKey={(thing) => thing.id}
      to={(thing) => `/console/devices/${thing.id}`}
      searchBox={box}
      empty={{ title: texts.empty, why: texts.emptyWhy }}
    />
  )
}

function Types({ types, query }: { types: ThingTypeInfo[]; query: ListState }) {
  const texts = useTexts(devicesTexts)
  const pick = usePick()
  const sum = (name: 'things' | 'online') => types.reduce((total, type) => total + type[name], 0)
  const most = types.filter((type) => type.things > 0).sort((a, b) => b.things - a.things)
  const cards = [
    { id: null, title: texts.allTypes, things: sum('things'), online: sum('online') },
    ...most.slice(0, 4).map((type) => ({ ...type, title: pick(type.title) })),
  ]
  return (
    <div className={styles.types}>
      {cards.map((card) => (
        <button
          key={card.id ?? ''}
          type="button"
          className={styles.type}
          aria-pressed={(query.filters.type ?? null) === card.id}
          onClick={() => query.set({ type: card.id })}
        >
          <span>{card.title}</span>
          <b>{formatNumber(card.things)}</b>
          <small>{texts.online(formatNumber(card.online), formatNumber(card.things))}</small>
          <span className={styles.bar}>
            <i style={{ width: `${card.things ? (100 * card.online) / card.things : 0}%` }} />
          </span>
        </button>
      ))}
    </div>
  )
}

function useColumns(types: ThingTypeInfo[]): TableColumnsType<FleetThing> {
  const { columns, noCredential } = useTexts(devicesTexts)
  const texts = useTexts(fleetTexts)
  const pick = usePick()
  const titles = new Map(types.map((type) => [type.id, pick(type.title)]))
  return [
    {
      title: columns.name,
      key: 'name',
      render: (_, thing) => (
        <>
          <RowLink to={`/console/devices/${thing.id}`}>{thing.name}</RowLink>
          <small className="code">{thing.reference}</small>
        </>
      ),
    },
    {
      title: columns.type,
      key: 'type',
      render: (_, thing) => titles.get(thing.thingType) ?? thing.modelTitle,
    },
    {
      title: columns.state,
      key: 'state',
      render: (_, thing) => (
        <>
          <ThingStateTag state={thing.state} /> {thing.connected ? <small>{texts.connected}</small> : null}
        </>
      ),
    },
    { title: columns.seen, key: 'seen', render: (_, thing) => <RelativeTime time={thing.lastSeenTime} /> },
    {
      title: texts.owner,
      key: 'owner',
      render: (_, thing) => thing.ownerName ?? texts.noOwner,
    },
    {
      title: columns.credential,
      key: 'credential',
      render: (_, thing) => <span className="code">{thing.credentialName ?? noCredential}</span>,
    },
    {
      title: columns.division,
      key: 'division',
      render: (_, thing) => <DivisionName code={thing.divisionCode} />,
    },
  ]
}
