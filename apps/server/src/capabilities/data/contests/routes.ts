import type { Contest, ContestTeam, OperationInput } from '@civitas/contract'
import * as contract from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import * as site from '../opening/site-store.ts'
import { rank, stateOf, totalOf } from './rules.ts'
import * as store from './store.ts'

const mostTeams = 500

/** Binds contests on open data: the call, teams, their data, works, scores, results. */
export function bindContests(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listContests, async ({ query }) => {
    const { items, total } = await store.listContests(db, query)
    return { items: await Promise.all(items.map((row) => toContest(parts, row))), total }
  })
  http.bind(contract.createContest, ({ body }) => create(parts, body))
  http.bind(contract.joinContest, ({ params, body }, { principal }) =>
    join(parts, principal, params.id, body),
  )
  http.bind(contract.listContestTeams, async ({ params, query }, { principal }) => {
    const row = await getContest(db, params.id)
    const isJudge = hasPermission(principal, 'data.review')
    const own = isJudge ? {} : { leaderId: principal.userId }
    const { items, total } = await store.listTeams(db, row.id, { ...query, ...own })
    return { items: items.map((team) => toTeam(row, team, principal)), total }
  })
  http.bind(contract.submitContestWork, async ({ params, body }, { principal }) => {
    const row = await getContest(db, params.id)
    const [own] = (await store.listTeams(db, row.id, { leaderId: principal.userId })).items
    if (!own) throw forbidden('请先报名组队。', 'no-team')
    const now = clock.now()
    if (now >= row.submit_until) throw conflict('too-late', '提交已截止。')
    await store.putWork(db, own.id, { ...body, submittedTime: now.toISOString() })
    return toTeam(row, (await store.findTeam(db, own.id)) as store.TeamRow, principal)
  })
  http.bind(contract.scoreContestTeam, ({ params, body }, { principal }) =>
    score(parts, principal, params, body),
  )
  http.bind(contract.publishContest, ({ params }) => publish(parts, params.id))
}

async function getContest(db: Queryable, id: string, options: { lock?: boolean } = {}) {
  const row = await store.findContest(db, id, options)
  if (!row) throw notFound('数据竞赛', id)
  return row
}

const stateOfRow = (row: store.ContestRow, now: Date) =>
  stateOf(
    { joinUntil: row.join_until, submitUntil: row.submit_until, isPublished: row.published_time !== null },
    now,
  )

async function toContest(parts: DataParts, row: store.ContestRow): Promise<Contest> {
  const { db, clock } = parts.kernel
  return {
    ...{ id: row.id, title: row.title, text: row.body, criteria: row.criteria, results: row.results },
    datasets: await site.findOpens(db, row.datasets),
    ...{ joinUntil: row.join_until.toISOString(), submitUntil: row.submit_until.toISOString() },
    ...{ state: stateOfRow(row, clock.now()), teams: row.teams, works: row.works },
    createdTime: row.created_time.toISOString(),
  }
}

const weightsOf = (row: store.ContestRow) => row.criteria.map((one) => one.weight)

function toTeam(row: store.ContestRow, team: store.TeamRow, principal: Principal): ContestTeam {
  const isMine = team.leader_id === principal.userId
  const seesScores = row.published_time !== null || (hasPermission(principal, 'data.review') && !isMine)
  return {
    ...{ id: team.id, name: team.name, leader: team.leader, members: team.members, work: team.work },
    ...{ isMine, joinedTime: team.joined_time.toISOString() },
    scores: seesScores
      ? team.scores.map((one) => ({ ...one, total: totalOf(one.points, weightsOf(row)) }))
      : [],
  }
}

async function create(
  parts: DataParts,
  body: OperationInput<typeof contract.createContest>['body'],
): Promise<Contest> {
  const { db, clock } = parts.kernel
  const open = new Set((await site.findOpens(db, body.datasets)).map((one) => one.name))
  const missing = body.datasets.findIndex((name) => !open.has(name))
  if (missing >= 0) throw invalid(`/body/datasets/${missing}`, `“${body.datasets[missing]}”没有开放`)
  if (body.criteria.reduce((sum, one) => sum + one.weight, 0) !== 100)
    throw invalid('/body/criteria', '各项权重之和应为100')
  const [joinUntil, submitUntil] = [new Date(body.joinUntil), new Date(body.submitUntil)]
  if (joinUntil <= clock.now()) throw invalid('/body/joinUntil', '报名截止应在将来')
  if (submitUntil <= joinUntil) throw invalid('/body/submitUntil', '提交截止应在报名截止之后')
  const id = newId()
  const { title, text, datasets, criteria } = body
  const one = { id, title, body: text, datasets, criteria, join_until: joinUntil, submit_until: submitUntil }
  await store.insertContest(db, one, clock.now())
  return toContest(parts, await getContest(db, id))
}

