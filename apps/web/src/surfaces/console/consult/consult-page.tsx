import { getRoom, listRooms, type RoomView } from '@civitas/sdk'
import { formatClock, formatTime, Loading, useTexts } from '@civitas/ui'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { type RoomAct, RoomActs, RoomDialog, RoomRecord } from '../command/room-panel.tsx'
import { Columns, Facts, Line, Lines, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consultTexts } from './consult.texts.ts'

/** One consultation, of an incident or of none: who is there, what is said and decided. */
export function ConsultPage() {
  const { id = '' } = useParams()
  const read = useRead(getRoom, { params: { id } }, { everyMs: 15_000 })
  useLive(['command'], () => refresh(getRoom))
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <ConsultView view={read.data} /> : <Loading />
}

function ConsultView({ view }: { view: RoomView }) {
  const texts = useTexts(consultTexts)
  const [act, setAct] = useState<RoomAct | null>(null)
  const may = useMay()
  const { room, attendance } = view
  const close = () => {
    refresh(getRoom, listRooms)
    setAct(null)
  }
  return (
    <Page
      backTo="/console/consultation-rooms"
      title={
        <>
          {room.title}{' '}
          <StateTag tone={room.state === 'open' ? 'loud' : 'over'}>{texts.states[room.state]}</StateTag>
        </>
      }
      under={room.subject}
    >
      <Columns
        main={
          <Section title={texts.record}>
            {room.state === 'open' ? <RoomActs view={view} onAct={setAct} /> : <Quiet>{texts.closed}</Quiet>}
            <RoomRecord view={view} />
          </Section>
        }
        side={
          <>
            <Section title={texts.people} extra={String(attendance.length)}>
              <Lines>
                {attendance.map((one) => (
                  <Line
                    key={one.id}
                    title={one.person.name}
                    note={
                      one.joinedTime
                        ? texts.joined(formatClock(one.joinedTime, false))
                        : one.calledTime
                          ? texts.called
                          : texts.invited
                    }
                  />
                ))}
              </Lines>
            </Section>
            <Facts
              facts={[
                ...(room.calledBy ? [{ label: texts.by, value: room.calledBy }] : []),
                { label: texts.time, value: formatTime(room.openedTime) },
                ...(room.incidentId && may('command.read')
                  ? [
                      {
                        label: texts.from,
                        value: <Link to={`/console/incidents/${room.incidentId}`}>{texts.openStage}</Link>,
                      },
                    ]
                  : []),
                ...(room.subjectLink
                  ? [{ label: texts.from, value: <Link to={room.subjectLink}>{texts.seeFrom}</Link> }]
                  : []),
              ]}
            />
          </>
        }
      />
      {act ? <RoomDialog act={act} incidentId="" view={view} onClose={close} /> : null}
    </Page>
  )
}
