import type { OpinionAct, OpinionContent, OpinionTopic, Page } from '@civitas/contract'
import { inDivision, inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'
import type { EventsParts } from '../publish-event.ts'
import type { Watch } from './rules.ts'

export interface TopicRow {
  id: string
  event_type: string
  title: string
  district: string | null
  division_code: string | null
  terms: string[]
  grams: string[]
  texts: number
  contents: number
  first_source: string
  first_time: Date
  last_time: Date
  burst_time: Date | null
  burst_count: number | null
  burst_average: number | null
  event_id: string | null
  event_reference: string | null
  closed_time: Date | null
}

const columns = sql`id, event_type, title, district, division_code, terms, grams, texts, contents, first_source, first_time,
  last_time, burst_time, burst_count, burst_average, event_id, event_reference, closed_time`

export function toTopic({ domains, territory }: EventsParts, row: TopicRow): OpinionTopic {
  return {
    id: row.id,
    eventType: row.event_type,
    typeTitle: domains.findEventType(row.event_type)?.title ?? { zh: row.event_type, en: row.event_type },
    title: row.title,
    divisionCode: row.division_code,
    divisionName: territory.findDivisionName(row.division_code),
    terms: row.terms,
    heat: row.texts,
    contents: row.contents,
    firstSource: row.first_source,
    firstTime: row.first_time.toISOString(),
    lastTime: row.last_time.toISOString(),
    burst: row.burst_time && {
      ...{ time: row.burst_time.toISOString(), count: row.burst_count ?? 0, average: row.burst_average ?? 0 },
    },
    eventId: row.event_id,
    eventReference: row.event_reference,
    closedTime: row.closed_time?.toISOString() ?? null,
  }
}

/** Batches go one after another, so that two that arrive together cannot make two topics of one matter. */
export async function lockOpinion(tx: Queryable): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext('events.opinion'))`)
}

export async function listKnownUrls(tx: Queryable, urls: string[]): Promise<Set<string>> {
  const rows = await tx.query<{ url: string }>(
    sql`SELECT url FROM events.opinion_text WHERE url = ANY(${urls}::text[])`,
  )
  return new Set(rows.map((row) => row.url))
}

/** Contents seen since a time that share a band with a text, with what they say. */
export function listAlike(
  tx: Queryable,
  keys: readonly number[],
  since: Date,
): Promise<{ id: string; topic_id: string; body: string }[]> {
  return tx.query(sql`SELECT DISTINCT c.id, c.topic_id, c.body
    FROM unnest(${keys as number[]}::int[]) WITH ORDINALITY AS k(key, band)
    JOIN events.opinion_band b ON b.band = k.band AND b.key = k.key
    JOIN events.opinion_content c ON c.id = b.content_id WHERE c.last_time >= ${since} LIMIT 200`)
}

/** Topics of a kind that are going on around a time, those of the district first. */
export function listGoingOn(
  tx: Queryable,
  near: { eventType: string; district: string | null; time: Date; withinMs: number; grams?: string[] },
): Promise<TopicRow[]> {
  const [from, to] = [near.time.getTime() - near.withinMs, near.time.getTime() + near.withinMs]
  return tx.query(sql`SELECT ${columns} FROM events.opinion_topic
    WHERE event_type = ${near.eventType} AND closed_time IS NULL
      AND last_time >= ${new Date(from)} AND first_time <= ${new Date(to)}
      ${near.grams ? sql`AND grams && ${near.grams}::text[]` : empty}
      ${near.district ? sql`AND (district = ${near.district} OR district IS NULL)` : empty}
    ORDER BY (district IS NOT DISTINCT FROM ${near.district}) DESC, last_time DESC, id LIMIT 50`)
}

interface NewTopic {
  eventType: string
  title: string
  district: string | null
  grams: string[]
  source: string
  time: Date
}

export async function insertTopic(tx: Queryable, topic: NewTopic): Promise<TopicRow> {
  return (await tx.first<TopicRow>(sql`INSERT INTO events.opinion_topic (id, event_type, title, district, division_code, terms,
      grams, first_source, first_time, last_time)
    VALUES (${newId()}, ${topic.eventType}, ${topic.title}, ${topic.district}, ${topic.district}, '{}', ${topic.grams},
      ${topic.source}, ${topic.time}, ${topic.time}) RETURNING ${columns}`)) as TopicRow
}

interface NewContent {
  topicId: string
  title: string
  body: string
  place: string | null
  divisionCode: string | null
  source: string
  url: string
  time: Date
  keys: readonly number[]
}

export async function insertContent(tx: Queryable, given: NewContent): Promise<string> {
  const id = newId()
  await tx.query(sql`INSERT INTO events.opinion_content (id, topic_id, title, body, place, division_code, first_source,
      first_url, first_time, last_time)
    VALUES (${id}, ${given.topicId}, ${given.title}, ${given.body}, ${given.place}, ${given.divisionCode}, ${given.source},
      ${given.url}, ${given.time}, ${given.time})`)
  await tx.query(sql`INSERT INTO events.opinion_band (band, key, content_id)
    SELECT k.band, k.key, ${id} FROM unnest(${given.keys as number[]}::int[]) WITH ORDINALITY AS k(key, band)`)
  return id
}

export async function insertText(
  tx: Queryable,
  given: { topicId: string; contentId: string; source: string; url: string; time: Date },
  now: Date,
): Promise<void> {
  const { topicId, contentId, source, url, time } = given
  await tx.query(sql`INSERT INTO events.opinion_text (id, topic_id, content_id, source, url, published_time, taken_time)
    VALUES (${newId()}, ${topicId}, ${contentId}, ${source}, ${url}, ${time}, ${now})`)
  // The earliest posting is the first source, in whatever order they are taken.
  await tx.query(sql`UPDATE events.opinion_content SET spread = spread + 1, last_time = greatest(last_time, ${time}),
      first_source = CASE WHEN ${time} < first_time THEN ${source} ELSE first_source END,
      first_url = CASE WHEN ${time} < first_time THEN ${url} ELSE first_url END, first_time = least(first_time, ${time})
    WHERE id = ${contentId}`)
  await tx.query(sql`UPDATE events.opinion_topic SET texts = texts + 1, last_time = greatest(last_time, ${time}),
      first_source = CASE WHEN ${time} < first_time THEN ${source} ELSE first_source END,
      first_time = least(first_time, ${time})
    WHERE id = ${topicId}`)
}

/** Texts of a topic by the division they speak of. */
export function countAreas(tx: Queryable, topicId: string): Promise<{ code: string; count: number }[]> {
  return tx.query(sql`SELECT division_code AS code, sum(spread)::int AS count FROM events.opinion_content
    WHERE topic_id = ${topicId} AND division_code IS NOT NULL GROUP BY 1`)
}

export async function saveTopic(tx: Queryable, row: TopicRow): Promise<TopicRow> {
  return (await tx.first<TopicRow>(sql`UPDATE events.opinion_topic SET title = ${row.title}, district = ${row.district},
      division_code = ${row.division_code}, terms = ${row.terms}, burst_time = ${row.burst_time},
      burst_count = ${row.burst_count}, burst_average = ${row.burst_average}, event_id = ${row.event_id},
      event_reference = ${row.event_reference}, closed_time = ${row.closed_time},
      contents = (SELECT count(*) FROM events.opinion_content c WHERE c.topic_id = ${row.id})
    WHERE id = ${row.id} RETURNING ${columns}`)) as TopicRow
}

/** Texts of a topic in the hour up to a time. */
export async function countHour(tx: Queryable, topicId: string, until: Date): Promise<number> {
  const row = await tx.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM events.opinion_text
    WHERE topic_id = ${topicId} AND published_time > ${new Date(until.getTime() - 3_600_000)}
      AND published_time <= ${until}`)
  return row?.n ?? 0
}

