import { listScenarios, type Scenario, type ScenarioRun, startScenario, stopScenario } from '@civitas/sdk'
import {
  formatDuration,
  formatNumber,
  formatTime,
  Loading,
  RelativeTime,
  useLocale,
  useNow,
  usePick,
  useTexts,
} from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './overview.module.css'
import { overviewTexts } from './overview.texts.ts'

const speeds = [1, 10, 30, 60, 120, 300, 600]
/** The simulator says that it is there every few seconds; after this it counts as gone. */
const GONE_MS = 30_000

/** 演练控制: what the simulator plays, since when and by whom; start and stop. */
export function DrillSection() {
  const texts = useTexts(overviewTexts)
  const may = useMay()
  const read = useRead(listScenarios, {}, { everyMs: 5_000 })
  const [speed, setSpeed] = useState(60)
  useLive(['scenario'], () => refresh(listScenarios))
  const settle = () => refresh(listScenarios)
  const start = useMutation({
    mutationFn: (id: string) => client.call(startScenario, { params: { id }, body: { speed } }),
    onSettled: settle,
  })
  const stop = useMutation({ mutationFn: () => client.call(stopScenario), onSettled: settle })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { items, run, simulatorSeenTime } = read.data
  const current = items.find((each) => each.id === run.id)
  const mayAct = may('sensing.simulate')
  return (
    <Section title={texts.drill}>
      <p className={styles.quiet}>{texts.drillWhy}</p>
      <ProblemNote error={start.error ?? stop.error} />
      <RunLine
        run={run}
        scenario={current}
        onStop={mayAct ? () => stop.mutate() : undefined}
        isStopping={stop.isPending}
      />
      <SimulatorSeen time={simulatorSeenTime} />
      {mayAct ? <SpeedChoice speed={speed} onChange={setSpeed} /> : <p>{texts.noRight}</p>}
      {items.map((each) => (
        <ScenarioLine key={each.id} scenario={each}>
          {mayAct ? (
            <Button
              type={run.id === null ? 'primary' : 'default'}
              disabled={run.id === each.id || start.isPending}
              loading={start.isPending && start.variables === each.id}
              onClick={() => start.mutate(each.id)}
            >
              {run.id === null || run.id === each.id ? texts.start : texts.replace}
            </Button>
          ) : null}
        </ScenarioLine>
      ))}
    </Section>
  )
}

interface RunLineProps {
  run: ScenarioRun
  scenario?: Scenario
  onStop?: () => void
  isStopping: boolean
}

function RunLine({ run, scenario, onStop, isStopping }: RunLineProps) {
  const texts = useTexts(overviewTexts)
  const pick = usePick()
  if (run.id === null) return <div className={styles.run}>{texts.resting}</div>
  return (
    <div className={`${styles.run} ${styles.running}`}>
      <b>{texts.running(scenario ? pick(scenario.title) : run.id)}</b>
      <span>
        {texts.speedUnit(formatNumber(run.speed))} ·{' '}
        {texts.startedBy(run.startedBy ?? '—', formatTime(run.startedTime))}
      </span>
      {onStop ? (
        <Button danger loading={isStopping} onClick={onStop}>
          {texts.stop}
        </Button>
      ) : null}
    </div>
  )
}

function SimulatorSeen({ time }: { time: string | null }) {
  const texts = useTexts(overviewTexts)
  const now = useNow()
  if (!time) return <p className={styles.warn}>{texts.simulatorNever}</p>
  const isGone = now - Date.parse(time) > GONE_MS
  return (
    <p className={isGone ? styles.warn : styles.quiet}>
      {isGone ? texts.simulatorGone : texts.simulatorSeen} <RelativeTime time={time} />
    </p>
  )
}

function SpeedChoice({ speed, onChange }: { speed: number; onChange: (speed: number) => void }) {
  const texts = useTexts(overviewTexts)
  return (
    <div className={styles.speed}>
      <span>{texts.speed}</span>
      <Select
        aria-label={texts.speed}
        style={{ width: 128 }}
        value={speed}
        options={speeds.map((value) => ({ value, label: texts.speedUnit(formatNumber(value)) }))}
        onChange={onChange}
      />
    </div>
  )
}

function ScenarioLine({ scenario, children }: { scenario: Scenario; children: React.ReactNode }) {
  const texts = useTexts(overviewTexts)
  const pick = usePick()
  const locale = useLocale()
  return (
    <div className={styles.scenario}>
      <div>
        <b>{pick(scenario.title)}</b>{' '}
        <small>{texts.lasts(formatDuration(scenario.minutes * 60_000, locale))}</small>
        <p>{pick(scenario.description)}</p>
      </div>
      {children}
    </div>
  )
}
