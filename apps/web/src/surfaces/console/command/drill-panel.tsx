import { type Drill, endDrill, getDrill, listDrills, nextInject, startDrill } from '@civitas/sdk'
import { formatClock, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
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
const stepTabs: Readonly<Record<string, string>> = { resource: 'resources', 'minutes-confirmed': 'room' }

/** The script of a drill beside its stage: what happened, what is expected now, how it scores. */
export function DrillPanel({ incidentId, ...steps }: { incidentId: string } & DrillSteps) {
  const read = useRead(listDrills, {})
  useCommandNews([listDrills, getDrill], incidentId)
  const drill = read.data?.find((one) => one.incidentId === incidentId)
  return drill ? <DrillScriptView drill={drill} {...steps} /> : null
}

function DrillScriptView({ drill, onAct, onTab }: { drill: Drill } & DrillSteps) {
  const texts = useTexts(commandTexts)
  const run = useMutation({
    mutationFn: (operation: typeof nextInject | typeof endDrill) =>
      client.call(operation as typeof nextInject, { params: { id: drill.id } }),
    onSuccess: () => refresh(listDrills),
  })
  const isRunning = drill.state === 'running'
  const isMore = drill.injects.some((one) => !one.firedTime)
  return (
    <section className={styles.box}>
      <h2>
        {texts.drill}
        <small>{texts.drillScore(String(drill.score ?? 0), String(drill.maximum))}</small>
      </h2>
      <ProblemNote error={run.error} />
      {drill.injects.map((one) => (
        <div key={one.number} className={styles.order}>
          <div className={styles.orderHead}>
            <b>
              {one.number}. {one.title}
            </b>
            <span className={styles.clock}>
              {one.firedTime ? formatClock(one.firedTime) : texts.injectWaiting}
            </span>
          </div>
          {one.firedTime ? (
            <>
              <div>{one.text}</div>
              <div className={one.answeredTime ? styles.quiet : styles.red}>
                {texts.expects}：{one.expectsText} · {one.answeredTime ? texts.injectDone : texts.injectOpen}
                {one.score === null ? '' : ` ${one.score}/${one.points}`}
              </div>
              {isRunning && !one.answeredTime ? (
                <StepButton expects={one.expects} onAct={onAct} onTab={onTab} />
              ) : null}
            </>
          ) : null}
        </div>
      ))}
      {isRunning ? (
        <div className={styles.inline} style={{ marginTop: 8 }}>
          {isMore ? (
            <Button
              size="small"
              type="primary"
              loading={run.isPending}
              onClick={() => run.mutate(nextInject)}
            >
              {texts.nextInject}
            </Button>
          ) : null}
          <Button size="small" onClick={() => run.mutate(endDrill)}>
            {texts.endDrill}
          </Button>
        </div>
      ) : null}
    </section>
  )
}

/** The way to what a step of the script expects, where it is not on the stage itself. */
function StepButton({ expects, onAct, onTab }: { expects: string } & DrillSteps) {
  const texts = useTexts(commandTexts)
  const act = stepActs[expects]
  const tab = stepTabs[expects]
  if (!act && !tab) return null
  return (
    <Button size="small" type="link" onClick={() => (act ? onAct(act) : onTab(tab ?? 'log'))}>
      {texts.stepGo}
    </Button>
  )
}
