import {
  checkInventory,
  type Facility,
  getFacility,
  type InventoryCheck,
  listFacilities,
  listInventoryChecks,
} from '@civitas/sdk'
import { formatNumber, formatTime, Stat, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Input, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { PlaceField } from '../parts/place-field.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { sitingTexts } from './siting.texts.ts'

const names = ['result'] as const

/** The inventory: facilities are scanned in the field; what is missing or moved is found. */
export function Inventory() {
  const texts = useTexts(sitingTexts)
  const { inventory } = texts
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const read = useRead(
    listInventoryChecks,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        result: query.filters.result as InventoryCheck['result'] | undefined,
      },
    },
    { keepPrevious: true },
  )
  const pending = useRead(listFacilities, { query: { uncheckedDays: 365, limit: 1 } })
  const columns: TableColumnsType<InventoryCheck> = [
    {
      title: texts.columns.name,
      key: 'facility',
      render: (_, each) => (
        <>
          {each.facilityName} <small className="code">{each.reference}</small>
        </>
      ),
    },
    {
      title: inventory.results,
      key: 'result',
      render: (_, each) => (
        <StateTag tone={each.result === 'confirmed' ? undefined : 'bad'}>{inventory[each.result]}</StateTag>
      ),
    },
    {
      title: inventory.distance,
      key: 'distance',
      align: 'right',
      render: (_, each) =>
        each.distanceMetres === null ? texts.none : texts.away(formatNumber(each.distanceMetres, 1)),
    },
    { title: inventory.checkedBy, key: 'by', render: (_, each) => each.checkedBy },
    { title: inventory.time, key: 'time', render: (_, each) => formatTime(each.time) },
    { title: inventory.comment, key: 'comment', render: (_, each) => each.comment ?? texts.none },
  ]
  return (
    <div className={styles.stack}>
      <div className={styles.stats}>
        {(['confirmed', 'missing', 'moved'] as const).map((result) => (
          <Stat
            key={result}
            label={inventory[result]}
            value={formatNumber(read.data?.byResult[result] ?? 0)}
            tone={result !== 'confirmed' && (read.data?.byResult[result] ?? 0) > 0 ? 'attention' : 'normal'}
          />
        ))}
        <Stat label={inventory.pending} value={formatNumber(pending.data?.total)} />
      </div>
      {may('sensing.facilities') ? <Scan /> : null}
      <div>
        <FilterBar
          query={query}
          placeholder={texts.search}
          searchBox={box}
          filters={[
            {
              name: 'result',
              label: inventory.results,
              options: (['confirmed', 'missing', 'moved'] as const).map((value) => ({
                value,
                label: inventory[value],
              })),
            },
          ]}
        />
        <ListTable
          label={texts.tabs.inventory}
          read={read}
          query={query}
          columns={columns}
          rowKey={(each) => each.id}
          searchBox={box}
          empty={{ title: inventory.empty, why: inventory.emptyWhy }}
        />
      </div>
    </div>
  )
}

/** A scanner types the number and presses Enter, as a keyboard does. */
function Scan() {
  const { inventory } = useTexts(sitingTexts)
  const [facility, setFacility] = useState<Facility | null>(null)
  const [isAbsent, setAbsent] = useState(false)
  const find = useMutation({
    mutationFn: (code: string) => client.call(listFacilities, { query: { search: code, limit: 20 } }),
    onSuccess: ({ items }, code) => {
      const found = items.find((each) => each.reference.toLowerCase() === code.toLowerCase())
      setFacility(found ?? null)
      setAbsent(found === undefined)
    },
  })
  return (
    <Section title={inventory.scan}>
      <ProblemNote error={find.error} />
      <Quiet>{isAbsent ? inventory.notFound : inventory.scanWhy}</Quiet>
      <Input.Search
        aria-label={inventory.code}
        placeholder={inventory.code}
        enterButton={inventory.find}
        style={{ maxWidth: 420, marginTop: 8 }}
        loading={find.isPending}
        onSearch={(code) => code.trim() && find.mutate(code.trim())}
      />
      {facility ? <CheckDialog facility={facility} onClose={() => setFacility(null)} /> : null}
    </Section>
  )
}

interface CheckForm {
  found?: boolean
  position?: [number, number]
  comment?: string
}

function CheckDialog({ facility, onClose }: { facility: Facility; onClose: () => void }) {
  const texts = useTexts(sitingTexts)
  const { inventory } = texts
  const { message } = App.useApp()
  return (
    <FormDialog<CheckForm>
      title={inventory.submit}
      why={
        <>
          {facility.name} <span className="code">{facility.reference}</span>
        </>
      }
      first={{ found: true }}
      fields={[
        { name: 'found', label: inventory.found, kind: 'tick' },
        { name: 'position', label: inventory.here, kind: 'custom', control: <PlaceField /> },
        { name: 'comment', label: inventory.comment, kind: 'text', maxLength: 500 },
      ]}
      act={async ({ found, position, comment }) => {
        const { result, distanceMetres } = await client.call(checkInventory, {
          params: { id: facility.id },
          body: {
            found: found ?? false,
            ...(position ? { position } : {}),
            ...(comment?.trim() ? { comment: comment.trim() } : {}),
          },
        })
        const metres = distanceMetres === null ? null : formatNumber(distanceMetres, 1)
        void message.info(inventory.result(inventory[result], metres))
        refresh(listInventoryChecks, listFacilities, getFacility)
      }}
      onClose={onClose}
    />
  )
}

/** Leads from the register to a scan of one facility. */
export function CheckButton({ facility }: { facility: Facility }) {
  const { inventory } = useTexts(sitingTexts)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {inventory.submit}
      </Button>
      {isOpen ? <CheckDialog facility={facility} onClose={() => setOpen(false)} /> : null}
    </>
  )
}
