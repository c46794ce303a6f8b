import { type Facility, listFacilities } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Drawer, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { FacilityView } from './facility-view.tsx'
import { CheckButton } from './inventory.tsx'
import { RegisterFacility } from './register-facility.tsx'
import { useSectorNames } from './sector-names.ts'
import { sitingTexts } from './siting.texts.ts'

const names = ['sector', 'state', 'division'] as const

/** The register of poles, boxes and wells that carry devices. */
export function FacilityList() {
  const texts = useTexts(sitingTexts)
  const may = useMay()
  const sectors = useSectorNames()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<Facility | null>(null)
  const [isRegistering, setRegistering] = useState(false)
  const { sector, state, division } = query.filters
  const read = useRead(
    listFacilities,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        sector: sector as Facility['sector'] extends infer S | null ? S & string : never,
        state: state as Facility['state'] | undefined,
        division,
      },
    },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar
        query={query}
        placeholder={texts.search}
        searchBox={box}
        division
        filters={[
          {
            name: 'sector',
            label: texts.sector,
            options: [...sectors].map(([value, label]) => ({ value, label })),
          },
          {
            name: 'state',
            label: texts.state,
            options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
          },
        ]}
      >
        {may('sensing.facilities') ? (
          <Button type="primary" onClick={() => setRegistering(true)}>
            {texts.register}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.tabs.facilities}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(each) => each.id}
        onOpen={setShown}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      <Drawer
        open={shown !== null}
        size={560}
        title={shown?.name}
        extra={shown && may('sensing.facilities') ? <CheckButton facility={shown} /> : null}
        onClose={() => setShown(null)}
      >
        {shown ? <FacilityView id={shown.id} /> : null}
      </Drawer>
      {isRegistering ? <RegisterFacility onClose={() => setRegistering(false)} /> : null}
    </>
  )
}

function useColumns(): TableColumnsType<Facility> {
  const texts = useTexts(sitingTexts)
  const sectors = useSectorNames()
  const { columns } = texts
  return [
    {
      title: columns.name,
      key: 'name',
      render: (_, each) => (
        <>
          {each.name} <small className="code">{each.reference}</small>
        </>
      ),
    },
    {
      title: columns.type,
      key: 'type',
      render: (_, each) => <span className="code">{each.facilityType}</span>,
    },
    {
      title: texts.state,
      key: 'state',
      render: (_, each) => (
        <StateTag tone={each.state === 'missing' ? 'bad' : each.state === 'in-use' ? undefined : 'over'}>
          {texts.states[each.state]}
        </StateTag>
      ),
    },
    { title: texts.carrier, key: 'carrier', render: (_, each) => texts.carriers[each.carrier] },
    { title: texts.sector, key: 'sector', render: (_, each) => sectors.get(each.sector ?? '') ?? texts.none },
    { title: columns.owner, key: 'owner', render: (_, each) => each.ownerName ?? texts.none },
    { title: columns.things, key: 'things', align: 'right', render: (_, each) => formatNumber(each.things) },
    {
      title: columns.slots,
      key: 'slots',
      align: 'right',
      render: (_, each) => (each.slots === null ? texts.none : `${each.usedSlots} / ${each.slots}`),
    },
    { title: columns.checked, key: 'checked', render: (_, each) => formatTime(each.checkedTime) },
  ]
}
