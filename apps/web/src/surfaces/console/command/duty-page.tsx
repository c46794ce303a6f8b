import {
  createCalendarFeed,
  type HandOver,
  listHandOvers,
  listRosters,
  listShifts,
  offerHandOver,
  type Roster,
  type Shift,
  signHandOver,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { CallTree } from './call-tree.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { ContactBook } from './contact-book.tsx'
import { rosterTexts } from './roster.texts.ts'
import { ChangeShift, FillRoster, NewRoster } from './roster-forms.tsx'
import { SeatList } from './seat-list.tsx'

const dayMs = 86_400_000

/** Rosters of the coming week, hand-overs, and the address a calendar program reads. */
export function DutyPage() {
  const texts = useTexts(commandTexts)
  const own = useTexts(rosterTexts)
  const may = useMay()
  const [isAdding, setAdding] = useState(false)
  const read = useRead(listRosters, {})
  const rosters = read.data ?? []
  return (
    <Page
      title={texts.duty}
      acts={may('command.duty') ? <Button onClick={() => setAdding(true)}>{own.add}</Button> : undefined}
    >
      {isAdding ? <NewRoster onClose={() => setAdding(false)} /> : null}
      {rosters.length === 0 ? <Quiet>{texts.noRoster}</Quiet> : null}
      {rosters.map((one) => (
        <RosterSection key={one.id} roster={one} />
      ))}
      <SeatList />
      <CallTree />
      <ContactBook />
    </Page>
  )
}

function RosterSection({ roster }: { roster: Roster }) {
  const texts = useTexts(commandTexts)
  const may = useMay()
  const [from] = useState(
    () => new Date(Math.floor((Date.now() + 8 * 3_600_000) / dayMs) * dayMs - 8 * 3_600_000),
  )
  const to = new Date(from.getTime() + 7 * dayMs)
  const shifts = useRead(listShifts, {
    query: { rosterId: roster.id, from: from.toISOString(), to: to.toISOString() },
  })
  const own = useTexts(rosterTexts)
  const [isOffering, setOffering] = useState(false)
  const [isFilling, setFilling] = useState(false)
  const feed = useMutation({
    mutationFn: () => client.call(createCalendarFeed, { body: { rosterId: roster.id } }),
  })
  return (
    <Section
      title={roster.title}
      extra={
        may('command.duty') ? (
          <>
            <Button size="small" onClick={() => setFilling(true)}>
              {own.fill}
            </Button>{' '}
            <Button size="small" onClick={() => feed.mutate()}>
              {texts.feed}
            </Button>{' '}
            <Button size="small" type="primary" onClick={() => setOffering(true)}>
              {texts.handOver}
            </Button>
          </>
        ) : null
      }
    >
      <ProblemNote error={feed.error} />
      {feed.data ? (
        <p>
          {texts.feedShown} <code>{window.location.origin + feed.data.path}</code>
        </p>
      ) : null}
      <Calendar roster={roster} shifts={shifts.data ?? []} from={from} />
      <HandOvers roster={roster} />
      {isFilling ? <FillRoster roster={roster} onClose={() => setFilling(false)} /> : null}
      {isOffering ? (
        <ActDialog
          title={texts.handOver}
          comment="required"
          act={(remarks) => client.call(offerHandOver, { params: { id: roster.id }, body: { remarks } })}
          onClose={() => {
            setOffering(false)
            refresh(listHandOvers)
          }}
        />
      ) : null}
    </Section>
  )
}

function Calendar({ roster, shifts, from }: { roster: Roster; shifts: Shift[]; from: Date }) {
  const own = useTexts(rosterTexts)
  const may = useMay()
  const [changing, setChanging] = useState<Shift | null>(null)
  const days = Array.from({ length: 7 }, (_, index) => new Date(from.getTime() + index * dayMs))
  const on = (post: string, day: Date) =>
    shifts.filter((one) => {
      const start = Date.parse(one.start)
      return one.post === post && start >= day.getTime() && start < day.getTime() + dayMs
    })
  const nameOf = (shift: Shift) =>
    may('command.duty') && Date.parse(shift.end) > Date.now() ? (
      <Button size="small" type="link" title={own.change} onClick={() => setChanging(shift)}>
        {shift.person.name}
      </Button>
    ) : (
      shift.person.name
    )
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th> </th>
            {days.map((day) => (
              <th key={day.getTime()}>{formatTime(day).slice(5, 10)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {roster.posts.map((one) => (
            <tr key={one.post}>
              <td>{one.title}</td>
              {days.map((day) => (
                <td key={day.getTime()}>
                  {on(one.post, day).map((shift) => (
                    <div key={shift.id}>
                      <span className={styles.quiet}>{formatTime(shift.start).slice(11, 16)}</span>{' '}
                      {nameOf(shift)}
                      {shift.substituteFor ? (
                        <span className={styles.quiet}>{own.insteadOf(shift.substituteFor)}</span>
                      ) : null}
                    </div>
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {changing ? <ChangeShift shift={changing} others={shifts} onClose={() => setChanging(null)} /> : null}
    </>
  )
}

function HandOvers({ roster }: { roster: Roster }) {
  const read = useRead(listHandOvers, { params: { id: roster.id } })
  return (read.data ?? []).slice(0, 5).map((one) => <HandOverLine key={one.id} one={one} />)
}

function HandOverLine({ one }: { one: HandOver }) {
  const texts = useTexts(commandTexts)
  const may = useMay()
  const run = useMutation({
    mutationFn: () => client.call(signHandOver, { params: { id: one.id } }),
    onSuccess: () => refresh(listHandOvers),
  })
  return (
    <div className={styles.order}>
      <div className={styles.steps}>
        <span>{formatTime(one.offeredTime)}</span>
        <b>
          {one.outgoing} → {one.incoming ?? '…'}
        </b>
        <span>{one.remarks}</span>
        {one.state === 'offered' && may('command.duty') ? (
          <span className={styles.acts}>
            <Button size="small" onClick={() => run.mutate()}>
              {texts.sign}
            </Button>
          </span>
        ) : null}
      </div>
      {one.matters.length > 0 ? (
        <p className={styles.quiet}>
          {texts.matters}：{one.matters.join('；')}
        </p>
      ) : null}
      <ProblemNote error={run.error} />
    </div>
  )
}
