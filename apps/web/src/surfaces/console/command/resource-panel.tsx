import {
  type Allocation,
  findReach,
  type Incident,
  listAllocations,
  listLots,
  listResourceUnits,
  moveAllocation,
  type OperationOutput,
  requestResource,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { TransferList } from './transfer-list.tsx'
import { useCommandNews } from './use-command.ts'

/** What can reach the incident by road time, what is reserved, and where it is on its way. */
export function ResourcePanel({ incident }: { incident: Incident }) {
  const texts = useTexts(commandTexts)
  const read = useRead(listAllocations, { query: { incidentId: incident.id, limit: 100 } })
  useCommandNews([listAllocations], incident.id)
  const rows = read.data?.items ?? []
  return (
    <>
      <ReachSearch incident={incident} />
      {rows.length === 0 ? <p className={styles.quiet}>{texts.noAllocations}</p> : null}
      <table className={styles.table}>
        <tbody>
          {rows.map((one) => (
            <AllocationRow key={one.id} row={one} />
          ))}
        </tbody>
      </table>
      <TransferList incident={incident} />
    </>
  )
}

type Reach = OperationOutput<typeof findReach>
type Line = Reach['lines'][number]

function ReachSearch({ incident }: { incident: Incident }) {
  const texts = useTexts(commandTexts)
  const may = useMay()
  const [what, setWhat] = useState<string>(texts.usualNeed)
  const [quantity, setQuantity] = useState(1)
  const find = useMutation({
    mutationFn: (): Promise<Reach> =>
      client.call(findReach, { body: { position: incident.position ?? [0, 0], what, quantity } }),
  })
  const proposed = (line: Line) =>
    find.data?.proposal.find((one) => one.resourceId === line.resourceId && one.lotId === line.lotId)
  const reserve = (line: Line) =>
    client.call(requestResource, {
      params: { id: incident.id },
      body: {
        ...{ resourceId: line.resourceId, quantity: line.lotId ? (proposed(line)?.quantity ?? quantity) : 1 },
        ...(line.lotId ? { lotId: line.lotId } : {}),
        ...(line.minutes === null ? {} : { travelMinutes: line.minutes }),
      },
    })
  const inProposal = (find.data?.lines ?? []).filter((line) => proposed(line))
  const take = useMutation({
    mutationFn: async (lines: Line[]) => {
      for (const line of lines) await reserve(line)
    },
    onSuccess: () => {
      refresh(listAllocations, listResourceUnits)
      find.mutate()
    },
  })
  if (!incident.position || !may('command.direct')) return null
  return (
    <>
      <div className={styles.inline}>
        <Input
          size="small"
          style={{ width: 140 }}
          aria-label={texts.what}
          value={what}
          onChange={(event) => setWhat(event.target.value)}
        />
        <InputNumber
          size="small"
          min={1}
          aria-label={texts.quantity}
          value={quantity}
          onChange={(value) => setQuantity(value ?? 1)}
        />
        <Button size="small" loading={find.isPending} onClick={() => find.mutate()}>
          {texts.find}
        </Button>
        {find.data && find.data.shortage > 0 ? (
          <span className={styles.red}>{texts.shortage(String(find.data.shortage))}</span>
        ) : null}
        {inProposal.length > 1 ? (
          <Button
            size="small"
            type="primary"
            loading={take.isPending}
            onClick={() => take.mutate(inProposal)}
          >
            {texts.reserveAll}
          </Button>
        ) : null}
      </div>
      <ProblemNote error={find.error ?? take.error} />
      {find.data && find.data.lines.length === 0 ? (
        <p className={styles.quiet}>{texts.nothingReaches}</p>
      ) : null}
      <table className={styles.table}>
        <tbody>
          {(find.data?.lines ?? []).slice(0, 8).map((line) => (
            <tr key={`${line.resourceId}${line.lotId}`}>
              <td>{line.name}</td>
              <td>
                {line.available}
                {line.unit}
              </td>
              <td>{line.minutes === null ? texts.noRoad : texts.minutesAway(String(line.minutes))}</td>
              <td>
                {proposed(line) ? (
                  <b>{texts.proposedOf(`${formatNumber(proposed(line)?.quantity ?? 0)}${line.unit}`)}</b>
                ) : null}
              </td>
              <td>
                <Button size="small" loading={take.isPending} onClick={() => take.mutate([line])}>
                  {texts.reserve}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

type Move = 'approved' | 'shipped' | 'received' | 'returned' | 'consumed' | 'cancelled'

const next: Partial<Record<Allocation['state'], Move[]>> = {
  requested: ['approved', 'cancelled'],
  approved: ['shipped', 'cancelled'],
  shipped: ['received'],
  received: ['returned', 'consumed'],
}
/** Steps that hand goods over, which both sides sign. */
const handsOver = new Set<Move>(['shipped', 'received', 'returned'])

/** One reservation and its next step; handing over asks who signs on the other side. */
export function AllocationRow({ row }: { row: Allocation }) {
  const texts = useTexts(commandTexts)
  const may = useMay()
  const [counterpart, setCounterpart] = useState('')
  const moves = next[row.state] ?? []
  const run = useMutation({
    mutationFn: (to: Move) => {
      const body = { to, ...(counterpart && handsOver.has(to) ? { counterpart } : {}) }
      return client.call(moveAllocation, { params: { id: row.id }, body })
    },
    onSuccess: () => {
      setCounterpart('')
      refresh(listAllocations, listResourceUnits, listLots)
    },
  })
  return (
    <tr>
      <td>{row.resourceName}</td>
      <td>
        {row.what} {row.quantity}
        {row.unit}
      </td>
      <td>{texts.allocationStates[row.state]}</td>
      <td>
        {moves.length > 0 && may('command.resources') ? (
          <div className={styles.inline} style={{ margin: 0 }}>
            {moves.some((to) => handsOver.has(to)) ? (
              <Input
                size="small"
                style={{ width: 120 }}
                placeholder={texts.counterpart}
                aria-label={texts.counterpart}
                value={counterpart}
                onChange={(event) => setCounterpart(event.target.value)}
              />
            ) : null}
            {moves.map((to) => (
              <Button key={to} size="small" loading={run.isPending} onClick={() => run.mutate(to)}>
                {texts.moves[to]}
              </Button>
            ))}
          </div>
        ) : null}
        <ProblemNote error={run.error} />
      </td>
    </tr>
  )
}
