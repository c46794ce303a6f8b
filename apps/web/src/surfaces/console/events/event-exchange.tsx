import {
  assignToPeer,
  type CityEvent,
  type ExchangeLink,
  listExchangeLinks,
  listExchangePeers,
  urgePeer,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { isOpenEvent } from './event-acts.tsx'
import { exchangeTexts } from './exchange.texts.ts'

/** How an event stands with other installations; assigning and urging from here. */
export function EventExchange({ event }: { event: CityEvent }) {
  const texts = useTexts(exchangeTexts)
  const may = useMay()
  const links = useRead(listExchangeLinks, { params: { id: event.id } }, { everyMs: 15_000 })
  const [open, setOpen] = useState<'assign' | 'urge' | null>(null)
  const mayAssign = may('events.handle') && isOpenEvent(event)
  const list = links.data ?? []
  if (list.length === 0 && !mayAssign) return null
  const close = () => {
    setOpen(null)
    refresh(listExchangeLinks)
  }
  const mayUrge = may('events.handle') && list.some((one) => one.role === 'to-lower' && !one.doneTime)
  return (
    <Section
      title={texts.section}
      extra={
        <>
          {mayUrge ? (
            <Button size="small" onClick={() => setOpen('urge')}>
              {texts.urge}
            </Button>
          ) : null}{' '}
          {mayAssign ? (
            <Button size="small" onClick={() => setOpen('assign')}>
              {texts.assign}
            </Button>
          ) : null}
        </>
      }
    >
      {list.map((one) => (
        <LinkFacts key={`${one.peerId} ${one.role}`} link={one} />
      ))}
      {open === 'assign' ? <AssignDialog event={event} onClose={close} /> : null}
      {open === 'urge' ? (
        <ActDialog
          title={texts.urge}
          comment="required"
          act={(comment) => client.call(urgePeer, { params: { id: event.id }, body: { comment } })}
          onClose={close}
        />
      ) : null}
    </Section>
  )
}

function LinkFacts({ link }: { link: ExchangeLink }) {
  const texts = useTexts(exchangeTexts)
  const { columns } = texts
  const times: [string, string | null][] = [
    [columns.due, link.dueTime],
    [columns.delivered, link.deliveredTime],
    [columns.read, link.readTime],
    [columns.accepted, link.acceptedTime],
    [columns.done, link.doneTime],
  ]
  return (
    <Facts
      facts={[
        { label: texts.roles[link.role], value: link.peerName },
        { label: texts.remote, value: <span className="code">{link.remoteReference ?? '—'}</span> },
        ...times.map(([label, time]) => ({ label, value: formatTime(time) })),
        ...(link.note ? [{ label: columns.note, value: link.note, whole: true }] : []),
      ]}
    />
  )
}

interface AssignValues {
  peerId: string
  due?: Dayjs
  comment?: string
  serviceCode?: string
}

function AssignDialog({ event, onClose }: { event: CityEvent; onClose: () => void }) {
  const texts = useTexts(exchangeTexts)
  const peers = useRead(listExchangePeers, {})
  const fitting = (peers.data ?? []).filter((one) => one.active && one.kind !== 'upper')
  return (
    <FormDialog<AssignValues>
      title={texts.assign}
      why={texts.assignWhy}
      fields={[
        {
          ...{ name: 'peerId', label: texts.peer, kind: 'choice', required: true },
          options: fitting.map((one) => ({
            value: one.id,
            label: `${one.name}（${texts.kinds[one.kind]}）`,
          })),
        },
        { name: 'due', label: texts.due, kind: 'day' },
        { name: 'comment', label: texts.comment, kind: 'area' },
        { name: 'serviceCode', label: texts.serviceCode, kind: 'code', maxLength: 100 },
      ]}
      act={({ peerId, due, comment, serviceCode }) =>
        client.call(assignToPeer, {
          params: { id: event.id },
          body: {
            peerId,
            ...(due ? { dueTime: due.endOf('day').toISOString() } : {}),
            ...(comment ? { comment } : {}),
            ...(serviceCode ? { serviceCode } : {}),
          },
        })
      }
      onClose={onClose}
    />
  )
}
