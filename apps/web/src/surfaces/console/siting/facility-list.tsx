import {
  type Facility,
  type FacilityInput,
  getFacility,
  listFacilities,
  registerFacility,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Drawer, Form, Input, Select, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { formatPosition, LazyPlaceMap } from '../../../capabilities/place/lazy-place-map.tsx'
import styles from '../devices/devices.module.css'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { DivisionName } from '../parts/division-name.tsx'
import { Facts, Line, Lines, Quiet, Section, StateTag } from '../parts/page.tsx'
import parts from '../parts/parts.module.css'
import { useMay } from '../parts/permissions.tsx'
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
      <Drawer open={shown !== null} size={520} title={shown?.name} onClose={() => setShown(null)}>
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

function FacilityView({ id }: { id: string }) {
  const texts = useTexts(sitingTexts)
  const read = useRead(getFacility, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { facility, mounts, checks } = read.data
  return (
    <div className={styles.stack}>
      <Facts
        facts={[
          { label: texts.reference, value: <span className="code">{facility.reference}</span> },
          { label: texts.carrier, value: texts.carriers[facility.carrier] },
          { label: texts.height, value: texts.heights[facility.heightClass] },
          { label: texts.columns.owner, value: facility.ownerName ?? texts.none },
          { label: texts.tabs.coverage, value: <DivisionName code={facility.divisionCode} /> },
        ]}
      />
      <div className={parts.map}>
        <LazyPlaceMap position={facility.position} />
      </div>
      <Section title={texts.mounts}>
        {mounts.length === 0 ? <Quiet>{texts.noMounts}</Quiet> : null}
        <Lines>
          {mounts.map((mount) => (
            <Line
              key={mount.id}
              to={mount.thingId ? `/console/devices/${mount.thingId}` : undefined}
              title={mount.title}
              note={`${mount.tenantName ?? ''} ${formatTime(mount.mountedTime)}`}
            />
          ))}
        </Lines>
      </Section>
      <Section title={texts.checks}>
        {checks.length === 0 ? <Quiet>{texts.noChecks}</Quiet> : null}
        <Lines>
          {checks.map((check) => (
            <Line
              key={check.id}
              title={`${texts.checkResults[check.result]} ${check.comment ?? ''}`}
              note={`${check.checkedBy} ${formatTime(check.time)}`}
            />
          ))}
        </Lines>
      </Section>
    </div>
  )
}

function RegisterFacility({ onClose }: { onClose: () => void }) {
  const texts = useTexts(sitingTexts)
  const sectors = useSectorNames()
  const [draft, setDraft] = useState<Partial<FacilityInput>>({ heightClass: 'middle', carrier: 'pole' })
  const set = (change: Partial<FacilityInput>) => setDraft((former) => ({ ...former, ...change }))
  const isReady = Boolean(draft.reference && draft.name && draft.facilityType && draft.position)
  const words = [
    ['reference', texts.reference, undefined],
    ['name', texts.name, undefined],
    ['facilityType', texts.type, texts.typeHint],
  ] as const
  const choices = [
    ['carrier', texts.carrier, Object.entries(texts.carriers)],
    ['heightClass', texts.height, Object.entries(texts.heights)],
    ['sector', texts.sector, [...sectors]],
  ] as const
  return (
    <ActDialog
      title={texts.register}
      comment="none"
      width={620}
      isReady={isReady}
      act={async () => {
        await client.call(registerFacility, { body: draft as FacilityInput })
        refresh(listFacilities)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <div className={parts.formGrid}>
          {words.map(([name, label, extra]) => (
            <Form.Item key={name} label={label} htmlFor={`facility-${name}`} required extra={extra}>
              <Input
                id={`facility-${name}`}
                value={draft[name] ?? ''}
                onChange={(event) => set({ [name]: event.target.value })}
              />
            </Form.Item>
          ))}
          {choices.map(([name, label, options]) => (
            <Form.Item key={name} label={label} htmlFor={`facility-${name}`}>
              <Select
                id={`facility-${name}`}
                allowClear={name === 'sector'}
                value={draft[name]}
                options={options.map(([value, title]) => ({ value, label: title }))}
                onChange={(value) => set({ [name]: value })}
              />
            </Form.Item>
          ))}
        </div>
        <Form.Item
          label={texts.position}
          required
          extra={draft.position ? <span className="code">{formatPosition(draft.position)}</span> : null}
        >
          <div className={parts.map}>
            <LazyPlaceMap
              position={draft.position ?? null}
              onPick={(position) => set({ position })}
              zoom={13}
            />
          </div>
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
