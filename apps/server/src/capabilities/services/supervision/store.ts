import type { Page, SupervisionCard } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Finding } from './rules.ts'

export interface CardRow {
  id: string
  application_id: string
  number: string
  item_title: string
  organisation_id: string | null
  rule: string
  rule_version: number
  level: SupervisionCard['level']
  says: string
  days: string[]
  time: Date
  state: SupervisionCard['state']
  explanation: string | null
  points: number
}

const columns = sql`c.id, c.application_id, a.number, a.item_title, c.organisation_id, c.rule, c.rule_version, c.level,
  c.says, c.days::text[] AS days, c.time, c.state, c.explanation, c.points`
const tables = sql`FROM services.supervision_card c JOIN services.application a ON a.id = c.application_id`

export type NewCard = Finding & { applicationId: string; organisationId: string | null; ruleVersion: number }

/** Writes cards, each once for an application, rule and level; answers those that are new. */
export async function insertCards(tx: Queryable, cards: readonly NewCard[], now: Date): Promise<NewCard[]> {
  if (cards.length === 0) return []
  const given = cards.map((card, at) => ({ ...card, at, id: newId() }))
  const rows = await tx.query<{ id: string }>(sql`INSERT INTO services.supervision_card (id, application_id,
      organisation_id, rule, rule_version, level, says, days, time, state, points)
    SELECT id, "applicationId", "organisationId", rule, "ruleVersion", level, says, days, ${now}, 'open', points
    FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb) AS c(at int, id uuid, "applicationId" uuid,
      "organisationId" uuid, rule text, "ruleVersion" int, level text, says text, days date[], points float8) ORDER BY at
    ON CONFLICT (application_id, rule, level) DO NOTHING RETURNING id`)
  const made = new Set(rows.map((row) => row.id))
  return given.filter((one) => made.has(one.id))
}

export async function listCards(
  db: Queryable,
  who: Sql,
  filter: { level?: string; application?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<CardRow>> {
  const where = sql`${tables} WHERE ${who} ${filter.level ? sql`AND c.level = ${filter.level}` : empty}
    ${filter.application ? sql`AND c.application_id = ${filter.application}` : empty}
    ${filter.search ? sql`AND (a.number = ${filter.search} OR a.item_title ILIKE ${`%${filter.search}%`})` : empty}`
  const [items, count] = await Promise.all([
    db.query<CardRow>(
      sql`SELECT ${columns} ${where} ORDER BY c.time DESC, c.id LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`,
    ),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findCard(db: Queryable, id: string): Promise<CardRow | undefined> {
  return db.first<CardRow>(sql`SELECT ${columns} ${tables} WHERE c.id = ${id}`)
}

export async function updateCard(
  db: Queryable,
  id: string,
  change: { state: string; explanation?: string; verdict?: string },
): Promise<void> {
  await db.query(sql`UPDATE services.supervision_card SET state = ${change.state},
    explanation = coalesce(${change.explanation ?? null}, explanation),
    verdict = coalesce(${change.verdict ?? null}, verdict) WHERE id = ${id}`)
}

/** Applications that may have something new to find: those that run or changed since a time. */
export async function listToJudge(db: Queryable, since: Date, after: string | null): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`SELECT id FROM services.application
    WHERE number IS NOT NULL AND (state IN ('waiting', 'examining', 'deciding', 'suspended', 'correcting')
      OR updated_time > ${since}) ${after ? sql`AND id > ${after}` : empty} ORDER BY id LIMIT 500`)
  return rows.map((row) => row.id)
}

/** Figures of offices over the applications submitted in a month; what was judged unfounded does not count. */
export function readScores(db: Queryable, month: string) {
  return db.query<{
    organisation_id: string | null
    applications: number
    decided: number
    on_time: number
    yellow: number
    red: number
    points: number
  }>(sql`SELECT a.organisation_id, count(*)::int AS applications, count(a.decided_time)::int AS decided,
      count(*) FILTER (WHERE a.decided_time IS NOT NULL AND a.used_days <= a.limit_days)::int AS on_time,
      coalesce(sum(c.yellow), 0)::int AS yellow, coalesce(sum(c.red), 0)::int AS red,
      coalesce(sum(c.points), 0)::float8 AS points
    FROM services.application a LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE level = 'yellow') AS yellow,
        count(*) FILTER (WHERE level = 'red') AS red, sum(points) AS points
      FROM services.supervision_card s WHERE s.application_id = a.id AND s.state <> 'unfounded') c ON TRUE
    WHERE a.number IS NOT NULL AND to_char(a.submitted_time AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') = ${month}
    GROUP BY a.organisation_id ORDER BY applications DESC`)
}
