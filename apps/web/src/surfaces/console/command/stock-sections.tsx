import { type Lot, type LotMove, listLotMoves, listLots, listOrders } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Input, Table } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { OrderLine } from './order-board.tsx'
import { stockTexts } from './stock.texts.ts'
import { AddLotDialog, MoveLotDialog } from './stock-dialogs.tsx'
import { useCommandNews } from './use-command.ts'

const size = 20

/** Goods of the stores, lot by lot, with the ways in and out. */
export function StockSection() {
  const texts = useTexts(commandTexts)
  const own = useTexts(stockTexts)
  const may = useMay()
  const [page, setPage] = useState(1)
  const [search, setSearch] = useState('')
  const [isAdding, setAdding] = useState(false)
  const [moving, setMoving] = useState<Lot | null>(null)
  const query = { limit: size, offset: (page - 1) * size, ...(search ? { search } : {}) }
  const read = useRead(listLots, { query }, { keepPrevious: true })
  useCommandNews([listLots])
  const mayKeep = may('command.resources')
  return (
    <Section
      title={texts.stock}
      extra={
        <>
          <Input.Search
            allowClear
            size="small"
            style={{ width: 180 }}
            placeholder={own.search}
            aria-label={own.search}
            onSearch={(words) => {
              setPage(1)
              setSearch(words.trim())
            }}
          />{' '}
          {mayKeep ? (
            <Button size="small" onClick={() => setAdding(true)}>
              {own.addLot}
            </Button>
          ) : null}
        </>
      }
    >
      <ProblemNote error={read.error} />
      <Table<Lot>
        size="small"
        rowKey="id"
        scroll={{ x: 'max-content' }}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        pagination={{
          ...{ current: page, pageSize: size, total: read.data?.total ?? 0 },
          ...{ showSizeChanger: false, hideOnSinglePage: true, onChange: setPage },
        }}
        columns={[
          { title: own.material, dataIndex: 'material' },
          { title: texts.store, dataIndex: 'storeName' },
          { title: texts.available, align: 'right', render: (_, one) => <Amount lot={one} /> },
          {
            title: texts.expiry,
            render: (_, one) => (
              <span className={one.isExpired ? styles.red : ''}>
                {one.expiryDate ?? '—'} {one.isExpired ? texts.expired : ''}
              </span>
            ),
          },
          { title: own.origin, render: (_, one) => own.origins[one.origin] },
          {
            title: '',
            render: (_, one) =>
              mayKeep && !one.isExpired && one.available > 0 ? (
                <Button size="small" onClick={() => setMoving(one)}>
                  {own.move}
                </Button>
              ) : null,
          },
        ]}
      />
      {isAdding ? <AddLotDialog onClose={() => setAdding(false)} /> : null}
      {moving ? <MoveLotDialog lot={moving} onClose={() => setMoving(null)} /> : null}
    </Section>
  )
}

function Amount({ lot }: { lot: Lot }) {
  const own = useTexts(stockTexts)
  return (
    <>
      {formatNumber(lot.available)} / {formatNumber(lot.quantity)} {lot.unit}
      {lot.quantity < lot.minimum ? <div className={styles.red}>{own.belowMinimum}</div> : null}
    </>
  )
}

/** Open tasks of the stores: rotation, restocking, inspection, return of loans. */
export function StockTasks() {
  const own = useTexts(stockTexts)
  const read = useRead(listOrders, { query: { stock: true, open: true, limit: 50 } }, { keepPrevious: true })
  useCommandNews([listOrders])
  const orders = [...(read.data?.items ?? [])].sort((a, b) =>
    (a.dueTime ?? '9').localeCompare(b.dueTime ?? '9'),
  )
  return (
    <Section title={own.tasks} extra={read.data?.total}>
      <p className={styles.quiet}>{own.tasksWhy}</p>
      <ProblemNote error={read.error} />
      {read.data && orders.length === 0 ? <Quiet>{own.noTasks}</Quiet> : null}
      {orders.map((one) => (
        <OrderLine key={one.id} order={one} />
      ))}
    </Section>
  )
}

/** What went from one store to another, newest first. */
export function LotMoves() {
  const own = useTexts(stockTexts)
  const [page, setPage] = useState(1)
  const read = useRead(
    listLotMoves,
    { query: { limit: size, offset: (page - 1) * size } },
    { keepPrevious: true },
  )
  return (
    <Section title={own.moves} extra={read.data?.total}>
      <ProblemNote error={read.error} />
      <Table<LotMove>
        size="small"
        rowKey="id"
        scroll={{ x: 'max-content' }}
        dataSource={read.data?.items ?? []}
        locale={{ emptyText: <Quiet>{own.noMoves}</Quiet> }}
        pagination={{
          ...{ current: page, pageSize: size, total: read.data?.total ?? 0 },
          ...{ showSizeChanger: false, hideOnSinglePage: true, onChange: setPage },
        }}
        columns={[
          { title: own.time, render: (_, one) => formatTime(one.movedTime) },
          {
            title: own.material,
            render: (_, one) => `${one.material} ${formatNumber(one.quantity)}${one.unit}`,
          },
          {
            title: own.moveKind,
            render: (_, one) => (
              <>
                {own.moveKinds[one.kind]}
                {one.dueDate ? <div className={styles.quiet}>{own.dueBack(one.dueDate)}</div> : null}
              </>
            ),
          },
          { title: own.toStore, render: (_, one) => `${one.fromStore} → ${one.toStore}` },
          { title: own.signed, render: (_, one) => `${one.signedBy}、${one.counterpart}` },
        ]}
      />
    </Section>
  )
}
