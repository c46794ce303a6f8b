import { type Drill, endDrill, getDrill, getReview, listDrills, nextInject, startDrill } from '@civitas/sdk'
import { formatClock, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { exerciseTexts } from './exercise.texts.ts'
import type { StageAct } from './stage-dialogs.tsx'
import { useCommandNews } from './use-command.ts'

/** Starts the guided rainstorm drill and goes to its stage. */
export function DrillStart() {
  const texts = useTexts(commandTexts)
  const navigate = useNavigate()
  const run = useMutation({
    mutationFn: () => client.call(startDrill, { body: { script: 'rainstorm' } }),
    onSuccess: (drill) => navigate(`/console/incidents/${drill.incidentId}`),
  })
  return (
    <>
      <ProblemNote error={run.error} />
      <Button loading={run.isPending} onClick={() => run.mutate()}>
        {texts.startDrill}
      </Button>
    </>
  )
}

interface DrillSteps {
  /** Opens the dialog of what is expected now. */
  onAct: (act: StageAct) => void
  onTab: (tab: string) => void
}

const stepActs: Readonly<Record<string, StageAct>> = {
  'level-decided': 'decide',
  'plan-started': 'startPlan',
  ended: 'end',
}
const stepTabs: Readonly<Record<string, string>> = {
  resource: 'resources',
  'minutes-confirmed': 'room',
  assessed: 'around',
}

/** The checklist of a drill beside its stage: what to do next, what happened, how it scores. */
export function DrillPanel({ incidentId, ...steps }: { incidentId: string } & DrillSteps) {
  const read = useRead(listDrills, {})
  useCommandNews([listDrills, getDrill], incidentId)
  const drill = read.data?.find((one) => one.incidentId === incidentId)
  return drill ? <Checklist drill={drill} {...steps} /> : null
}

function Checklist({ drill, onAct, onTab }: { drill: Drill } & DrillSteps) {
  const texts = useTexts(commandTexts)
  const own = useTexts(exerciseTexts)
  const isOver = drill.state !== 'running'
  const review = useRead(getReview, { params: { id: drill.incidentId ?? '' } }, { enabled: isOver })
  const isReviewed = Boolean(review.data?.confirmedBy)
  const now = drill.injects.find((one) => one.firedTime && !one.answeredTime)
  return (
    <section className={styles.box} aria-label={own.checklist}>
      <h2>
        {own.checklist}
        <small>{texts.drillScore(String(drill.score ?? 0), String(drill.maximum))}</small>
      </h2>
      <NextStep {...{ drill, now, isReviewed, onAct, onTab }} />
      <ol className={styles.checklist}>
        {drill.injects.map((one) => (
          <Step key={one.number} state={stateOf(one, now)}>
            <b>{one.expectsText}</b>
            <span className={styles.clock}>
              {one.score === null ? '' : `${one.score}/${one.points} `}
              {one.firedTime ? formatClock(one.firedTime) : ''}
            </span>
            <small>{one.firedTime ? `${one.title}：${one.text}` : one.title}</small>
          </Step>
        ))}
        <Step state={isOver ? 'done' : 'later'}>
          <b>{own.steps.end}</b>
        </Step>
        <Step state={isReviewed ? 'done' : isOver ? 'now' : 'later'}>
          <b>{own.steps.review}</b>
        </Step>
        <Step state={isReviewed ? 'now' : 'later'}>
          <b>{own.steps.export}</b>
        </Step>
      </ol>
    </section>
  )
}

type StepState = 'done' | 'now' | 'waiting' | 'later'

/** Where a happening stands; of those that wait only the first is to be done now. */
function stateOf(one: Drill['injects'][number], now: Drill['injects'][number] | undefined): StepState {
  if (one.answeredTime) return 'done'
  if (!one.firedTime) return 'later'
  return one.number === now?.number ? 'now' : 'waiting'
}

function Step({ state, children }: { state: StepState; children: React.ReactNode }) {
  const own = useTexts(exerciseTexts)
  return (
    <li className={styles[state]} aria-current={state === 'now' ? 'step' : undefined}>
      {children}
      <span className="only-read">{own[state]}</span>
    </li>
  )
}

interface NextStepProps extends DrillSteps {
  drill: Drill
  now: Drill['injects'][number] | undefined
  isReviewed: boolean
}

/** The one thing to do now, with the way to it. */
function NextStep({ drill, now, isReviewed, onAct, onTab }: NextStepProps) {
  const texts = useTexts(commandTexts)
  const own = useTexts(exerciseTexts)
  const run = useMutation({
    mutationFn: (operation: typeof nextInject | typeof endDrill) =>
      client.call(operation as typeof nextInject, { params: { id: drill.id } }),
    onSuccess: () => refresh(listDrills),
  })
  const isOver = drill.state !== 'running'
  const isMore = drill.injects.some((one) => !one.firedTime)
  const act = now ? stepActs[now.expects] : undefined
  const tab = now ? stepTabs[now.expects] : undefined
  return (
    <div className={styles.nextStep}>
      <h3>
        {own.nextNow}
        {now && !isOver ? `：${now.expectsText}` : ''}
      </h3>
      <p>{wordsOf(own, { isOver, isReviewed, isMore, expects: now?.expects })}</p>
      <ProblemNote error={run.error} />
      <div className={styles.inline} style={{ margin: 0 }}>
        {!isOver && (act || tab) ? (
          <Button size="small" type="primary" onClick={() => (act ? onAct(act) : onTab(tab ?? 'log'))}>
            {own.doNow}
          </Button>
        ) : null}
        {!isOver && isMore ? (
          <Button
            size="small"
            type={now ? 'default' : 'primary'}
            loading={run.isPending}
            onClick={() => run.mutate(nextInject)}
          >
            {texts.nextInject}
          </Button>
        ) : null}
        {!isOver ? (
          <Button
            size="small"
            type={!now && !isMore ? 'primary' : 'default'}
            onClick={() => run.mutate(endDrill)}
          >
            {texts.endDrill}
          </Button>
        ) : (
          <Link to={`/console/incidents/${drill.incidentId}/review`}>
            <Button size="small" type="primary">
              {own.goReview}
            </Button>
          </Link>
        )}
      </div>
    </div>
  )
}

interface Where {
  isOver: boolean
  isReviewed: boolean
  isMore: boolean
  expects: string | undefined
}

function wordsOf(own: ReturnType<typeof useTexts<typeof exerciseTexts.zh>>, at: Where): string {
  if (at.isOver) return at.isReviewed ? own.allDone : own.reviewNow
  if (at.expects) return own.how[at.expects] ?? ''
  return at.isMore ? own.goOn : own.closeNow
}
