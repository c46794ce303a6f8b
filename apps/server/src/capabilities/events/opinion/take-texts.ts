import type { OpinionTaken, OpinionText } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { invalid } from '../../../kernel/problem.ts'
import { toGrams } from '../../../kernel/search.ts'
import type { EventsParts } from '../publish-event.ts'
import { keepEvidence } from './evidence.ts'
import { makeAreaFinder } from './find-area.ts'
import { judgeTopic } from './judge-topic.ts'
import { chooseWatch, hidePersons, likenessOf, type Watch } from './rules.ts'
import { bandKeysOf, sameContent, shareOf, shinglesOf } from './similar-texts.ts'
import * as store from './store.ts'
import { listWatches } from './watches.ts'

/** A topic nobody has spoken of for so long is over; the next text begins another. */
const silenceMs = 24 * 3_600_000
/** How long a content is remembered for what is posted again. */
const memoryMs = 30 * 24 * 3_600_000
/** Pairs of letters a text nobody watches for must share with a topic. */
const sameMatter = 0.3
const mostAheadMs = 10 * 60_000

interface Batch {
  readonly watches: readonly Watch[]
  readonly findArea: ReturnType<typeof makeAreaFinder>
  readonly topics: Set<string>
  contents: number
}

/**
 * Takes public texts in: what repeats a content adds to its spread, what speaks of the same matter joins its topic, and a
 * topic that has burst opens its event. The batch is taken whole or not at all.
 */
export async function takeTexts(
  parts: EventsParts,
  tx: Transaction,
  texts: readonly OpinionText[],
): Promise<OpinionTaken> {
  const latest = parts.kernel.clock.now().getTime() + mostAheadMs
  for (const [n, text] of texts.entries())
    if (Date.parse(text.publishedTime) > latest)
      throw invalid(`/body/texts/${n}/publishedTime`, '发布时间在将来')
  await store.lockOpinion(tx)
  const known = await store.listKnownUrls(
    tx,
    texts.map((text) => text.url),
  )
  const batch: Batch = {
    watches: await listWatches(parts, tx),
    findArea: makeAreaFinder(parts.territory),
    topics: new Set(),
    contents: 0,
  }
  let taken = 0
  for (const text of [...texts].sort((a, b) => Date.parse(a.publishedTime) - Date.parse(b.publishedTime))) {
    if (known.has(text.url)) continue
    known.add(text.url)
    if (await takeText(parts, tx, batch, text)) taken++
  }
  const alerts: string[] = []
  for (const id of batch.topics) if (await judgeTopic(parts, tx, id, batch.watches)) alerts.push(id)
  return {
    ...{ taken, known: texts.length - taken, contents: batch.contents },
    ...{ topicIds: [...batch.topics], alerts, faults: [] },
  }
}

/** False when nothing watches for such a text. */
async function takeText(
  parts: EventsParts,
  tx: Transaction,
  batch: Batch,
  text: OpinionText,
): Promise<boolean> {
  const time = new Date(text.publishedTime)
  const body = hidePersons(text.text)
  const shingles = shinglesOf(body)
  const keys = bandKeysOf(shingles)
  const alike = await store.listAlike(tx, keys, new Date(time.getTime() - memoryMs))
  const same = alike.find((one) => shareOf(shingles, shinglesOf(one.body)) >= sameContent)
  const place = same
    ? { topicId: same.topic_id, contentId: same.id }
    : await beginContent(parts, tx, batch, { text, body, keys, time })
  if (!place) return false
  const { source, url } = text
  await store.insertText(tx, { ...place, source, url, time }, parts.kernel.clock.now())
  if (text.capture)
    await keepEvidence(parts, tx, {
      ...{ topicId: place.topicId, url, capture: text.capture, path: '/body/texts', bySource: true },
      ...{ capturedTime: parts.kernel.clock.now(), capturedBy: source },
    })
  batch.topics.add(place.topicId)
  return true
}

interface Read {
  readonly text: OpinionText
  readonly body: string
  readonly keys: readonly number[]
  readonly time: Date
}

async function beginContent(parts: EventsParts, tx: Transaction, batch: Batch, read: Read) {
  const { text, body, keys, time } = read
  const title = hidePersons(text.title ?? '') || [...body].slice(0, 40).join('')
  const chosen = chooseWatch(batch.watches, `${title} ${body}`)
  if (!chosen) return undefined
  const divisionCode = await batch.findArea(tx, `${title} ${body}`, text.place)
  const topic = await findTopic(parts, tx, { chosen, divisionCode, title, read })
  batch.contents++
  const contentId = await store.insertContent(tx, {
    ...{ topicId: topic.id, title, body, place: text.place ?? null, divisionCode },
    ...{ source: text.source, url: text.url, time, keys },
  })
  return { topicId: topic.id, contentId }
}

/** The topic a new content belongs to: the one going on about it in its district, else a new one. */
async function findTopic(
  { domains }: EventsParts,
  tx: Transaction,
  given: {
    chosen: { watch: Watch; hits: string[] }
    divisionCode: string | null
    title: string
    read: Read
  },
): Promise<store.TopicRow> {
  const { chosen, divisionCode, title, read } = given
  const { eventType } = chosen.watch
  const district = divisionCode?.slice(0, 6) ?? null
  const isOpen = chosen.hits.length === 0
  const grams = toGrams(title)
  const near = { eventType, district, time: read.time, withinMs: silenceMs }
  const going = await store.listGoingOn(tx, isOpen ? { ...near, grams } : near)
  const found = isOpen ? going.find((one) => likenessOf(grams, one.grams) >= sameMatter) : going[0]
  const terms = [...new Set([...(found?.terms ?? []), ...chosen.hits])].slice(0, 8)
  if (found) return store.saveTopic(tx, { ...found, terms, district: found.district ?? district })
  const what = domains.get('eventTypes', eventType).title.zh
  const topic = await store.insertTopic(tx, {
    ...{ eventType, district, source: read.text.source, time: read.time },
    title: isOpen ? title : `${what}：${chosen.hits.join('、')}`,
    grams: isOpen ? grams : toGrams(what, title, ...chosen.hits),
  })
  return store.saveTopic(tx, { ...topic, terms })
}
