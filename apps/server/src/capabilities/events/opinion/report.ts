import type { getOpinionReport, OperationInput, OpinionReport } from '@civitas/contract'
import type { Principal, Scope } from '../../../kernel/access.ts'
import { inScope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { EventsParts } from '../publish-event.ts'
import * as store from './store.ts'

const dayMs = 86_400_000
const mostTopics = 20

interface Span {
  from: Date
  to: Date
  topic: string | undefined
  scope: Scope
}

const within = ({ from, to, topic, scope }: Span) => sql`FROM events.opinion_text x
  JOIN events.opinion_topic t ON t.id = x.topic_id
  WHERE x.published_time >= ${from} AND x.published_time < ${to} AND ${inScope('t.division_code', scope)}
    ${topic ? sql`AND t.id = ${topic}` : empty}`

async function countTexts(db: Queryable, span: Span): Promise<{ texts: number; contents: number }> {
  const row = await db.first<{ texts: number; contents: number }>(
    sql`SELECT count(*)::int AS texts, count(DISTINCT x.content_id)::int AS contents ${within(span)}`,
  )
  return row ?? { texts: 0, contents: 0 }
}

/** 日报、周报 of all topics, or 专报 of one, for the span that ends with a day of the city. */
export async function reportOpinion(
  parts: EventsParts,
  query: OperationInput<typeof getOpinionReport>['query'],
  { scope }: Principal,
): Promise<OpinionReport> {
  const { db } = parts.kernel
  const { kind, day, topic } = query
  const to = new Date(Date.parse(`${day}T00:00:00+08:00`) + dayMs)
  if (Number.isNaN(to.getTime())) throw invalid('/query/day', '没有这一天')
  if (kind === 'special' && !topic) throw invalid('/query/topic', '专报须指定专题')
  const one = topic ? await store.findTopic(db, topic, { scope }) : undefined
  if (topic && !one) throw notFound('舆情专题', topic)
  const length = (kind === 'day' ? 1 : 7) * dayMs
  const from = new Date(to.getTime() - length)
  const span = { from, to, topic, scope }
  const counts = await countTexts(db, span)
  const before = await countTexts(db, { ...span, from: new Date(from.getTime() - length), to: from })
  const sources = await db.query<{
    source: string
    count: number
  }>(sql`SELECT x.source, count(*)::int AS count
    ${within(span)} GROUP BY x.source ORDER BY count DESC, x.source LIMIT 10`)
  const talked = await db.query<{ id: string; texts: number }>(sql`SELECT t.id, count(*)::int AS texts
    ${within(span)} GROUP BY t.id ORDER BY texts DESC, t.id LIMIT ${mostTopics}`)
  const topics: OpinionReport['topics'] = []
  for (const { id, texts } of talked) {
    const row = await store.findTopic(db, id, { scope })
    if (row) topics.push({ topic: store.toTopic(parts, row), texts, acts: await store.listActs(db, id) })
  }
  const name = { day: '网络舆情日报', week: '网络舆情周报', special: `网络舆情专报：${one?.title ?? ''}` }[
    kind
  ]
  const report = {
    title: `${name}（${day}）`,
    ...{ from: from.toISOString(), to: to.toISOString() },
    ...{ ...counts, before: before.texts, sources, topics },
  }
  return { ...report, text: inWords(report) }
}

const acts = {
  verified: '核实',
  responded: '回应',
  published: '发布',
  tracked: '跟踪',
  closed: '办结',
} as const

/** The report as it is read out: how much, from where, which matters, what was done. */
function inWords({ texts, contents, before, sources, topics }: Omit<OpinionReport, 'text'>): string {
  if (texts === 0) return '本期没有接入公开文本。'
  const change =
    texts === before
      ? '与上期持平'
      : `较上期${texts > before ? '增加' : '减少'} ${Math.abs(texts - before)} 条`
  const head = `本期接入公开文本 ${texts} 条、不同内容 ${contents} 篇，${change}。主要来源：${sources
    .map((one) => `${one.source} ${one.count} 条`)
    .join('、')}。`
  const lines = topics.map(({ topic, texts: count, acts: done }, i) => {
    const burst = topic.burst ? `；曾在一小时内突增至 ${topic.burst.count} 条` : ''
    const did = done.map((act) => `${acts[act.kind]}：${act.text}`).join('；') || '尚无处置登记'
    return `${i + 1}. ${topic.title}（${topic.divisionName ?? '地区未明'}），${count} 条，最早来源 ${topic.firstSource}${burst}。${did}。`
  })
  return [head, ...lines].join('\n')
}