/** Enters a team; its leader has thereby agreed to the terms of the data of the contest. */
function join(
  parts: DataParts,
  principal: Principal,
  id: string,
  body: OperationInput<typeof contract.joinContest>['body'],
): Promise<ContestTeam> {
  const now = parts.kernel.clock.now()
  return parts.kernel.db.transaction(async (tx) => {
    const row = await getContest(tx, id)
    if (now >= row.join_until) throw conflict('too-late', '报名已截止。')
    if (row.teams >= mostTeams) throw conflict('full', `报名队伍已满 ${mostTeams} 支。`)
    const team = { id: newId(), contest_id: id, name: body.name, members: body.members }
    const made = { ...team, leader_id: principal.userId, leader: principal.name }
    if (!(await store.insertTeam(tx, made, now)))
      throw conflict('already-entered', '您已报名，或队名已被使用。')
    for (const name of row.datasets) {
      const open = await site.findOpen(tx, name)
      if (open) await site.agree(tx, open.id, principal.userId, `数据竞赛：${row.title}`, now)
    }
    return toTeam(row, (await store.findTeam(tx, team.id)) as store.TeamRow, principal)
  })
}

async function score(
  parts: DataParts,
  principal: Principal,
  ids: { id: string; team: string },
  body: OperationInput<typeof contract.scoreContestTeam>['body'],
): Promise<ContestTeam> {
  const { db, clock } = parts.kernel
  const row = await getContest(db, ids.id)
  const team = await store.findTeam(db, ids.team)
  if (!team || team.contest_id !== row.id) throw notFound('参赛队伍', ids.team)
  const now = clock.now()
  if (stateOfRow(row, now) !== 'judging') throw conflict('not-judging', '提交截止后、结果公布前才能评分。')
  if (!team.work) throw conflict('no-work', '该队伍没有提交作品。')
  if (team.leader_id === principal.userId) throw forbidden('不能给自己的队伍评分。', 'own-team')
  if (body.points.length !== row.criteria.length)
    throw invalid('/body/points', `应为 ${row.criteria.length} 项评分`)
  const given = { teamId: team.id, judgeId: principal.userId, judge: principal.name, ...body }
  await store.putScore(db, given, now)
  return toTeam(row, (await store.findTeam(db, team.id)) as store.TeamRow, principal)
}

/** Publishes the ranks; every work has been judged by then, and what was published does not change. */
function publish(parts: DataParts, id: string): Promise<Contest> {
  const { clock } = parts.kernel
  return parts.kernel.db.transaction(async (tx) => {
    const row = await getContest(tx, id, { lock: true })
    const now = clock.now()
    if (stateOfRow(row, now) !== 'judging')
      throw conflict('not-judging', '提交截止后才能公布，且只公布一次。')
    const { items } = await store.listTeams(tx, id, { limit: mostTeams })
    const works = items.filter((team) => team.work)
    const without = works.find((team) => team.scores.length === 0)
    if (without) throw conflict('not-scored', `队伍“${without.name}”的作品还没有评分。`)
    const results = rank(
      works.map((team) => ({
        ...{ team: team.name, title: team.work?.title ?? '' },
        totals: team.scores.map((one) => totalOf(one.points, weightsOf(row))),
      })),
    )
    await store.putResults(tx, id, results, now)
    await parts.ledger.append(tx, { kind: 'data.contest-results', subjectId: id, payload: { results } })
    if (items.length > 0)
      parts.messaging.tell(tx, {
        ...{ key: `data.contest:${id}`, title: `竞赛结果已公布：${row.title}`, text: row.title },
        ...{
          urgency: 'normal',
          to: items.map((team) => ({ userId: team.leader_id })),
          link: '/open/contests',
        },
      })
    return toContest(parts, await getContest(tx, id))
  })
}
