import { type FleetThing, getThingTimeline } from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { deviceTexts } from './device.texts.ts'

/** What happened to a device, newest first. */
export function DeviceTimeline({ thing }: { thing: FleetThing }) {
  const texts = useTexts(deviceTexts)
  const read = useRead(getThingTimeline, { params: { id: thing.id }, query: { limit: 100 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { entries } = read.data
  return (
    <Section title={texts.tabs.timeline}>
      {entries.length === 0 ? <Quiet>{texts.timelineEmpty}</Quiet> : null}
      <Lines>
        {entries.map((entry) => (
          <Line
            key={`${entry.time} ${entry.kind} ${entry.id} ${entry.title}`}
            to={entry.kind === 'command' ? '?tab=commands' : undefined}
            title={
              <>
                {entry.title} <small>{entry.detail}</small>
              </>
            }
            note={formatTime(entry.time)}
          />
        ))}
      </Lines>
    </Section>
  )
}