/**
 * Texts an hour on the same matter in the same district before a time, over at most seven days; hours before the first text
 * do not count. With `alone` only the topic itself.
 */
export async function averageBefore(
  tx: Queryable,
  topic: Pick<TopicRow, 'id' | 'event_type' | 'district'>,
  before: Date,
  alone: boolean,
): Promise<number> {
  const row = await tx.first<{
    n: number
    first: Date | null
  }>(sql`SELECT count(*)::int AS n, min(x.published_time) AS first
    FROM events.opinion_text x JOIN events.opinion_topic t ON t.id = x.topic_id
    WHERE x.published_time > ${new Date(before.getTime() - 168 * 3_600_000)} AND x.published_time <= ${before}
      AND ${alone ? sql`t.id = ${topic.id}` : sql`t.event_type = ${topic.event_type} AND t.district IS NOT DISTINCT FROM ${topic.district}`}`)
  if (!row?.first) return 0
  return row.n / Math.max(1, Math.ceil((before.getTime() - row.first.getTime()) / 3_600_000))
}

interface TopicFilter {
  search?: string
  division?: string
  state?: 'burst' | 'watching' | 'closed'
  limit?: number
  offset?: number
}

export async function listTopics(db: Queryable, filter: TopicFilter, scope: Scope): Promise<Page<TopicRow>> {
  const states = {
    burst: sql`AND closed_time IS NULL AND burst_time IS NOT NULL`,
    watching: sql`AND closed_time IS NULL AND burst_time IS NULL`,
    closed: sql`AND closed_time IS NOT NULL`,
  }
  const where = sql`WHERE ${inScope('division_code', scope)} ${inDivision('division_code', filter.division)}
    ${filter.state ? states[filter.state] : empty} ${matches('grams', filter.search, 'title')}`
  const [items, count] = await Promise.all([
    db.query<TopicRow>(sql`SELECT ${columns} FROM events.opinion_topic ${where}
      ORDER BY last_time DESC, id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM events.opinion_topic ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findTopic(
  db: Queryable,
  id: string,
  { scope, lock }: { scope: Scope; lock?: boolean },
): Promise<TopicRow | undefined> {
  return db.first<TopicRow>(sql`SELECT ${columns} FROM events.opinion_topic
    WHERE id = ${id} AND ${inScope('division_code', scope)} ${lock ? sql`FOR UPDATE` : empty}`)
}

/** Texts of a topic by hour, over the seven days up to its last text. */
export async function countByHour(
  db: Queryable,
  { id, last_time }: TopicRow,
): Promise<{ time: string; count: number }[]> {
  const rows = await db.query<{ time: Date; count: number }>(sql`SELECT h AS time, count(x.id)::int AS count
    FROM generate_series(
      (SELECT greatest(date_trunc('hour', min(published_time)), date_trunc('hour', ${last_time}::timestamptz) - interval '167 hours')
        FROM events.opinion_text WHERE topic_id = ${id}),
      date_trunc('hour', ${last_time}::timestamptz), interval '1 hour') AS h
    LEFT JOIN events.opinion_text x ON x.topic_id = ${id} AND x.published_time >= h
      AND x.published_time < h + interval '1 hour'
    GROUP BY h ORDER BY h`)
  return rows.map(({ time, count }) => ({ time: time.toISOString(), count }))
}

export function countBySource(db: Queryable, topicId: string): Promise<{ source: string; count: number }[]> {
  return db.query(sql`SELECT source, count(*)::int AS count FROM events.opinion_text WHERE topic_id = ${topicId}
    GROUP BY source ORDER BY count DESC, source LIMIT 10`)
}

export async function listContents(
  { kernel, territory }: EventsParts,
  topicId: string,
): Promise<OpinionContent[]> {
  const rows = await kernel.db.query<
    Omit<OpinionContent, 'divisionName' | 'firstTime'> & { code: string | null; time: Date }
  >(sql`SELECT id, title, body AS text, place, division_code AS code, spread, first_source AS "firstSource",
      first_url AS "firstUrl", first_time AS time
    FROM events.opinion_content WHERE topic_id = ${topicId} ORDER BY spread DESC, first_time, id LIMIT 50`)
  return rows.map(({ code, time, ...row }) => ({
    ...row,
    divisionName: territory.findDivisionName(code),
    firstTime: time.toISOString(),
  }))
}

/** Events and complaints that speak in one of these words, within three days and in the area of a topic. */
export async function listRelatedIds(db: Queryable, row: TopicRow, scope: Scope): Promise<string[]> {
  const grams = row.terms.flatMap((term) => toGrams(term))
  if (grams.length === 0) return []
  const span = 3 * 86_400_000
  const rows = await db.query<{ id: string }>(sql`SELECT id FROM events.event
    WHERE grams && ${grams}::text[] AND ${inScope('division_code', scope)}
      ${inDivision('division_code', row.division_code ?? undefined)}
      AND raised_time BETWEEN ${new Date(row.first_time.getTime() - span)} AND ${new Date(row.last_time.getTime() + span)}
      ${row.event_id ? sql`AND id <> ${row.event_id}` : empty}
    ORDER BY raised_time DESC LIMIT 20`)
  return rows.map((one) => one.id)
}

export async function insertAct(
  tx: Queryable,
  topicId: string,
  act: { kind: OpinionAct['kind']; text: string; url?: string; userName: string; time: Date },
): Promise<void> {
  await tx.query(sql`INSERT INTO events.opinion_act (id, topic_id, kind, body, url, user_name, time)
    VALUES (${newId()}, ${topicId}, ${act.kind}, ${act.text}, ${act.url ?? null}, ${act.userName}, ${act.time})`)
}

export async function listActs(db: Queryable, topicId: string): Promise<OpinionAct[]> {
  const rows = await db.query<
    Omit<OpinionAct, 'time'> & { time: Date }
  >(sql`SELECT id, kind, body AS text, url,
      user_name AS "userName", time FROM events.opinion_act WHERE topic_id = ${topicId} ORDER BY time, id`)
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }))
}

export async function listSavedWatches(db: Queryable): Promise<Map<string, Watch>> {
  const rows =
    await db.query<Watch>(sql`SELECT event_type AS "eventType", keywords, exclusions, least, factor, active
    FROM events.opinion_watch`)
  return new Map(rows.map((row) => [row.eventType, row]))
}

export async function saveWatch(db: Queryable, watch: Watch, by: string, now: Date): Promise<void> {
  await db.query(sql`INSERT INTO events.opinion_watch (event_type, keywords, exclusions, least, factor, active, changed_by,
      changed_time)
    VALUES (${watch.eventType}, ${watch.keywords as string[]}, ${watch.exclusions as string[]}, ${watch.least},
      ${watch.factor}, ${watch.active}, ${by}, ${now})
    ON CONFLICT (event_type) DO UPDATE SET keywords = excluded.keywords, exclusions = excluded.exclusions,
      least = excluded.least, factor = excluded.factor, active = excluded.active, changed_by = excluded.changed_by,
      changed_time = excluded.changed_time`)
}
