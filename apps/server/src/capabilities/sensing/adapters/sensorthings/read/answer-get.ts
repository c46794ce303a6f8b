import { notFound } from '../../../../../kernel/problem.ts'
import { conformance, readServerSettings } from '../conformance.ts'
import { entitySets } from '../entity-sets.ts'
import { type Given, type Options, parseOptions } from '../query/parse-options.ts'
import type { StaRequest, StaResponse } from '../request.ts'
import { type Answer, type Reader, readEntities, toEntities } from './read-entities.ts'
import { resolvePath, type Target } from './resolve-path.ts'
import { isOtherStream, type Row, readProperty, selfLink } from './to-json.ts'

/** Answers a GET (OGC 18-088, 9). */
export async function answerGet(reader: Reader, request: StaRequest): Promise<StaResponse> {
  const target = await resolvePath(reader, request.path)
  switch (target.kind) {
    case 'root':
      return { status: 200, body: listSets(reader.root) }
    case 'set':
      return { status: 200, body: await answerSet(reader, request, target) }
    case 'property':
      return answerProperty(reader, target)
    case 'entity': {
      if (
        isOtherStream(target.parent?.set ?? target.set, target.parent?.name ?? '', target.parent?.row ?? {})
      )
        throw notFound(target.set.single, request.path)
      if (target.ref)
        return { status: 200, body: { '@iot.selfLink': selfLink(reader.root, target.set, target.row) } }
      const options = await parseOptions(reader, request.query, target.set)
      const [entity] = await toEntities(reader, target.set, options, [target.row])
      return { status: 200, body: entity }
    }
  }
}

function listSets(root: string) {
  return {
    value: Object.keys(entitySets).map((name) => ({ name, url: `${root}/${name}` })),
    serverSettings: { conformance, ...readServerSettings() },
  }
}

function answerProperty(reader: Reader, target: Extract<Target, { kind: 'property' }>): StaResponse {
  const { set, row, name, inner, value } = target
  const property = set.properties[name]
  const whole = property ? readProperty(property, row) : selfLink(reader.root, set, row)
  const found = inner.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? (at as Row)[step] : undefined,
    whole,
  )
  if (inner.length > 0 && found === undefined)
    throw notFound(`${set.single} 的属性`, `${name}/${inner.join('/')}`)
  if (found === undefined || found === null) return { status: 204 }
  if (!value) return { status: 200, body: { [inner.at(-1) ?? name]: found } }
  const text = typeof found === 'string' ? found : JSON.stringify(found)
  return { status: 200, text }
}

async function answerSet(
  reader: Reader,
  request: StaRequest,
  target: Extract<Target, { kind: 'set' }>,
): Promise<unknown> {
  const { set, within, order, ref } = target
  const asked = await parseOptions(reader, request.query, set)
  const options = asked.dataArray ? forDataArray(asked) : asked
  const first = await readEntities(reader, set, options, within, order)
  const again = mayBeAged(target, request.query, first, options) && (await reader.thaw?.(streamOf(target)))
  const answer = again ? await readEntities(reader, set, options, within, order) : first
  const head = {
    ...(answer.count === null ? {} : { '@iot.count': answer.count }),
    ...(answer.more && options.top > 0 ? { '@iot.nextLink': nextLink(reader, request, options) } : {}),
  }
  if (ref) return { ...head, value: answer.value.map((one) => ({ '@iot.selfLink': one['@iot.selfLink'] })) }
  if (asked.dataArray) return { ...head, value: toDataArray(reader, answer, asked) }
  return { ...head, value: answer.value }
}

/**
 * Whether older readings of the series could belong to this page: they lie in files once their day has aged. The newest
 * page of a series, which is what screens ask for, is whole without them.
 */
function mayBeAged(
  { set, parent }: Extract<Target, { kind: 'set' }>,
  query: StaRequest['query'],
  answer: Answer,
  options: Options,
): boolean {
  if (set.name !== 'Observations' || !parent?.set.name.endsWith('Datastreams')) return false
  const newestFirst = /^phenomenonTime desc/.test(query.$orderby ?? '')
  const isFull = answer.value.length === options.top
  return !(newestFirst && isFull && !query.$filter && answer.count === null)
}

function streamOf({ parent }: Extract<Target, { kind: 'set' }>): number {
  return Number(parent?.row.id)
}

function nextLink({ root }: Reader, { path, query }: StaRequest, options: Options): string {
  const next: Given = {
    ...query,
    $top: String(options.top),
    $skip: String(options.skip + options.top),
  }
  const written = Object.entries(next).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${root}/${path}?${written.join('&')}`
}

const arrayComponents = [
  'id',
  'phenomenonTime',
  'result',
  'resultTime',
  'resultQuality',
  'validTime',
  'parameters',
]

function componentsOf(options: Options): string[] {
  if (!options.select) return arrayComponents
  return options.select
    .map((name) => (name === '@iot.id' ? 'id' : name))
    .filter((name) => arrayComponents.includes(name))
}

/** Everything the array shows, and to which datastream each row belongs. */
function forDataArray(options: Options): Options {
  return { ...options, select: null, expand: [] }
}

/** `$resultFormat=dataArray` (OGC 18-088, 9.3.4 and 11): one group for each datastream. */
function toDataArray({ root }: Reader, answer: Answer, options: Options): Row[] {
  const components = componentsOf(options)
  const groups = new Map<string, Row & { dataArray: unknown[] }>()
  for (const one of answer.value) {
    const id = String(one['@iot.id']).split('-')[0] as string
    const name = 'MultiDatastream@iot.navigationLink' in one ? 'MultiDatastream' : 'Datastream'
    const group = groups.get(id) ?? {
      [`${name}@iot.navigationLink`]: `${root}/${name}s(${id})`,
      components,
      'dataArray@iot.count': 0,
      dataArray: [],
    }
    group.dataArray.push(components.map((part) => one[part === 'id' ? '@iot.id' : part] ?? null))
    group['dataArray@iot.count'] = group.dataArray.length
    groups.set(id, group)
  }
  return [...groups.values()]
}
