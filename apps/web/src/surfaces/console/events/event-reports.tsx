import { blockReporter, type EventReport, getEvent, listEvents, splitReport } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { eventWords } from '../../../capabilities/events/events.texts.ts'
import { ReportPhotos } from '../../../capabilities/events/report-photos.tsx'
import { blockTexts } from '../openness/reporter-blocks.texts.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Lines, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { isOpenEvent } from './event-acts.tsx'
import type { EventDetail } from './event-page.tsx'
import { eventsTexts } from './events.texts.ts'

/** Every word of the event as it was given; one that does not belong here can be taken out. */
export function EventReports({ detail }: { detail: EventDetail }) {
  const texts = useTexts(eventsTexts)
  const may = useMay()
  const [split, setSplit] = useState<EventReport | null>(null)
  const [blocked, setBlocked] = useState<EventReport | null>(null)
  const { reports, event } = detail
  if (reports.length === 0) return null
  const maySplit = may('events.handle') && isOpenEvent(event) && reports.length > 1
  return (
    <Section title={texts.told} extra={formatNumber(reports.length)}>
      <Lines>
        {reports.map((report) => (
          <ReportLine
            key={report.id}
            report={report}
            onSplit={maySplit ? () => setSplit(report) : undefined}
            onBlock={
              may('events.handle') && report.channel === 'citizen' ? () => setBlocked(report) : undefined
            }
          />
        ))}
      </Lines>
      {blocked ? <BlockDialog report={blocked} onClose={() => setBlocked(null)} /> : null}
      {split ? <SplitDialog report={split} onClose={() => setSplit(null)} /> : null}
    </Section>
  )
}

interface ReportLineProps {
  report: EventReport
  onSplit?: () => void
  onBlock?: () => void
}

function ReportLine({ report, onSplit, onBlock }: ReportLineProps) {
  const texts = useTexts(eventsTexts)
  const blocks = useTexts(blockTexts)
  const words = useTexts(eventWords)
  const who = report.hidden
    ? texts.hidden
    : [report.reporterName, report.reporterPhone].filter(Boolean).join(' ')
  return (
    <div>
      <span style={{ flex: 1 }}>
        {report.title}
        {report.text && report.text !== report.title ? `。${report.text}` : ''}
        <Quiet>
          {[
            words.sources[report.channel],
            who,
            report.sourceSystem && !report.sourceSystem.startsWith('user:') ? report.sourceSystem : null,
            formatTime(report.reportedTime),
            report.rating ? texts.ratings[report.rating] : null,
          ]
            .filter(Boolean)
            .join(' · ')}
        </Quiet>
        <ReportPhotos photos={report.photos} label={report.title} />
      </span>
      {onBlock ? (
        <Button size="small" type="text" onClick={onBlock}>
          {blocks.block}
        </Button>
      ) : null}
      {onSplit ? (
        <Button size="small" onClick={onSplit}>
          {texts.split}
        </Button>
      ) : null}
    </div>
  )
}

function SplitDialog({ report, onClose }: { report: EventReport; onClose: () => void }) {
  const texts = useTexts(eventsTexts)
  const navigate = useNavigate()
  return (
    <ActDialog
      title={texts.split}
      why={texts.splitWhy(report.title)}
      comment="required"
      act={async (comment) => {
        const made = await client.call(splitReport, { params: { id: report.id }, body: { comment } })
        refresh(getEvent, listEvents)
        navigate(`/console/events/${made.id}`)
      }}
      onClose={onClose}
    />
  )
}

function BlockDialog({ report, onClose }: { report: EventReport; onClose: () => void }) {
  const texts = useTexts(blockTexts)
  return (
    <FormDialog<{ days: number; reason: string }>
      title={texts.block}
      why={texts.blockWhy}
      danger
      first={{ days: 7 }}
      fields={[
        { name: 'days', label: texts.days, kind: 'number', required: true, min: 1, max: 180, precision: 0 },
        { name: 'reason', label: texts.reason, kind: 'area', required: true, maxLength: 1000 },
      ]}
      act={(body) => client.call(blockReporter, { body: { ...body, reportId: report.id } })}
      onClose={onClose}
    />
  )
}
