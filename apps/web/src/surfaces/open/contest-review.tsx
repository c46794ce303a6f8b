import {
  type Contest,
  type ContestTeam,
  createContest,
  listContests,
  listContestTeams,
  listOpenDatasets,
  publishContest,
  scoreContestTeam,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../app/client.ts'
import { refresh, useRead } from '../../app/query.ts'
import { contestTexts } from './contests.texts.ts'
import { Refusal } from './dataset-side.tsx'
import styles from './open.module.css'

const blank = { title: '', text: '', joinUntil: '', submitUntil: '', criteria: '', datasets: [] as string[] }

/** `名称=权重` lines as criteria. */
function toCriteria(lines: string): Contest['criteria'] {
  return lines.split('\n').flatMap((line) => {
    const [name = '', weight = ''] = line.split('=').map((one) => one.trim())
    return name ? [{ name, weight: Number(weight) }] : []
  })
}

/** Calls a contest; shown to those who review. */
export function CallContest() {
  const words = useTexts(contestTexts)
  const [isOpen, setOpen] = useState(false)
  const [given, setGiven] = useState(blank)
  const data = useRead(listOpenDatasets, { query: { limit: 100 } }, { enabled: isOpen })
  const call = useMutation({
    mutationFn: () =>
      client.call(createContest, {
        body: {
          ...{ title: given.title, text: given.text, datasets: given.datasets },
          criteria: toCriteria(given.criteria),
          joinUntil: new Date(given.joinUntil).toISOString(),
          submitUntil: new Date(given.submitUntil).toISOString(),
        },
      }),
    onSuccess: () => {
      setGiven(blank)
      setOpen(false)
      refresh(listContests)
    },
  })
  if (!isOpen)
    return (
      <button
        type="button"
        className={styles.second}
        style={{ marginBottom: 16 }}
        onClick={() => setOpen(true)}
      >
        {words.call}
      </button>
    )
  const set = (more: Partial<typeof blank>) => setGiven({ ...given, ...more })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        call.mutate()
      }}
    >
      <label>
        {words.name}
        <input required value={given.title} onChange={(event) => set({ title: event.target.value })} />
      </label>
      <label>
        {words.text}
        <textarea required value={given.text} onChange={(event) => set({ text: event.target.value })} />
      </label>
      <label>
        {words.choose}
        <select
          {...{ multiple: true, required: true, size: 6, value: given.datasets }}
          onChange={(event) => set({ datasets: [...event.target.selectedOptions].map((one) => one.value) })}
        >
          {(data.data?.items ?? []).map((one) => (
            <option key={one.id} value={one.name}>
              {one.title}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.weights}
        <textarea
          required
          value={given.criteria}
          onChange={(event) => set({ criteria: event.target.value })}
        />
      </label>
      {(['joinUntil', 'submitUntil'] as const).map((name) => (
        <label key={name}>
          {name === 'joinUntil' ? words.joinTime : words.submitTime}
          <input
            {...{ type: 'datetime-local', required: true, value: given[name] }}
            onChange={(event) => set({ [name]: event.target.value })}
          />
        </label>
      ))}
      <Refusal error={call.error} />
      <button type="submit" className={styles.go} disabled={call.isPending}>
        {words.call}
      </button>
    </form>
  )
}

/** Works of a contest for its judges, and the publication of the ranks. */
export function JudgeContest({ contest }: { contest: Contest }) {
  const words = useTexts(contestTexts)
  const params = { id: contest.id }
  const read = useRead(listContestTeams, { params, query: { limit: 500 } })
  const publish = useMutation({
    mutationFn: () => client.call(publishContest, { params }),
    onSuccess: () => refresh(listContests, listContestTeams),
  })
  return (
    <section style={{ marginTop: 16 }}>
      <h3>{words.judge}</h3>
      {read.data?.items.map((team) => (
        <Judged key={team.id} contest={contest} team={team} />
      ))}
      <Refusal error={publish.error} />
      <button
        type="button"
        className={styles.go}
        disabled={publish.isPending}
        onClick={() => publish.mutate()}
      >
        {words.publish}
      </button>
    </section>
  )
}

function Judged({ contest, team }: { contest: Contest; team: ContestTeam }) {
  const words = useTexts(contestTexts)
  const [points, setPoints] = useState<string[]>(contest.criteria.map(() => ''))
  const [note, setNote] = useState('')
  const give = useMutation({
    mutationFn: () =>
      client.call(scoreContestTeam, {
        params: { id: contest.id, team: team.id },
        body: { points: points.map(Number), note },
      }),
    onSuccess: () => refresh(listContestTeams),
  })
  if (!team.work)
    return (
      <p>
        {team.name}：{words.noWork}
      </p>
    )
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        give.mutate()
      }}
    >
      <p>
        <b>{team.name}</b> {team.work.title}{' '}
        {team.work.url ? (
          <a href={team.work.url} rel="noreferrer noopener" target="_blank">
            {team.work.url}
          </a>
        ) : null}
      </p>
      <p style={{ whiteSpace: 'pre-line' }}>{team.work.text}</p>
      {team.scores.map((one) => (
        <p key={one.judge} className={styles.done}>
          {one.judge}：{one.total} {one.note}
        </p>
      ))}
      {contest.criteria.map((one, at) => (
        <label key={one.name}>
          {one.name}（{one.weight}）
          <input
            {...{ type: 'number', required: true, min: 0, max: 100, value: points[at] }}
            onChange={(event) => setPoints(points.map((old, i) => (i === at ? event.target.value : old)))}
          />
        </label>
      ))}
      <label>
        {words.note}
        <input value={note} maxLength={1000} onChange={(event) => setNote(event.target.value)} />
      </label>
      <Refusal error={give.error} />
      <button type="submit" className={styles.second} disabled={give.isPending}>
        {words.give}
      </button>
    </form>
  )
}
