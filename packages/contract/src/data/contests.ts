import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Criterion = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60 }),
  weight: Type.Integer({ minimum: 1, maximum: 100, description: 'All weights sum to 100.' }),
})
const params = Type.Object({ id: Id })

/** 数据竞赛: a call to make something of open data. */
export const Contest = Type.Object({
  id: Id,
  title: Type.String(),
  text: Type.String(),
  datasets: Type.Array(Type.Object({ name: Type.String(), title: Type.String() })),
  criteria: Type.Array(Criterion),
  joinUntil: Time,
  submitUntil: Time,
  state: oneOf('joining', 'working', 'judging', 'ended'),
  teams: Type.Integer(),
  works: Type.Integer(),
  results: nullable(
    Type.Array(
      Type.Object({
        rank: Type.Integer(),
        team: Type.String(),
        title: Type.String(),
        score: Type.Number(),
        judges: Type.Integer(),
      }),
    ),
    { description: 'Ranks, once published.' },
  ),
  createdTime: Time,
})
export type Contest = Static<typeof Contest>

const Work = Type.Object({
  title: Type.String({ minLength: 2, maxLength: 100 }),
  text: Type.String({ minLength: 4, maxLength: 4000 }),
  url: nullable(Type.String({ pattern: '^https?://', maxLength: 300 })),
  submittedTime: Time,
})

/** A team with its work; scores are shown to judges, and to the team when the results are. */
export const ContestTeam = Type.Object({
  id: Id,
  name: Type.String(),
  leader: Type.String(),
  members: Type.Array(Type.String()),
  isMine: Type.Boolean(),
  joinedTime: Time,
  work: nullable(Work),
  scores: Type.Array(
    Type.Object({
      judge: Type.String(),
      points: Type.Array(Type.Number()),
      total: Type.Number(),
      note: Type.String(),
    }),
  ),
})
export type ContestTeam = Static<typeof ContestTeam>

export const listContests = defineOperation({
  id: 'data.listContests',
  method: 'GET',
  path: '/api/open/contests',
  permission: 'public',
  summary: { zh: '数据竞赛', en: 'Contests on open data' },
  query: Type.Object(pageQuery),
  response: pageOf(Contest),
})

export const createContest = defineOperation({
  id: 'data.createContest',
  method: 'POST',
  path: '/api/open/contests',
  permission: 'data.review',
  summary: { zh: '发布数据竞赛', en: 'Call a contest' },
  body: Type.Object({
    title: Type.String({ minLength: 2, maxLength: 100 }),
    text: Type.String({ minLength: 4, maxLength: 4000 }),
    datasets: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 50 }),
    criteria: Type.Array(Criterion, { minItems: 1, maxItems: 10 }),
    joinUntil: Time,
    submitUntil: Time,
  }),
  response: Contest,
  creates: true,
})

export const joinContest = defineOperation({
  id: 'data.joinContest',
  method: 'POST',
  path: '/api/open/contests/{id}/teams',
  permission: 'signed-in',
  summary: { zh: '组队报名', en: 'Enter a contest' },
  params,
  body: Type.Object({
    name: Type.String({ minLength: 2, maxLength: 60 }),
    members: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 10 }),
  }),
  response: ContestTeam,
  creates: true,
})

export const listContestTeams = defineOperation({
  id: 'data.listContestTeams',
  method: 'GET',
  path: '/api/open/contests/{id}/teams',
  permission: 'signed-in',
  summary: { zh: '参赛队伍与作品', en: 'Teams and works' },
  params,
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(ContestTeam),
})

export const submitContestWork = defineOperation({
  id: 'data.submitContestWork',
  method: 'PUT',
  path: '/api/open/contests/{id}/work',
  permission: 'signed-in',
  summary: { zh: '提交参赛作品', en: 'Hand in the work of one’s team' },
  params,
  body: Type.Omit(Work, ['submittedTime']),
  response: ContestTeam,
})

export const scoreContestTeam = defineOperation({
  id: 'data.scoreContestTeam',
  method: 'PUT',
  path: '/api/open/contests/{id}/teams/{team}/score',
  permission: 'data.review',
  summary: { zh: '评分', en: 'Score a work' },
  params: Type.Object({ id: Id, team: Id }),
  body: Type.Object({
    points: Type.Array(Type.Number({ minimum: 0, maximum: 100 }), { minItems: 1, maxItems: 10 }),
    note: Type.String({ maxLength: 1000 }),
  }),
  response: ContestTeam,
})

export const publishContest = defineOperation({
  id: 'data.publishContest',
  method: 'POST',
  path: '/api/open/contests/{id}/results',
  permission: 'data.review',
  summary: { zh: '公布竞赛结果', en: 'Publish the results' },
  params,
  response: Contest,
})
