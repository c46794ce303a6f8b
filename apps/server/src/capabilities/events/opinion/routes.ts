import * as contract from '@civitas/contract'
import { type Principal, requireWholeCity } from '../../../kernel/access.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { EventsParts } from '../publish-event.ts'
import { findIntakeClient } from '../reports/intake-clients.ts'
import { findEvents } from '../store.ts'
import * as evidence from './evidence.ts'
import { readOpinionFile } from './read-file.ts'
import { reportOpinion } from './report.ts'
import { reportPdf } from './report-pdf.ts'
import * as store from './store.ts'
import { takeTexts } from './take-texts.ts'
import { listWatches, toWatch } from './watches.ts'

const mostLines = 5_000

export function bindOpinionRoutes(parts: EventsParts): void {
  const { kernel } = parts
  const { http, db, clock } = kernel
  http.bind(contract.takeOpinionTexts, ({ body }, { principal }) => {
    requireWholeCity(principal.scope)
    return db.transaction((tx) => takeTexts(parts, tx, body.texts))
  })
  http.bind(contract.pushOpinionTexts, async ({ body }) => {
    if (!(await findIntakeClient(kernel, body.key)))
      throw forbidden('接入密钥无效或已停用。', 'unknown-client')
    return db.transaction((tx) => takeTexts(parts, tx, body.texts))
  })
  http.bind(contract.importOpinionFile, ({ body }, { principal }) => {
    requireWholeCity(principal.scope)
    return importFile(parts, body.format, body.content)
  })
  http.bind(contract.listOpinionTopics, async ({ query }, { principal }) => {
    const page = await store.listTopics(db, query, principal.scope)
    return { items: page.items.map((row) => store.toTopic(parts, row)), total: page.total }
  })
  http.bind(contract.getOpinionTopic, ({ params }, { principal }) => getTopic(parts, params.id, principal))
  http.bind(contract.noteOpinionAct, ({ params, body }, { principal }) =>
    noteAct(parts, params.id, body, principal),
  )
  bindEvidence(parts)
  http.bind(contract.getOpinionReport, ({ query }, { principal }) => reportOpinion(parts, query, principal))
  http.bind(contract.listOpinionWatches, async () =>
    (await listWatches(parts, db)).map((one) => toWatch(parts, one)),
  )
  http.bind(contract.saveOpinionWatch, async ({ params, body }, { principal }) => {
    requireWholeCity(principal.scope)
    if (!parts.domains.findEventType(params.type)?.opinion) throw notFound('舆情监测设置', params.type)
    await store.saveWatch(db, { ...body, eventType: params.type }, principal.name, clock.now())
    return { done: true as const }
  })
}

/** What was captured, what is gone, and reports that carry it. */
function bindEvidence(parts: EventsParts): void {
  const { http, db, clock } = parts.kernel
  const requireTopic = async (id: string, { scope }: Principal) => {
    if (!(await store.findTopic(db, id, { scope }))) throw notFound('舆情专题', id)
  }
  http.bind(contract.listOpinionPostings, async ({ params, query }, { principal }) => {
    await requireTopic(params.id, principal)
    return evidence.listPostings(db, params.id, query)
  })
  http.bind(contract.noteOpinionGone, ({ params, body }, { principal }) =>
    evidence.noteGone(parts, params.id, body.note, principal),
  )
  http.bind(contract.listOpinionEvidence, async ({ params }, { principal }) => {
    await requireTopic(params.id, principal)
    return evidence.listEvidence(db, params.id)
  })
  http.bind(contract.keepOpinionEvidence, ({ params, body }, { principal }) =>
    evidence.addEvidence(parts, params.id, body, principal),
  )
  http.bind(contract.getOpinionEvidence, async ({ params }, { principal, reply }) => {
    const row = await evidence.readEvidence(db, params.id, principal.scope)
    // Never shown by the browser as a page of this platform: a captured page may carry scripts.
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(row.file_name)}`)
    return row.content
  })
  http.bind(contract.checkOpinionEvidence, ({ params }, { principal }) =>
    evidence.checkEvidence(db, params.id, principal.scope),
  )
  http.bind(contract.downloadOpinionReport, async ({ query }, { principal, reply }) => {
    const report = await reportOpinion(parts, query, principal)
    const captured = await Promise.all(
      report.topics.map(async ({ topic }) => [topic.id, await evidence.listEvidence(db, topic.id)] as const),
    )
    reply.header(
      'content-disposition',
      `attachment; filename*=UTF-8''${encodeURIComponent(report.title)}.pdf`,
    )
    const time = clock.now().toISOString()
    return reportPdf({ report, evidence: new Map(captured), by: principal.name, time })
  })
}

async function importFile(
  parts: EventsParts,
  format: 'jsonl' | 'csv',
  content: string,
): Promise<contract.OpinionTaken> {
  const { texts, faults } = readOpinionFile(format, content)
  if (texts.length > mostLines) throw invalid('/body/content', `一次最多 ${mostLines} 行`)
  const latest = parts.kernel.clock.now().getTime()
  const ahead = texts.filter(({ text }) => Date.parse(text.publishedTime) > latest)
  const good = texts.filter(({ text }) => Date.parse(text.publishedTime) <= latest)
  const taken = await parts.kernel.db.transaction((tx) =>
    takeTexts(
      parts,
      tx,
      good.map(({ text }) => text),
    ),
  )
  const late = ahead.map(({ line }) => ({ line, message: 'publishedTime：发布时间在将来' }))
  return { ...taken, faults: [...faults, ...late].slice(0, 200) }
}

async function getTopic(parts: EventsParts, id: string, { scope }: Principal) {
  const { db } = parts.kernel
  const row = await store.findTopic(db, id, { scope })
  if (!row) throw notFound('舆情专题', id)
  const [hours, sources, contents, acts, relatedIds] = await Promise.all([
    store.countByHour(db, row),
    store.countBySource(db, id),
    store.listContents(parts, id),
    store.listActs(db, id),
    store.listRelatedIds(db, row, scope),
  ])
  const related = (await findEvents(db, relatedIds)).map(parts.toEvent)
  return { topic: store.toTopic(parts, row), hours, sources, contents, related, acts }
}

function noteAct(
  parts: EventsParts,
  id: string,
  act: { kind: contract.OpinionAct['kind']; text: string; url?: string },
  by: Principal,
): Promise<contract.OpinionTopic> {
  const { db, clock } = parts.kernel
  return db.transaction(async (tx) => {
    const row = await store.findTopic(tx, id, { scope: by.scope, lock: true })
    if (!row) throw notFound('舆情专题', id)
    if (row.closed_time) throw conflict('topic-closed', '专题已办结。')
    const time = clock.now()
    await store.insertAct(tx, id, { ...act, userName: by.name, time })
    const closed = act.kind === 'closed' ? { closed_time: time } : {}
    return store.toTopic(parts, await store.saveTopic(tx, { ...row, ...closed }))
  })
}
