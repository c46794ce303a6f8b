import { type Case, getCase, listCases, type OperationOutput, type Task, urgeTask } from '@civitas/sdk'
import { Button, formatNumber, formatTime, LevelTag, Loading, TextArea, usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { useLive } from '../../../app/live.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { CaseClock } from '../../../capabilities/cases/case-lamp.tsx'
import styles from '../field.module.css'
import { watchTexts } from './watch.texts.ts'

type Detail = OperationOutput<typeof getCase>

/** One case as a leader sees it on the way: who has it, how it went, and a word to hurry. */
export function WatchPage({ mayUrge }: { mayUrge: boolean }) {
  const { id = '' } = useParams()
  const read = useRead(getCase, { params: { id } })
  useLive(['cases'], (message) => {
    const news = message.body as { case?: Case } | undefined
    if (!news?.case || news.case.id === id) refresh(getCase)
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <View detail={read.data} mayUrge={mayUrge} /> : <Loading />
}

function View({ detail, mayUrge }: { detail: Detail; mayUrge: boolean }) {
  const texts = useTexts(watchTexts)
  const pick = usePick()
  const one = detail.case
  const open = detail.tasks.filter((task) => task.doneTime === null)
  return (
    <>
      <Link to="/field/watch">← {texts.back}</Link>
      <section className={styles.block}>
        <div className={styles.cardTop}>
          <h2>{one.title}</h2>
          <LevelTag level={one.level} />
        </div>
        <div className={styles.cardFoot}>
          <CaseClock lamp={one.lamp} dueTime={one.dueTime} />
          <span className="code">{one.reference}</span>
          <span>{pick(one.stageTitle)}</span>
          <span>{one.divisionName}</span>
        </div>
      </section>
      <section className={styles.block}>
        <h2>{texts.tasks}</h2>
        {open.length === 0 ? <p>{texts.noOpen}</p> : null}
        {open.map((task) => (
          <OpenTask key={task.id} task={task} mayUrge={mayUrge} />
        ))}
      </section>
      <section className={styles.block}>
        <h2>{texts.course}</h2>
        {[...detail.entries].reverse().map((entry) => (
          <p key={entry.id}>
            <b>{pick(entry.actText)}</b> {formatTime(entry.time)} {entry.userName}
            <br />
            {entry.text}
          </p>
        ))}
      </section>
    </>
  )
}

function OpenTask({ task, mayUrge }: { task: Task; mayUrge: boolean }) {
  const texts = useTexts(watchTexts)
  const app = useTexts(appTexts)
  const pick = usePick()
  const [isAsking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const urge = useMutation({
    mutationFn: (words: string) =>
      client.call(urgeTask, { params: { id: task.id }, body: { reason: words } }),
    onSuccess: () => {
      setAsking(false)
      setReason('')
      setTried(false)
      refresh(getCase, listCases)
    },
  })
  const isShort = reason.trim().length < 2
  const send = () => {
    setTried(true)
    if (!isShort) urge.mutate(reason.trim())
  }
  return (
    <>
      <p>
        <b>{pick(task.title)}</b> {task.organisationName ?? texts.waiting}{' '}
        {task.urges > 0 ? texts.urged(formatNumber(task.urges)) : ''}
      </p>
      <CaseClock lamp={task.lamp} dueTime={task.dueTime} />
      {urge.isSuccess && !isAsking ? <p role="status">{texts.sent}</p> : null}
      {urge.error ? (
        <div className={styles.problem} role="alert">
          {problemWords(urge.error, app).title}
        </div>
      ) : null}
      {mayUrge && task.organisationId !== null ? (
        <div className={styles.acts}>
          {isAsking ? (
            <>
              <TextArea
                label={texts.reason}
                hint={texts.reasonHint}
                error={isTried && isShort ? texts.reasonShort : null}
                value={reason}
                maxLength={500}
                onChange={(event) => setReason(event.target.value)}
              />
              <Button kind="primary" size="large" wide disabled={urge.isPending} onClick={send}>
                {texts.confirm}
              </Button>
              <Button size="large" wide onClick={() => setAsking(false)}>
                {texts.cancel}
              </Button>
            </>
          ) : (
            <Button kind="primary" size="large" wide onClick={() => setAsking(true)}>
              {texts.urge}
            </Button>
          )}
        </div>
      ) : null}
    </>
  )
}
