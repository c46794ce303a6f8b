import { type AroundReport, type Incident, listSimulations, lookAround, runSimulation } from '@civitas/sdk'
import { formatNumber, usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, InputNumber } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { aroundTexts } from './around.texts.ts'
import { AssessmentForm } from './assessment-form.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { exportAround } from './export-around.ts'
import { resourceTexts } from './resource.texts.ts'
import { TalkGroups } from './talk-groups.tsx'

interface AroundPanelProps {
  incident: Incident
  report: AroundReport | null
  onReport: (report: AroundReport, radiusM: number) => void
}

/** What is within a circle around an incident, each with its distance; group call, assessment and evacuation from it. */
export function AroundPanel({ incident, report, onReport }: AroundPanelProps) {
  const own = useTexts(aroundTexts)
  const [radiusM, setRadius] = useState(1_000)
  const look = useMutation({
    mutationFn: (centre: [number, number]) => client.call(lookAround, { body: { centre, radiusM } }),
    onSuccess: (found) => onReport(found, radiusM),
  })
  const { position } = incident
  if (!position) return <p className={styles.quiet}>{own.noPlace}</p>
  return (
    <>
      <div className={styles.inline}>
        <span>{own.radius}</span>
        <InputNumber
          size="small"
          min={50}
          max={20_000}
          aria-label={own.radius}
          value={radiusM}
          onChange={(value) => setRadius(value ?? 1_000)}
        />
        <Button size="small" type="primary" loading={look.isPending} onClick={() => look.mutate(position)}>
          {own.look}
        </Button>
      </div>
      <ProblemNote error={look.error} />
      {report ? <AroundList report={report} /> : null}
      <TalkGroups incident={incident} centre={position} radiusM={radiusM} />
      <AssessmentForm incidentId={incident.id} radiusM={radiusM} />
      <Evacuation centre={position} radiusM={radiusM} />
    </>
  )
}

function AroundList({ report }: { report: AroundReport }) {
  const own = useTexts(aroundTexts)
  const pick = usePick()
  return (
    <>
      <p>
        <b>
          {own.people} {formatNumber(report.population.value)}
        </b>{' '}
        <span className={styles.quiet}>{report.population.source}</span>
      </p>
      <Button size="small" onClick={() => exportAround(report, own, pick)}>
        {own.exportList}
      </Button>
      {report.groups.map((group) => (
        <details key={group.id} className={styles.around}>
          <summary>
            {pick(group.title)} <b>{group.count}</b>{' '}
            <span className={styles.quiet}>
              {group.items[0]
                ? `${group.items[0].name} ${own.metres(formatNumber(group.items[0].distanceM))}`
                : own.nothing}
            </span>
          </summary>
          <ul>
            {group.items.map((one) => (
              <li key={one.id}>
                <span>{one.name}</span> <span>{own.metres(formatNumber(one.distanceM))}</span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </>
  )
}

/** The evacuation model run for this place: who has to leave, and where they find a bed. */
function Evacuation({ centre, radiusM }: { centre: [number, number]; radiusM: number }) {
  const own = useTexts(aroundTexts)
  const texts = useTexts(commandTexts)
  const names = useTexts(resourceTexts).measures as Record<string, string>
  const may = useMay()
  const [windFrom, setWind] = useState<number | null>(null)
  const run = useMutation({
    mutationFn: () =>
      client.call(runSimulation, {
        body: {
          ...{ model: 'evacuation', title: own.evacuation },
          parameters: { centre, radiusM, windFrom, halfAngle: 30 },
        },
      }),
    onSuccess: () => refresh(listSimulations),
  })
  const id = run.data?.id
  const runs = useRead(
    listSimulations,
    { query: { model: 'evacuation' } },
    { enabled: id !== undefined, everyMs: 2_000 },
  )
  const made = runs.data?.find((one) => one.id === id)
  if (!may('command.simulate')) return null
  return (
    <section aria-label={own.evacuation}>
      <div className={styles.inline}>
        <b>{own.evacuation}</b>
        <InputNumber
          size="small"
          min={0}
          max={359}
          aria-label={own.windFrom}
          placeholder={own.windFrom}
          style={{ width: 150 }}
          value={windFrom}
          onChange={setWind}
        />
        <Button size="small" loading={run.isPending} onClick={() => run.mutate()}>
          {own.evacuate}
        </Button>
      </div>
      <ProblemNote error={run.error} />
      {id && !made?.measures ? <p className={styles.quiet}>{own.waiting}</p> : null}
      {Object.entries(made?.measures ?? {}).map(([key, value]) => (
        <div key={key} className={styles.factRow}>
          <span>{names[key] ?? key}</span>
          <b>{formatNumber(value, 1)}</b>
        </div>
      ))}
      {made?.measures ? (
        <p className={styles.quiet}>
          {texts.limits}：{made.limits}
        </p>
      ) : null}
    </section>
  )
}
