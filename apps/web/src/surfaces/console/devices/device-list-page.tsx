import { listThings, listThingTypes, type Thing, type ThingTypeInfo } from '@civitas/sdk'
import { formatNumber, RelativeTime, usePick, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { sensingWords } from '../../../capabilities/sensing/sensing.texts.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { type ListState, useListQuery } from '../list/use-list-query.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './devices.module.css'
import { devicesTexts } from './devices.texts.ts'
import { RegisterDialog } from './register-dialog.tsx'
import { ThingStateTag } from './thing-state-tag.tsx'

const names = ['type', 'state', 'division'] as const
const EVERY_MS = 30_000

/** All devices the city listens to. */
export function DeviceListPage() {
  const texts = useTexts(devicesTexts)
  const words = useTexts(sensingWords)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isRegistering, setRegistering] = useState(false)
  const types = useRead(listThingTypes, {}, { everyMs: EVERY_MS })
  const read = useRead(listThings, { query: toQuery(query) }, { keepPrevious: true, everyMs: EVERY_MS })
  const states = Object.entries(words.states).map(([value, label]) => ({ value, label }))
  return (
    <Page title={texts.list}>
      <Types types={types.data ?? []} query={query} />
      <FilterBar
        query={query}
        filters={[{ name: 'state', label: texts.columns.state, width: 124, options: states }]}
        division
        placeholder={texts.search}
        searchBox={box}
      >
        {may('sensing.write') ? (
          <Button type="primary" onClick={() => setRegistering(true)}>
            {texts.register}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.list}
        read={read}
        query={query}
        columns={useColumns(types.data ?? [])}
        rowKey={(thing) => thing.id}
        to={(thing) => `/console/devices/${thing.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {isRegistering ? (
        <RegisterDialog types={types.data ?? []} onClose={() => setRegistering(false)} />
      ) : null}
    </Page>
  )
}

function toQuery(query: ListState) {
  const { type, state, division } = query.filters
  return {
    limit: query.limit,
    offset: query.offset,
    search: query.search || undefined,
    type,
    state,
    division,
  }
}

function Types({ types, query }: { types: ThingTypeInfo[]; query: ListState }) {
  const texts = useTexts(devicesTexts)
  const pick = usePick()
  const sum = (name: 'things' | 'online') => types.reduce((total, type) => total + type[name], 0)
  const cards = [
    { id: null, title: texts.allTypes, things: sum('things'), online: sum('online') },
    ...types.map((type) => ({ ...type, title: pick(type.title) })),
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

function useColumns(types: ThingTypeInfo[]): TableColumnsType<Thing> {
  const { columns, noCredential } = useTexts(devicesTexts)
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
      render: (_, thing) => titles.get(thing.thingType) ?? thing.thingType,
    },
    { title: columns.state, key: 'state', render: (_, thing) => <ThingStateTag state={thing.state} /> },
    { title: columns.seen, key: 'seen', render: (_, thing) => <RelativeTime time={thing.lastSeenTime} /> },
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
