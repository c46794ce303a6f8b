import type { Principal } from '../../../../kernel/access.ts'
import type { Sql } from '../../../../kernel/db/sql.ts'
import { invalid } from '../../../../kernel/problem.ts'
import { type EntitySet, entitySets, getSet } from '../sensorthings/entity-sets.ts'
import { type Given, type Options, parseOptions } from '../sensorthings/query/parse-options.ts'
import { linkCondition, type Reader } from '../sensorthings/read/read-entities.ts'
import { parsePath, resolvePath } from '../sensorthings/read/resolve-path.ts'

/** What a topic asks for (OGC 18-088, 14.1): entities of a set, one entity, or a property of one. */
export interface Topic {
  readonly text: string
  readonly set: EntitySet
  /** Entities must meet this too; `Things('…')/Datastreams` are those of that Thing. */
  readonly within: Sql | null
  /** The one entity, or null for all of the set. */
  readonly key: string | null
  /** The one property, or null for the whole entity. */
  readonly property: string | null
  readonly options: Options
  /** What is looked up when something happens: `set:Things`, `entity:Things:…`, `stream:5`. */
  readonly indexedBy: string
}

const prefix = 'v1.1/'

/** Reads a topic; one that is none is refused. */
export async function readTopic(reader: Reader, text: string): Promise<Topic> {
  if (!text.startsWith(prefix) || /[+#]/.test(text)) throw invalid('/topic', `没有主题 ${text}`)
  const [path = '', query = ''] = text.slice(prefix.length).split(/\?(.*)/s)
  const given: Given = Object.fromEntries(new URLSearchParams(query))
  const segments = parsePath(path)
  const [first, second] = segments
  const set = first && Object.hasOwn(entitySets, first.name) ? getSet(first.name) : undefined
  if (!first || !set) throw invalid('/topic', `没有主题 ${text}`)
  const whole = { text, within: null, key: first.key, property: null }
  if (segments.length === 1) {
    const indexedBy = first.key === null ? `set:${set.name}` : `entity:${set.name}:${first.key}`
    return { ...whole, set, indexedBy, options: await parseOptions(reader, given, set) }
  }
  const isStream = set.name === 'Datastreams' || set.name === 'MultiDatastreams'
  const target = await resolvePath(reader, path)
  if (target.kind === 'property' && !target.value && target.inner.length === 0) {
    const key = String(target.row[target.set.key.column])
    const options = await parseOptions(reader, {}, target.set)
    return {
      ...whole,
      set: target.set,
      key,
      property: target.name,
      options,
      indexedBy: `entity:${target.set.name}:${key}`,
    }
  }
  if (target.kind !== 'set' || target.ref || !target.parent) throw invalid('/topic', `没有主题 ${text}`)
  const options = await parseOptions(reader, given, target.set)
  const ofStream = isStream && segments.length === 2 && second?.name === 'Observations'
  const { within } = linkCondition(target.parent.link, target.parent.row)
  return {
    ...{ text, set: target.set, key: null, property: null, options },
    within: ofStream ? null : within,
    indexedBy: ofStream ? `stream:${first.key}` : `set:${target.set.name}`,
  }
}

/** Whether what a topic sends can be cut out of the entity as it was read, without asking the database once more. */
export function isSimple({ within, options }: Topic): boolean {
  return within === null && options.filter === null && options.expand.length === 0
}

/** Topics that are subscribed to, found by what happens. */
export interface TopicIndex<C> {
  add(topic: Topic, client: C, subscriber: Subscriber): void
  remove(text: string, client: C): void
  removeClient(client: C): void
  /** Topics that may have to do with something, and who hears them. */
  find(indexedBy: string): Iterable<{ topic: Topic; hearers: Map<C, Subscriber> }>
  readonly size: number
}

export interface Subscriber {
  principal: Principal
  qos: 0 | 1
}

export function createTopicIndex<C>(): TopicIndex<C> {
  type Entry = { topic: Topic; hearers: Map<C, Subscriber> }
  const byText = new Map<string, Entry>()
  const byKey = new Map<string, Set<Entry>>()
  const byClient = new Map<C, Set<string>>()
  const remove = (text: string, client: C) => {
    const entry = byText.get(text)
    byClient.get(client)?.delete(text)
    entry?.hearers.delete(client)
    if (!entry || entry.hearers.size > 0) return
    byText.delete(text)
    byKey.get(entry.topic.indexedBy)?.delete(entry)
    if (byKey.get(entry.topic.indexedBy)?.size === 0) byKey.delete(entry.topic.indexedBy)
  }
  return {
    add: (topic, client, subscriber) => {
      const entry = byText.get(topic.text) ?? { topic, hearers: new Map<C, Subscriber>() }
      byText.set(topic.text, entry)
      entry.hearers.set(client, subscriber)
      byKey.set(topic.indexedBy, (byKey.get(topic.indexedBy) ?? new Set<Entry>()).add(entry))
      byClient.set(client, (byClient.get(client) ?? new Set<string>()).add(topic.text))
    },
    remove,
    removeClient: (client) => {
      for (const text of [...(byClient.get(client) ?? [])]) remove(text, client)
      byClient.delete(client)
    },
    find: (indexedBy) => byKey.get(indexedBy) ?? [],
    get size() {
      return byText.size
    },
  }
}
