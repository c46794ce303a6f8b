import { getWarning, type OperationOutput, type PermissionName } from '@civitas/sdk'
import { formatNumber, formatTime, LevelTag, Loading, Timeline, usePick, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { Link, useParams } from 'react-router'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Columns, type Fact, Facts, Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { percent } from '../warning-models/warning-model-list-page.tsx'
import { warningModelsTexts } from '../warning-models/warning-models.texts.ts'
import { WarningAct, type WarningActName } from './warning-acts.tsx'
import { WarningBroadcasts, WarningReceipts } from './warning-reach.tsx'
import { toWarningNews, WarningStateTag } from './warning-words.tsx'
import styles from './warnings.module.css'
import { warningsTexts } from './warnings.texts.ts'

const WarningAreaMap = lazy(() =>
  import('./warning-area-map.tsx').then((m) => ({ default: m.WarningAreaMap })),
)

type Detail = OperationOutput<typeof getWarning>

/** One warning: what it says, where, how it went out, who has read it, and what may be done. */
export function WarningPage() {
  const { id = '' } = useParams()
  const read = useRead(getWarning, { params: { id } })
  useLive(['events'], (message) => {
    const news = toWarningNews(message.body)
    if (message.topic === 'gap' || news?.warning.id === id) refresh(getWarning)
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <WarningView detail={read.data} /> : <Loading />
}

function WarningView({ detail }: { detail: Detail }) {
  const texts = useTexts(warningsTexts)
  const shell = useTexts(consoleTexts)
  const pick = usePick()
  const may = useMay()
  const { warning } = detail
  const [act, setAct] = useState<WarningActName | null>(null)
  return (
    <Page
      backTo="/console/warnings"
      title={
        <>
          <LevelTag level={warning.level} long /> {warning.headline} <WarningStateTag warning={warning} />
        </>
      }
      under={
        <>
          <span className="code">{warning.reference}</span> · {texts.categories[warning.category]} ·{' '}
          {warning.eventName}
        </>
      }
      acts={<Acts detail={detail} onAct={setAct} />}
    >
      <Columns
        main={
          <>
            <Section title={texts.description}>
              <p className={styles.words}>{warning.description}</p>
            </Section>
            <Section title={texts.instruction}>
              <p className={styles.words}>{warning.instruction || shell.none}</p>
            </Section>
            <WarningBroadcasts broadcasts={detail.broadcasts} />
            <WarningReceipts warningId={warning.id} />
            <Section title={shell.timeline} extra={formatNumber(detail.entries.length)}>
              <Timeline
                entries={detail.entries.map((entry) => ({
                  ...{ id: entry.id, time: entry.time, act: pick(entry.actText) },
                  ...{ who: entry.userName ?? '', text: entry.text },
                }))}
              />
            </Section>
          </>
        }
        side={
          <>
            <Section title={texts.area} extra={warning.areaText}>
              {may('maps.read') ? (
                <div className={styles.map}>
                  <Suspense fallback={<Loading />}>
                    <WarningAreaMap warning={warning} />
                  </Suspense>
                </div>
              ) : (
                <Quiet>{warning.areaText}</Quiet>
              )}
            </Section>
            <Section title={texts.facts}>
              <WarningFacts detail={detail} />
            </Section>
          </>
        }
      />
      {act ? <WarningAct act={act} warning={warning} onClose={() => setAct(null)} /> : null}
    </Page>
  )
}

function Acts({ detail, onAct }: { detail: Detail; onAct: (act: WarningActName) => void }) {
  const texts = useTexts(warningsTexts)
  const may = useMay()
  const { warning, needsSecondPerson } = detail
  const isDraft = warning.state === 'draft'
  return (
    <>
      {may('platform.trace') && warning.eventId ? (
        <Link to={`/console/trace?id=${warning.eventId}`}>{texts.trace}</Link>
      ) : null}
      <a href={`/api/events/cap/${warning.id}`} download={`${warning.reference}.xml`}>
        {texts.cap}
      </a>
      {isDraft && needsSecondPerson ? <Quiet>{texts.secondPerson}</Quiet> : null}
      {actsOf(detail)
        .filter(([, needs]) => may(needs))
        .map(([name]) => (
          <Button
            key={name}
            type={name === 'issue' ? 'primary' : 'default'}
            danger={name === 'reject'}
            disabled={name === 'issue' && needsSecondPerson}
            onClick={() => onAct(name)}
          >
            {texts[name]}
          </Button>
        ))}
    </>
  )
}

function actsOf({ warning }: Detail): [WarningActName, PermissionName][] {
  if (warning.state === 'draft')
    return [
      ['reject', 'events.warn'],
      ['edit', 'events.warn'],
      ['issue', 'events.issue'],
    ]
  const evaluate: [WarningActName, PermissionName][] =
    warning.issuedTime && warning.outcome === null && !warning.imported ? [['evaluate', 'events.warn']] : []
  if (warning.state !== 'issued') return evaluate
  return [...evaluate, ['update', 'events.warn'], ['lift', 'events.issue']]
}

function WarningFacts({ detail: { warning } }: { detail: Detail }) {
  const texts = useTexts(warningsTexts)
  const shell = useTexts(consoleTexts)
  const at = (time: string | null, who?: string | null) =>
    time ? [formatTime(time), who].filter(Boolean).join(' · ') : '—'
  const link = (id: string) => <Link to={`/console/warnings/${id}`}>{texts.seeIt}</Link>
  const facts: Fact[] = [
    { label: texts.sender, value: warning.senderName ?? '—' },
    { label: texts.drafted, value: at(warning.draftedTime, warning.draftedBy ?? texts.byRule) },
    ...(warning.state === 'draft' ? [{ label: texts.verifyDue, value: at(warning.verifyDueTime) }] : []),
    { label: texts.issued, value: at(warning.issuedTime, warning.issuedBy) },
    { label: texts.expires, value: formatTime(warning.expiresTime) },
    ...(warning.endedTime ? [{ label: texts.ended, value: at(warning.endedTime, warning.endedReason) }] : []),
    ...(warning.outcome ? [{ label: texts.outcome, value: <Outcome warning={warning} /> }] : []),
    {
      label: texts.evidence,
      value: warning.eventId ? (
        <Link to={`/console/events/${warning.eventId}`}>{texts.seeEvent}</Link>
      ) : modelOf(warning) ? (
        <ModelEvidence warning={warning} />
      ) : (
        shell.none
      ),
      whole: modelOf(warning) !== null,
    },
    ...(warning.supersedesId ? [{ label: texts.supersedes, value: link(warning.supersedesId) }] : []),
    ...(warning.supersededById ? [{ label: texts.supersededBy, value: link(warning.supersededById) }] : []),
    {
      ...{ label: texts.identifier, whole: true },
      value: <span className="code">{warning.identifier}</span>,
    },
  ]
  return <Facts facts={facts} />
}

function modelOf({ evidence }: Detail['warning']): string | null {
  return typeof evidence.modelId === 'string' ? evidence.modelId : null
}

/** What a model drafted the warning from, with how good it was on history. */
function ModelEvidence({ warning: { evidence } }: { warning: Detail['warning'] }) {
  const texts = useTexts(warningModelsTexts)
  const number = (key: string) => {
    const value = evidence[key]
    return typeof value === 'number' ? value : null
  }
  const parts = [
    `${texts.value} ${formatNumber(number('value'), 2)} ${String(evidence.unit ?? '')}`,
    `${texts.baseline} ${formatNumber(number('baseline'), 2)}`,
    `${texts.measure} ${formatNumber(number('measure'), 2)}`,
    `${texts.hitRate} ${percent(number('hitRate'))}`,
    `${texts.falseAlarmRatio} ${percent(number('falseAlarmRatio'))}`,
  ]
  return (
    <>
      <Link to={`/console/warning-models/${String(evidence.modelId)}`}>{String(evidence.modelName)}</Link>
      {` · ${String(evidence.series)} · ${parts.join(' · ')}`}
      <Quiet>{String(evidence.method)}</Quiet>
    </>
  )
}

function Outcome({ warning }: { warning: Detail['warning'] }) {
  const texts = useTexts(warningsTexts)
  if (!warning.outcome) return null
  const { leadMinutes } = warning
  return (
    <>
      {texts.outcomes[warning.outcome]}
      {leadMinutes === null ? '' : ` · ${texts.lead(formatNumber(leadMinutes))}`}
    </>
  )
}
