import { listPatrolPlans, type OperationInput, type PatrolPlan, type recordPatrol } from '@civitas/sdk'
import { Button, formatNumber, useTexts } from '@civitas/ui'
import { useEffect, useState } from 'react'
import { metresBetween } from '../../../lib/place.ts'
import styles from '../field.module.css'
import { useKeptRead } from '../queue/use-kept-read.ts'
import { usePerform } from '../tasks/use-perform.ts'
import { gridTexts } from './grid.texts.ts'

type Body = OperationInput<typeof recordPatrol>['body']
type Fix = Body['track'][number]

/** A point is kept when one has walked this far, metres: standing still costs no battery and no bytes. */
const STEP_M = 15

/** Follows the walk; null while the place is not known. */
function useWalk(isOn: boolean) {
  const [track, setTrack] = useState<Fix[]>([])
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    if (!isOn) return
    setTrack([])
    setFailed(false)
    const watch = navigator.geolocation.watchPosition(
      ({ coords }) => {
        const fix: Fix = {
          position: [coords.longitude, coords.latitude],
          time: new Date().toISOString(),
          accuracyM: coords.accuracy,
        }
        setTrack((former) => {
          const last = former.at(-1)
          return last && metresBetween(last.position, fix.position) < STEP_M ? former : [...former, fix]
        })
      },
      () => setFailed(true),
      { enableHighAccuracy: false, maximumAge: 15_000, timeout: 60_000 },
    )
    return () => navigator.geolocation.clearWatch(watch)
  }, [isOn])
  return { track, failed }
}

/** 巡查: the plan’s checkpoints, a track that spares the battery, and one act that is sent when it ends. */
export function PatrolView() {
  const texts = useTexts(gridTexts)
  const plans = useKeptRead(listPatrolPlans, { query: { limit: 100 } }, { staleMs: 300_000 })
  const [planId, setPlan] = useState('')
  const [started, setStarted] = useState<string | null>(null)
  const [checkIns, setCheckIns] = useState<Body['checkIns']>([])
  const [said, setSaid] = useState<string | null>(null)
  const { track, failed } = useWalk(started !== null)
  const { run, isBusy, problem } = usePerform()
  const items = plans.data?.items ?? []
  const plan = items.find((one) => one.id === planId) ?? items[0]
  const last = track.at(-1)
  const stop = async () => {
    if (!started || !plan) return
    const outcome = await run({
      kind: 'patrol',
      subjectId: plan.id,
      title: plan.title,
      body: {
        gridCode: plan.gridCode,
        planId: plan.id,
        startTime: started,
        endTime: new Date().toISOString(),
        track,
        checkIns,
      },
    })
    if (outcome.kind === 'refused') return
    setSaid(outcome.kind === 'kept' ? texts.saved : texts.sent)
    setStarted(null)
    setCheckIns([])
  }
  return (
    <section className={styles.block}>
      <p className={styles.quiet}>{texts.patrolWhy}</p>
      {items.length > 0 ? (
        <label>
          {texts.patrolGrid}{' '}
          <select
            value={plan?.id}
            disabled={started !== null}
            onChange={(event) => setPlan(event.target.value)}
          >
            {items.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <p>{texts.noPlan}</p>
      )}
      {said ? (
        <p className={styles.note} role="status">
          {said}
        </p>
      ) : null}
      {problem ? <p className={styles.problem}>{problem}</p> : null}
      {started && plan ? (
        <>
          <p role="status">
            {failed
              ? texts.patrolFailed
              : last
                ? texts.points(formatNumber(track.length))
                : texts.patrolPlace}
          </p>
          <CheckIns
            plan={plan}
            done={checkIns}
            fix={last}
            onCheck={(one) => setCheckIns([...checkIns, one])}
          />
          <Button kind="primary" size="large" wide disabled={isBusy} onClick={() => void stop()}>
            {texts.patrolStop}
          </Button>
        </>
      ) : (
        <Button
          kind="primary"
          size="large"
          wide
          disabled={!plan}
          onClick={() => {
            setSaid(null)
            setStarted(new Date().toISOString())
          }}
        >
          {texts.patrolStart}
        </Button>
      )}
    </section>
  )
}

interface CheckInsProps {
  plan: PatrolPlan
  done: Body['checkIns']
  fix: Fix | undefined
  onCheck: (one: Body['checkIns'][number]) => void
}

function CheckIns({ plan, done, fix, onCheck }: CheckInsProps) {
  const texts = useTexts(gridTexts)
  return (
    <div className={styles.stack}>
      {plan.checkpoints.map(({ name }) => {
        const isDone = done.some((one) => one.name === name)
        return (
          <Button
            key={name}
            wide
            disabled={isDone || !fix}
            onClick={() => fix && onCheck({ ...fix, name, time: new Date().toISOString() })}
          >
            {isDone ? texts.checkedIn(name) : texts.checkIn(name)}
          </Button>
        )
      })}
    </div>
  )
}
