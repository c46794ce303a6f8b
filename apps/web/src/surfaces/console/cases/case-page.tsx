import { getCase, listCases, listCaseTypes, type OperationOutput, type Task } from '@civitas/sdk'
import {
  formatDuration,
  formatNumber,
  formatTime,
  LevelTag,
  Loading,
  Timeline,
  useLocale,
  usePick,
  useTexts,
} from '@civitas/ui'
import { App, Button, Steps } from 'antd'
import { useContext, useState } from 'react'
import { Link, useParams } from 'react-router'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { CaseClock } from '../../../capabilities/cases/case-lamp.tsx'
import { Columns, Facts, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { PlaceSection } from '../parts/place-section.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { AssignDialog } from './assign-dialog.tsx'
import { CaseActs } from './case-acts.tsx'
import { caseDeskTexts } from './case-desk.texts.ts'
import { CaseLinks } from './case-links.tsx'
import { toCaseNews, toContest } from './case-news.ts'
import { CaseSections } from './case-sections.tsx'
import { CaseStateTag, clockEnd } from './case-state-tag.tsx'
import styles from './cases.module.css'
import { CheckDialog } from './check-dialog.tsx'
import { consoleCaseTexts } from './console-cases.texts.ts'
import { maskTexts } from './mask-photo.texts.ts'
import { MaskedPhoto } from './mask-photo.tsx'
import { PrintPaper } from './print-paper.tsx'
import { TaskCard } from './task-card.tsx'

type CaseDetail = OperationOutput<typeof getCase>

/** One case: its clock, stages, tasks with proof, and everything that happened. */
export function CasePage() {
  const { id = '' } = useParams()
  const read = useRead(getCase, { params: { id } })
  const { message: toast } = App.useApp()
  const texts = useTexts(caseDeskTexts)
  const pick = usePick()
  const me = useContext(MeContext)?.user.id
  useLive(['cases'], (message) => {
    const contest = toContest(message.body)
    if (contest) {
      if (contest.caseId === id && contest.triedById !== me)
        void toast.warning(texts.contested(contest.triedBy ?? texts.platform))
      return
    }
    const news = toCaseNews(message.body)
    if (!news || news.case.id === id) refresh(getCase)
    if (news?.by && news.case.id === id && news.by.userId !== me)
      void toast.info(texts.changed(news.by.name ?? texts.platform, pick(news.by.did)))
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <CaseView detail={read.data} /> : <Loading />
}

function CaseView({ detail }: { detail: CaseDetail }) {
  const texts = useTexts(consoleCaseTexts)
  const shell = useTexts(consoleTexts)
  const mask = useTexts(maskTexts)
  const pick = usePick()
  const may = useMay()
  const { tasks } = detail
  const one = detail.case
  const units = new Map(detail.units.map((each) => [each.id, each.name]))
  const [open, setOpen] = useState<{ kind: 'check' } | { kind: 'assign'; task: Task } | null>(null)
  const close = () => {
    setOpen(null)
    refresh(getCase, listCases)
  }
  return (
    <Page
      backTo="/console/cases"
      title={
        <>
          {one.title} <LevelTag level={one.level} /> <CaseStateTag state={one.state} />
        </>
      }
      under={
        <>
          <span className="code">{one.reference}</span> · {pick(one.typeTitle)} · {pick(one.stageTitle)}
        </>
      }
      acts={
        <>
          <Acts detail={detail} onCheck={() => setOpen({ kind: 'check' })} />
          <PrintPaper one={one} />
          <CaseActs detail={detail} onDone={close} />
        </>
      }
    >
      <Columns
        main={
          <>
            <Section title={texts.stages}>
              <Stages detail={detail} />
            </Section>
            <Section title={texts.tasks} extra={formatNumber(tasks.length)}>
              {tasks.length === 0 ? <Quiet>{texts.noTasks}</Quiet> : null}
              {inFamilies(tasks).map((task) => (
                <div key={task.id} className={task.parentId ? styles.sub : undefined}>
                  <TaskCard
                    task={task}
                    units={units}
                    onAssign={may('cases.dispatch') ? () => setOpen({ kind: 'assign', task }) : undefined}
                  />
                </div>
              ))}
            </Section>
            {detail.checkAttachments.length > 0 ? (
              <Section title={mask.checkPhotos} extra={formatNumber(detail.checkAttachments.length)}>
                <div className={styles.photos}>
                  {detail.checkAttachments.map((each) => (
                    <figure key={each.id} style={{ margin: 0 }}>
                      <MaskedPhoto attachment={each} label={texts.photoOf(each.fileName)} />
                    </figure>
                  ))}
                </div>
              </Section>
            ) : null}
            {detail.waiting ? (
              <Quiet>
                {texts.waiting(pick(detail.waiting.stageTitle), formatTime(detail.waiting.until))}
              </Quiet>
            ) : null}
            <CaseSections detail={detail} />
            <CaseLinks key={one.id} id={one.id} />
            <Section title={shell.timeline} extra={formatNumber(detail.entries.length)}>
              <Timeline
                entries={detail.entries.map((entry) => ({
                  id: entry.id,
                  time: entry.time,
                  act: pick(entry.actText),
                  who: [entry.organisationName, entry.userName].filter(Boolean).join(' '),
                  text: entry.text,
                }))}
              />
            </Section>
          </>
        }
        side={<Side detail={detail} />}
      />
      {open?.kind === 'check' ? <CheckDialog detail={detail} onClose={close} /> : null}
      {open?.kind === 'assign' ? <AssignDialog task={open.task} onClose={close} /> : null}
    </Page>
  )
}

/** Each task followed by its sub-tasks. */
function inFamilies(tasks: readonly Task[]): Task[] {
  return tasks
    .filter((one) => !one.parentId)
    .flatMap((one) => [one, ...tasks.filter((sub) => sub.parentId === one.id)])
}

function Acts({ detail, onCheck }: { detail: CaseDetail; onCheck: () => void }) {
  const texts = useTexts(consoleCaseTexts)
  const may = useMay()
  const waits = detail.case.state === 'checking' && may('cases.check')
  return (
    <>
      {may('platform.trace') ? <Link to={`/console/trace?id=${detail.case.id}`}>{texts.trace}</Link> : null}
      {waits && !detail.mayCheck ? <Quiet>{texts.mayNotCheck}</Quiet> : null}
      {waits ? (
        <Button type="primary" disabled={!detail.mayCheck} onClick={onCheck}>
          {texts.check}
        </Button>
      ) : null}
    </>
  )
}

function Side({ detail }: { detail: CaseDetail }) {
  const texts = useTexts(consoleCaseTexts)
  const desk = useTexts(caseDeskTexts)
  const pick = usePick()
  const locale = useLocale()
  const may = useMay()
  const one = detail.case
  return (
    <>
      <Section title={texts.clock}>
        <p className={styles.clock}>
          <CaseClock lamp={one.lamp} dueTime={one.dueTime} ended={clockEnd(one)} />
          {one.suspendedTime ? <StateTag tone="loud">{desk.suspended}</StateTag> : null}
        </p>
        <Facts
          facts={[
            { label: texts.columns.opened, value: formatTime(one.openedTime) },
            { label: texts.columns.due, value: formatTime(one.dueTime) },
            { label: texts.closed, value: formatTime(one.closedTime) },
            {
              label: texts.handled,
              value: one.handleMinutes === null ? '—' : formatDuration(one.handleMinutes * 60_000, locale),
            },
            { label: texts.columns.unit, value: one.organisationName ?? '—' },
            ...(one.classTitle ? [{ label: desk.className, value: pick(one.classTitle) }] : []),
            ...(one.partCode
              ? [{ label: desk.part, value: <span className="code">{one.partCode}</span> }]
              : []),
            ...(one.score === null
              ? []
              : [{ label: desk.score, value: desk.points(formatNumber(one.score)) }]),
            {
              label: texts.entity,
              value: one.entityId ? (
                <Link to={`/console/entities/${one.entityId}`}>{one.entityName}</Link>
              ) : (
                '—'
              ),
            },
            {
              label: texts.event,
              value: one.eventId ? <Link to={`/console/events/${one.eventId}`}>{texts.seeEvent}</Link> : '—',
            },
          ]}
        />
      </Section>
      <PlaceSection
        position={one.position}
        words={one.divisionName}
        entityId={one.entityId}
        mayMap={may('maps.read')}
      />
    </>
  )
}

/** The declared stages, then the check and the end. */
function Stages({ detail }: { detail: CaseDetail }) {
  const texts = useTexts(consoleCaseTexts)
  const pick = usePick()
  const types = useRead(listCaseTypes, {}, { staleMs: 600_000 })
  const one = detail.case
  const type = types.data?.find((each) => each.id === one.type)
  const stages = type?.stages ?? []
  const desk = useTexts(caseDeskTexts)
  const items = [
    ...stages.map((stage) => pick(stage.title)),
    type?.checkTitle ? pick(type.checkTitle) : texts.checkStage,
    type?.evaluates ? desk.evaluation : texts.done,
  ]
  const at = stages.findIndex((stage) => stage.id === one.stage)
  const current =
    one.state === 'closed' ? items.length : one.state === 'checking' ? stages.length : Math.max(0, at)
  return (
    <Steps
      size="small"
      titlePlacement="vertical"
      current={current}
      status={one.state === 'cancelled' ? 'error' : 'process'}
      items={items.map((title) => ({ title }))}
    />
  )
}
