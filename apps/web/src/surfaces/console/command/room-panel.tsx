import {
  confirmMinutes,
  getRoom,
  joinRoom,
  listContacts,
  listRooms,
  openRoom,
  type RoomView,
  resolveRoom,
  sayInRoom,
} from '@civitas/sdk'
import { formatClock, useTexts } from '@civitas/ui'
import { Button, Input } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { MarkTools } from './mark-tools.tsx'

interface RoomPanelProps {
  incidentId: string
  view: RoomView | null
  /** Where the map was clicked, first to last. */
  path: readonly [number, number][]
  onClear: () => void
}

export type RoomAct = 'open' | 'resolve' | 'minutes'

/** The consultation of an incident: who is there, what was said, drawn and decided. */
export function RoomPanel({ incidentId, view, path, onClear }: RoomPanelProps) {
  const texts = useTexts(commandTexts)
  const may = useMay()
  const [act, setAct] = useState<RoomAct | null>(null)
  const isOpen = view?.room.state === 'open'
  return (
    <>
      <div className={styles.inline}>
        {!isOpen && may('command.direct') ? (
          <Button size="small" onClick={() => setAct('open')}>
            {texts.openRoom}
          </Button>
        ) : null}
        {view && !isOpen ? <span className={styles.quiet}>{texts.roomClosed}</span> : null}
        {view && isOpen ? <RoomActs view={view} onAct={setAct} /> : null}
      </div>
      {view && isOpen ? <MarkTools view={view} path={path} onClear={onClear} /> : null}
      {view ? <RoomRecord view={view} /> : null}
      {act ? <RoomDialog act={act} incidentId={incidentId} view={view} onClose={() => setAct(null)} /> : null}
    </>
  )
}

export function RoomActs({ view, onAct }: { view: RoomView; onAct: (act: RoomAct) => void }) {
  const texts = useTexts(commandTexts)
  const may = useMay()
  const [words, setWords] = useState('')
  const params = { id: view.room.id }
  const then = (work: Promise<unknown>) => void work.then(() => refresh(getRoom))
  return (
    <>
      <Button size="small" onClick={() => then(client.call(joinRoom, { params }))}>
        {texts.join}
      </Button>
      <Input.Search
        size="small"
        style={{ width: 240 }}
        aria-label={texts.say}
        enterButton={texts.say}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onSearch={(text) => {
          if (!text.trim()) return
          then(client.call(sayInRoom, { params, body: { text: text.trim() } }))
          setWords('')
        }}
      />
      {may('command.direct') ? (
        <>
          <Button size="small" onClick={() => onAct('resolve')}>
            {texts.resolve}
          </Button>
          <Button size="small" type="primary" onClick={() => onAct('minutes')}>
            {texts.confirmMinutes}
          </Button>
        </>
      ) : null}
    </>
  )
}

export function RoomRecord({ view }: { view: RoomView }) {
  const texts = useTexts(commandTexts)
  return (
    <>
      <p className={styles.quiet}>
        {view.attendance
          .map(
            (one) =>
              `${one.person.name} ${one.joinedTime ? formatClock(one.joinedTime, false) : one.calledTime ? texts.called : texts.absent}`,
          )
          .join(' · ')}
      </p>
      {view.messages.map((one) => (
        <div key={one.id} className={styles.logLine}>
          <span>{formatClock(one.time)}</span>
          <span>{one.byName}</span>
          <span>{one.text}</span>
        </div>
      ))}
      {view.resolutions.map((one) => (
        <div key={one.id} className={styles.logLine}>
          <span>{texts.resolve}</span>
          <span>{one.owner.name}</span>
          <b>
            {one.text} · {one.dueTime.slice(0, 10)}
          </b>
        </div>
      ))}
      {view.room.minutes ? <p>{view.room.minutes}</p> : null}
    </>
  )
}

interface RoomDialogProps {
  act: RoomAct
  incidentId: string
  view: RoomView | null
  onClose: () => void
}

export function RoomDialog({ act, incidentId, view, onClose }: RoomDialogProps) {
  const texts = useTexts(commandTexts)
  const contacts = useRead(listContacts, { query: { limit: 200 } }, { staleMs: 60_000 })
  const close = () => {
    refresh(getRoom, listRooms)
    onClose()
  }
  const params = { id: view?.room.id ?? '' }
  if (act === 'minutes')
    return (
      <ActDialog
        title={texts.confirmMinutes}
        comment="required"
        act={(text) => client.call(confirmMinutes, { params, body: { text } })}
        onClose={close}
      />
    )
  if (act === 'resolve')
    return (
      <FormDialog<{ text: string; organisationId: string; day: Dayjs }>
        title={texts.resolve}
        first={{ day: dayjs().add(1, 'day') }}
        fields={[
          { name: 'text', label: texts.words, kind: 'area', required: true },
          {
            name: 'organisationId',
            label: texts.owner,
            kind: 'custom',
            required: true,
            control: <OrganisationSelect id="organisationId" />,
          },
          { name: 'day', label: texts.dueDay, kind: 'day', required: true },
        ]}
        act={({ day, ...body }) =>
          client.call(resolveRoom, { params, body: { ...body, dueTime: day.endOf('day').toISOString() } })
        }
        onClose={close}
      />
    )
  return (
    <FormDialog<{ title: string; contactIds: string[] }>
      title={texts.openRoom}
      fields={[
        { name: 'title', label: texts.title, kind: 'text', required: true },
        {
          ...{ name: 'contactIds', label: texts.invite, kind: 'choices', required: true },
          options: (contacts.data?.items ?? []).map((one) => ({
            value: one.id,
            label: `${one.name}（${one.duty}）`,
          })),
        },
      ]}
      act={(body) => client.call(openRoom, { params: { id: incidentId }, body })}
      onClose={close}
    />
  )
}
