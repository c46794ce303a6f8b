import {
  decideTransfer,
  type Incident,
  listAllocations,
  listResourceUnits,
  listTransfers,
  type ResourceUnit,
  requestTransfer,
  type Transfer,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { aroundTexts } from './around.texts.ts'
import styles from './command.module.css'
import { useCommandNews } from './use-command.ts'

/** What others hold, with the way to ask for it, and the requests of and to this incident. */
export function TransferList({ incident }: { incident: Incident }) {
  const own = useTexts(aroundTexts)
  const may = useMay()
  const [asked, setAsked] = useState<ResourceUnit | null>(null)
  const units = useRead(listResourceUnits, { query: { held: true, limit: 200 } })
  const transfers = useRead(listTransfers, { query: { incidentId: incident.id } })
  useCommandNews([listTransfers])
  const held = (units.data?.items ?? []).filter(
    (one) => one.heldBy !== null && one.heldBy.incidentId !== incident.id,
  )
  const isOpen = incident.state === 'open' && may('command.direct')
  return (
    <>
      {held.map((one) => (
        <div key={one.id} className={styles.steps}>
          <b>{one.name}</b>
          <span className={styles.red}>{own.heldBy(one.heldBy?.incidentTitle ?? '')}</span>
          <span>{one.heldBy?.commanderName}</span>
          {isOpen ? (
            <Button size="small" onClick={() => setAsked(one)}>
              {own.transfer}
            </Button>
          ) : null}
        </div>
      ))}
      {(transfers.data ?? []).map((one) => (
        <TransferRow key={one.id} one={one} isMine={one.fromIncidentId === incident.id} />
      ))}
      {asked ? (
        <ActDialog
          title={own.transfer}
          why={`${asked.name} · ${own.heldBy(asked.heldBy?.incidentTitle ?? '')}。${own.transferWhy}`}
          comment="required"
          act={(reason) =>
            client.call(requestTransfer, {
              params: { id: asked.heldBy?.allocationId ?? '' },
              body: { toIncidentId: incident.id, reason },
            })
          }
          onClose={() => {
            setAsked(null)
            refresh(listTransfers)
          }}
        />
      ) : null}
    </>
  )
}

function TransferRow({ one, isMine }: { one: Transfer; isMine: boolean }) {
  const own = useTexts(aroundTexts)
  const may = useMay()
  const run = useMutation({
    mutationFn: (grant: boolean) => client.call(decideTransfer, { params: { id: one.id }, body: { grant } }),
    onSuccess: () => refresh(listTransfers, listResourceUnits, listAllocations),
  })
  return (
    <div className={styles.steps}>
      <b>{own.transfers}</b>
      <span>
        {one.resourceName}：{one.fromIncidentTitle} → {one.toIncidentTitle}
      </span>
      <span>{one.reason}</span>
      <span>{own.transferStates[one.state]}</span>
      {isMine && one.state === 'open' && may('command.direct') ? (
        <>
          <Button size="small" type="primary" onClick={() => run.mutate(true)}>
            {own.grant}
          </Button>
          <Button size="small" onClick={() => run.mutate(false)}>
            {own.refuse}
          </Button>
        </>
      ) : null}
      <ProblemNote error={run.error} />
    </div>
  )
}
