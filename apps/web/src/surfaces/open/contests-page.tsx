import {
  type Contest,
  type ContestTeam,
  joinContest,
  listContests,
  listContestTeams,
  submitContestWork,
} from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../app/client.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { refresh, useRead } from '../../app/query.ts'
import { useSession } from '../../app/session.ts'
import { CallContest, JudgeContest } from './contest-review.tsx'
import { contestTexts } from './contests.texts.ts'
import { Refusal } from './dataset-side.tsx'
import { useMayReview } from './may-review.ts'
import styles from './open.module.css'
import { openTexts } from './open.texts.ts'

/** 数据竞赛: calls, teams, works, results (PLT-068). */
export function ContestsPage() {
  const words = useTexts(contestTexts)
  const texts = useTexts(openTexts)
  const session = useSession()
  const mayReview = useMayReview()
  const read = useRead(listContests, { query: { limit: 50 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <main className={styles.main}>
      <h1>{words.title}</h1>
      <p style={{ marginBottom: 12 }}>{words.lead}</p>
      {session ? null : (
        <p>
          {words.signIn} <Link to="/portal/account">{texts.signIn}</Link>
        </p>
      )}
      {mayReview ? <CallContest /> : null}
      {read.data ? null : <Loading />}
      {read.data?.items.length === 0 ? <EmptyState title={words.none} why={words.noneWhy} /> : null}
      <ul className={styles.list}>
        {read.data?.items.map((one) => (
          <Entry key={one.id} contest={one} mayReview={mayReview} />
        ))}
      </ul>
    </main>
  )
}

function Entry({ contest, mayReview }: { contest: Contest; mayReview: boolean }) {
  const words = useTexts(contestTexts)
  const session = useSession()
  return (
    <li>
      <h2>
        {contest.title} <span className={styles.tag}>{words.states[contest.state]}</span>
      </h2>
      <p style={{ whiteSpace: 'pre-line' }}>{contest.text}</p>
      <p>
        {words.data}：
        {contest.datasets.map((one) => (
          <Link key={one.name} to={`/open/datasets/${one.name}`} style={{ marginRight: 12 }}>
            {one.title}
          </Link>
        ))}
      </p>
      <p>
        {words.criteria}：{contest.criteria.map((one) => `${one.name} ${one.weight}`).join(' · ')}
      </p>
      <div className={styles.meta}>
        <span>{words.joinUntil(formatTime(contest.joinUntil))}</span>
        <span>{words.submitUntil(formatTime(contest.submitUntil))}</span>
        <span>{words.counts(formatNumber(contest.teams), formatNumber(contest.works))}</span>
      </div>
      {contest.results ? <Results results={contest.results} /> : null}
      {session ? <Mine contest={contest} /> : null}
      {mayReview && contest.state === 'judging' ? <JudgeContest contest={contest} /> : null}
    </li>
  )
}

function Results({ results }: { results: NonNullable<Contest['results']> }) {
  const words = useTexts(contestTexts)
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption>{words.results}</caption>
        <thead>
          <tr>
            {[words.rank, words.team, words.workTitle, words.score, words.judges].map((one) => (
              <th key={one}>{one}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.map((one) => (
            <tr key={one.team}>
              <td>{one.rank}</td>
              <td>{one.team}</td>
              <td>{one.title}</td>
              <td>{one.score}</td>
              <td>{one.judges}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What the person at the site may do: enter a team, or hand in its work. */
function Mine({ contest }: { contest: Contest }) {
  const read = useRead(listContestTeams, { params: { id: contest.id }, query: { limit: 500 } })
  const mine = read.data?.items.find((one) => one.isMine)
  if (!read.data) return null
  if (mine) return <Work contest={contest} team={mine} />
  return contest.state === 'joining' ? <Join id={contest.id} /> : null
}

function Join({ id }: { id: string }) {
  const words = useTexts(contestTexts)
  const [name, setName] = useState('')
  const [members, setMembers] = useState('')
  const join = useMutation({
    mutationFn: () => {
      const list = members
        .split(/[、,，;；\s]+/)
        .map((one) => one.trim())
        .filter(Boolean)
      return client.call(joinContest, { params: { id }, body: { name, members: list } })
    },
    onSuccess: () => refresh(listContests, listContestTeams),
  })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        join.mutate()
      }}
    >
      <label>
        {words.team}
        <input required minLength={2} maxLength={60} value={name} onChange={(e) => setName(e.target.value)} />
      </label>
      <label>
        {words.members}
        <input maxLength={300} value={members} onChange={(e) => setMembers(e.target.value)} />
      </label>
      <Refusal error={join.error} />
      <button type="submit" className={styles.go} disabled={join.isPending}>
        {words.join}
      </button>
    </form>
  )
}

function Work({ contest, team }: { contest: Contest; team: ContestTeam }) {
  const words = useTexts(contestTexts)
  const [work, setWork] = useState({
    ...{ title: team.work?.title ?? '', text: team.work?.text ?? '', url: team.work?.url ?? '' },
  })
  const submit = useMutation({
    mutationFn: () =>
      client.call(submitContestWork, {
        params: { id: contest.id },
        body: { ...work, url: work.url || null },
      }),
    onSuccess: () => refresh(listContests, listContestTeams),
  })
  const isOpen = contest.state === 'joining' || contest.state === 'working'
  return (
    <section style={{ marginTop: 12 }}>
      <p>
        {words.mine}：{[team.name, team.leader, ...team.members].join(' · ')}
      </p>
      {team.work ? (
        <p className={styles.done}>{words.submitted(formatTime(team.work.submittedTime))}</p>
      ) : null}
      {team.scores.map((one) => (
        <p key={one.judge}>
          {words.score} {one.total} {one.note}
        </p>
      ))}
      {isOpen ? (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            submit.mutate()
          }}
        >
          <label>
            {words.workTitle}
            <input
              {...{ required: true, minLength: 2, maxLength: 100, value: work.title }}
              onChange={(e) => setWork({ ...work, title: e.target.value })}
            />
          </label>
          <label>
            {words.workText}
            <textarea
              {...{ required: true, minLength: 4, maxLength: 4000, value: work.text }}
              onChange={(e) => setWork({ ...work, text: e.target.value })}
            />
          </label>
          <label>
            {words.workUrl}
            <input
              {...{ type: 'url', maxLength: 300, value: work.url }}
              onChange={(e) => setWork({ ...work, url: e.target.value })}
            />
          </label>
          <Refusal error={submit.error} />
          <button type="submit" className={styles.go} disabled={submit.isPending}>
            {words.work}
          </button>
        </form>
      ) : null}
    </section>
  )
}
