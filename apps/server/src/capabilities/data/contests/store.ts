import type { Contest, ContestTeam, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

export interface ContestRow {
  id: string
  title: string
  body: string
  datasets: string[]
  criteria: Contest['criteria']
  join_until: Date
  submit_until: Date
  results: Contest['results']
  published_time: Date | null
  created_time: Date
  teams: number
  works: number
}

const columns = sql`c.id, c.title, c.body, c.datasets, c.criteria, c.join_until, c.submit_until, c.results, c.published_time,
  c.created_time, (SELECT count(*)::int FROM data.contest_team t WHERE t.contest_id = c.id) AS teams,
  (SELECT count(*)::int FROM data.contest_team t WHERE t.contest_id = c.id AND t.work IS NOT NULL) AS works`

export async function listContests(
  db: Queryable,
  ask: { search?: string; limit?: number; offset?: number },
): Promise<Page<ContestRow>> {
  const where = ask.search ? sql`WHERE c.title ILIKE ${`%${ask.search}%`}` : empty
  const [items, count] = await Promise.all([
    db.query<ContestRow>(sql`SELECT ${columns} FROM data.contest c ${where} ORDER BY c.created_time DESC, c.id DESC
      LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.contest c ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findContest(
  db: Queryable,
  id: string,
  options: { lock?: boolean } = {},
): Promise<ContestRow | undefined> {
  return db.first<ContestRow>(
    sql`SELECT ${columns} FROM data.contest c WHERE c.id = ${id} ${options.lock ? sql`FOR UPDATE OF c` : empty}`,
  )
}

type NewContest = Pick<
  ContestRow,
  'id' | 'title' | 'body' | 'datasets' | 'criteria' | 'join_until' | 'submit_until'
>

export async function insertContest(db: Queryable, c: NewContest, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO data.contest (id, title, body, datasets, criteria, join_until, submit_until, created_time)
    VALUES (${c.id}, ${c.title}, ${c.body}, ${c.datasets}, ${JSON.stringify(c.criteria)}, ${c.join_until}, ${c.submit_until},
      ${now})`)
}

export async function putResults(
  tx: Queryable,
  id: string,
  results: Contest['results'],
  now: Date,
): Promise<void> {
  await tx.query(
    sql`UPDATE data.contest SET results = ${JSON.stringify(results)}, published_time = ${now} WHERE id = ${id}`,
  )
}

export interface TeamRow {
  id: string
  contest_id: string
  name: string
  leader_id: string
  leader: string
  members: string[]
  joined_time: Date
  work: ContestTeam['work']
  scores: Array<{ judge: string; points: number[]; note: string }>
}

const teamColumns = sql`t.id, t.contest_id, t.name, t.leader_id, t.leader, t.members, t.joined_time, t.work,
  coalesce((SELECT jsonb_agg(jsonb_build_object('judge', s.judge, 'points', s.points, 'note', s.note) ORDER BY s.time)
    FROM data.contest_score s WHERE s.team_id = t.id), '[]') AS scores`

/** Teams of a contest; of one leader alone where one is given. */
export async function listTeams(
  db: Queryable,
  contestId: string,
  ask: { leaderId?: string; limit?: number; offset?: number },
): Promise<Page<TeamRow>> {
  const where = sql`WHERE t.contest_id = ${contestId} ${ask.leaderId ? sql`AND t.leader_id = ${ask.leaderId}` : empty}`
  const [items, count] = await Promise.all([
    db.query<TeamRow>(sql`SELECT ${teamColumns} FROM data.contest_team t ${where} ORDER BY t.joined_time, t.id
      LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.contest_team t ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findTeam(db: Queryable, id: string): Promise<TeamRow | undefined> {
  return db.first<TeamRow>(sql`SELECT ${teamColumns} FROM data.contest_team t WHERE t.id = ${id}`)
}

/** Adds a team; nothing when its leader or its name is there already. */
export async function insertTeam(
  tx: Queryable,
  t: Pick<TeamRow, 'id' | 'contest_id' | 'name' | 'leader_id' | 'leader' | 'members'>,
  now: Date,
): Promise<boolean> {
  const row =
    await tx.first(sql`INSERT INTO data.contest_team (id, contest_id, name, leader_id, leader, members, joined_time)
    VALUES (${t.id}, ${t.contest_id}, ${t.name}, ${t.leader_id}, ${t.leader}, ${t.members}, ${now})
    ON CONFLICT DO NOTHING RETURNING id`)
  return row !== undefined
}

export async function putWork(
  db: Queryable,
  teamId: string,
  work: NonNullable<ContestTeam['work']>,
): Promise<void> {
  await db.query(sql`UPDATE data.contest_team SET work = ${JSON.stringify(work)} WHERE id = ${teamId}`)
}

export async function putScore(
  db: Queryable,
  s: { teamId: string; judgeId: string; judge: string; points: number[]; note: string },
  now: Date,
): Promise<void> {
  await db.query(sql`INSERT INTO data.contest_score (team_id, judge_id, judge, points, note, time)
    VALUES (${s.teamId}, ${s.judgeId}, ${s.judge}, ${s.points}, ${s.note}, ${now})
    ON CONFLICT (team_id, judge_id) DO UPDATE SET points = excluded.points, note = excluded.note, time = excluded.time`)
}
