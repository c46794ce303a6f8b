import {
  type CityEvent,
  closeEvent,
  listCases,
  listCaseTypes,
  mergeEvent,
  openCase,
  type PermissionName,
  type Suggestion,
  unmergeEvent,
  verifyEvent,
} from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { HandOverDialog } from '../cross-region/hand-over-dialog.tsx'
import { ActDialog } from '../parts/act-dialog.tsx'
import { ClassifyDialog } from './classify-dialog.tsx'
import { eventsTexts } from './events.texts.ts'
import { VerifyDialog } from './verify-dialog.tsx'

export type EventActName =
  | 'verify'
  | 'dismiss'
  | 'openCase'
  | 'unmerge'
  | 'close'
  | 'classify'
  | 'handOver'
  | 'merge'

/** Whether something may still be done about it. */
export function isOpenEvent(event: CityEvent): boolean {
  return event.state === 'raised' || event.state === 'verified'
}

interface EventAct {
  name: Exclude<EventActName, 'merge'>
  needs: PermissionName
  danger?: boolean
}

/** What can be done with an event in its state, the likeliest first. */
export function eventActs(event: CityEvent): EventAct[] {
  if (event.state === 'merged') return [{ name: 'unmerge', needs: 'events.handle' }]
  if (!isOpenEvent(event)) return []
  const acts: EventAct[] = []
  if (event.state === 'raised') acts.push({ name: 'verify', needs: 'events.handle' })
  if (event.state === 'verified' && !event.caseId) acts.push({ name: 'openCase', needs: 'cases.dispatch' })
  if (event.state === 'raised') acts.push({ name: 'dismiss', needs: 'events.handle', danger: true })
  acts.push({ name: 'classify', needs: 'events.handle' })
  acts.push({ name: 'close', needs: 'events.handle' })
  if (event.source === 'hotline') acts.push({ name: 'handOver', needs: 'events.handle' })
  return acts
}

interface EventActDialogProps {
  act: EventActName
  event: CityEvent
  into?: CityEvent
  /** What the platform read from the words of the reports. */
  suggestion?: Suggestion | null
  onClose: () => void
}

/** Does one act on an event after asking for what it needs. */
export function EventActDialog({ act, event, into, suggestion = null, onClose }: EventActDialogProps) {
  const texts = useTexts(eventsTexts)
  const input = { params: { id: event.id } }
  if (act === 'openCase') return <OpenCaseDialog event={event} onClose={onClose} />
  if (act === 'classify') return <ClassifyDialog event={event} suggestion={suggestion} onClose={onClose} />
  if (act === 'handOver') return <HandOverDialog eventId={event.id} onClose={onClose} />
  if (act === 'unmerge')
    return (
      <ActDialog
        title={texts.unmerge}
        why={texts.unmergeWhy}
        comment="none"
        act={() => client.call(unmergeEvent, input)}
        onClose={onClose}
      />
    )
  if (act === 'merge')
    return (
      <ActDialog
        title={texts.merge}
        why={texts.mergeWhy(event.title, into?.title ?? '')}
        comment="optional"
        act={(comment) =>
          client.call(mergeEvent, {
            ...input,
            body: { intoId: into?.id ?? '', ...(comment ? { comment } : {}) },
          })
        }
        onClose={onClose}
      />
    )
  if (act === 'close')
    return (
      <ActDialog
        title={texts.close}
        why={texts.closeWhy}
        comment="required"
        act={(comment) => client.call(closeEvent, { ...input, body: { comment } })}
        onClose={onClose}
      />
    )
  if (act === 'verify') return <VerifyDialog event={event} suggestion={suggestion} onClose={onClose} />
  return (
    <ActDialog
      title={texts[act]}
      why={texts.dismissWhy}
      danger
      comment="required"
      act={(comment) => client.call(verifyEvent, { ...input, body: { real: false, comment } })}
      onClose={onClose}
    />
  )
}

function OpenCaseDialog({ event, onClose }: { event: CityEvent; onClose: () => void }) {
  const texts = useTexts(eventsTexts)
  const pick = usePick()
  const types = useRead(listCaseTypes, {}, { staleMs: 600_000 })
  const [type, setType] = useState<string | undefined>()
  return (
    <ActDialog
      title={texts.openCase}
      why={texts.openCaseWhy}
      comment="none"
      act={async () => {
        await client.call(openCase, { body: { eventId: event.id, ...(type ? { type } : {}) } })
        refresh(listCases)
      }}
      onClose={onClose}
    >
      <Select
        allowClear
        style={{ width: '100%' }}
        aria-label={texts.caseType}
        placeholder={texts.caseTypeAuto}
        value={type}
        options={(types.data ?? []).map((each) => ({ value: each.id, label: pick(each.title) }))}
        onChange={setType}
      />
    </ActDialog>
  )
}
