import {
  addLot,
  type Lot,
  type LotMoveKind,
  type LotOrigin,
  listEntities,
  listLotMoves,
  listLots,
  listOrders,
  listResourceUnits,
  moveLot,
  type ResourceUnit,
  setOccupancy,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog, withDays } from '../parts/form-dialog.tsx'
import { commandTexts } from './command.texts.ts'
import { stockTexts } from './stock.texts.ts'

/** Chooses a store, searched on the server. */
function StoreSelect(props: { id?: string; value?: string; onChange?: (id: string | undefined) => void }) {
  const own = useTexts(stockTexts)
  const [words, setWords] = useState('')
  const read = useRead(
    listEntities,
    { query: { type: 'emergency.store', ...(words ? { search: words } : {}), limit: 30 } },
    { keepPrevious: true, staleMs: 60_000 },
  )
  return (
    <Select
      {...props}
      allowClear
      showSearch={{ filterOption: false, onSearch: setWords }}
      placeholder={own.storeHint}
      loading={read.isFetching}
      options={(read.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
    />
  )
}

interface LotValues {
  storeId: string
  material: string
  unit: string
  quantity: number
  minimum?: number
  expiryDate?: Dayjs
  unitCost?: number
  origin: LotOrigin
}

/** Takes goods into a store. */
export function AddLotDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(commandTexts)
  const own = useTexts(stockTexts)
  return (
    <FormDialog<LotValues>
      title={own.addLot}
      first={{ origin: 'bought' }}
      fields={[
        {
          ...{ name: 'storeId', label: texts.store, kind: 'custom', required: true },
          control: <StoreSelect id="storeId" />,
        },
        { name: 'material', label: own.material, kind: 'text', required: true, maxLength: 60 },
        { name: 'quantity', label: texts.quantity, kind: 'number', required: true, min: 0.01 },
        { name: 'unit', label: own.unit, kind: 'text', required: true, maxLength: 10 },
        { name: 'minimum', label: own.minimum, kind: 'number', min: 0 },
        { name: 'expiryDate', label: texts.expiry, kind: 'day' },
        { name: 'unitCost', label: own.unitCost, kind: 'number', min: 0 },
        {
          ...{ name: 'origin', label: own.origin, kind: 'choice', required: true },
          options: Object.entries(own.origins).map(([value, label]) => ({ value, label })),
        },
      ]}
      act={(values) => client.call(addLot, { body: withoutEmpty(withDays(values)) })}
      onClose={() => {
        refresh(listLots, listOrders)
        onClose()
      }}
    />
  )
}

/** Fields left empty are not sent: an emptied number is none, not null. */
function withoutEmpty<T extends object>(values: T): T {
  return Object.fromEntries(
    Object.entries(values).filter(([, one]) => one !== null && one !== undefined && one !== ''),
  ) as T
}

interface MoveValues {
  kind: LotMoveKind
  toStoreId: string
  quantity: number
  counterpart: string
  dueDate?: Dayjs
}

/** Moves goods of a lot to another store, or lends them there. */
export function MoveLotDialog({ lot, onClose }: { lot: Lot; onClose: () => void }) {
  const texts = useTexts(commandTexts)
  const own = useTexts(stockTexts)
  return (
    <FormDialog<MoveValues>
      title={own.moveTitle}
      why={own.moveWhy(`${lot.storeName} ${lot.material} ${formatNumber(lot.available)}${lot.unit}`)}
      first={{ kind: 'transfer' }}
      fields={[
        {
          ...{ name: 'kind', label: own.moveKind, kind: 'choice', required: true },
          options: Object.entries(own.moveKinds).map(([value, label]) => ({ value, label })),
        },
        {
          ...{ name: 'toStoreId', label: own.toStore, kind: 'custom', required: true },
          control: <StoreSelect id="toStoreId" />,
        },
        {
          ...{ name: 'quantity', label: texts.quantity, kind: 'number', required: true },
          ...{ min: 0.01, unit: lot.unit },
        },
        { name: 'counterpart', label: own.counterpart, kind: 'text', required: true, maxLength: 40 },
        { name: 'dueDate', label: own.dueDate, kind: 'day' },
      ]}
      act={(values) => client.call(moveLot, { params: { id: lot.id }, body: withoutEmpty(withDays(values)) })}
      onClose={() => {
        refresh(listLots, listLotMoves, listOrders)
        onClose()
      }}
    />
  )
}

/** Tells how many people are in a shelter now. */
export function OccupancyDialog({ unit, onClose }: { unit: ResourceUnit; onClose: () => void }) {
  const own = useTexts(stockTexts)
  return (
    <FormDialog<{ occupied: number }>
      title={own.occupancy}
      why={`${unit.name}：${own.capacityOf(formatNumber(unit.capacity ?? 0))}`}
      first={{ occupied: unit.occupied ?? 0 }}
      fields={[
        { name: 'occupied', label: own.occupied, kind: 'number', required: true, min: 0, precision: 0 },
      ]}
      act={(body) => client.call(setOccupancy, { params: { id: unit.id }, body })}
      onClose={() => {
        refresh(listResourceUnits)
        onClose()
      }}
    />
  )
}
