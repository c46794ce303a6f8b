import { caseChanged, eventChanged, type MessageBody, observationsRecorded } from '@civitas/contract'
import { listFormulaSources, walkFormula } from '@civitas/domain-kit'
import type { Transaction } from '../../kernel/db/database.ts'
import type { TraceEdge } from '../../kernel/trace.ts'
import type { FormulaParts } from './formulas/parts.ts'
import type { Recomputing } from './recompute.ts'
import { upsertCaseFacts, upsertEventFacts } from './store.ts'

/** Which indicators read a kind of case, a kind of event, or a datastream (`<thing type>/<datastream>`). */
interface Readers {
  ofCase(type: string): readonly string[]
  ofEvent(type: string): readonly string[]
  ofDatastream(key: string): readonly string[]
}

/**
 * Keeps this capability’s own reading of cases and events from their messages, and marks the indicators a change
 * concerns, once it is stored.
 */
export function followSources(parts: FormulaParts, recomputing: Recomputing): void {
  const { messages, trace } = parts.kernel
  let readers = findReaders(parts)
  parts.registry.onChange(() => {
    readers = findReaders(parts)
  })
  const followCases = async (
    tx: Transaction,
    heard: readonly { body: MessageBody<typeof caseChanged> }[],
  ) => {
    const newest = new Map(heard.map(({ body }) => [body.case.id, body]))
    await upsertCaseFacts(tx, [...newest.values()])
    const idsOf = (type: string) => readers.ofCase(type)
    const edges = heard
      .filter(({ body }) => body.act === 'opened' || body.act === 'closed')
      .flatMap(({ body }) => toEdges('case', body.case.id, idsOf(body.case.type)))
    if (edges.length > 0) trace.link(tx, edges)
    const types = new Set(heard.map(({ body }) => body.case.type))
    tx.afterCommit(() => recomputing.mark([...new Set([...types].flatMap(idsOf))]))
  }
  const followEvents = async (
    tx: Transaction,
    heard: readonly { body: MessageBody<typeof eventChanged> }[],
  ) => {
    await upsertEventFacts(
      tx,
      heard.map(({ body }) => body.event),
    )
    const idsOf = (type: string) => readers.ofEvent(type)
    const edges = heard
      .filter(({ body }) => body.act === 'raised')
      .flatMap(({ body }) => toEdges('event', body.event.id, idsOf(body.event.type)))
    if (edges.length > 0) trace.link(tx, edges)
    const types = new Set(heard.map(({ body }) => body.event.type))
    tx.afterCommit(() => recomputing.mark([...new Set([...types].flatMap(idsOf))]))
  }
  messages.subscribe('indicators.follow-cases', caseChanged, (tx, one) => followCases(tx, [one]), {
    all: followCases,
  })
  messages.subscribe('indicators.follow-events', eventChanged, (tx, one) => followEvents(tx, [one]), {
    all: followEvents,
  })
  messages.tail(observationsRecorded, ({ rows }) => {
    const keys = new Set<string>()
    for (const [datastreamId] of rows) {
      const stream = parts.sensing.index.find(datastreamId)
      if (stream) keys.add(`${stream.thing.thingType}/${stream.property}`)
    }
    for (const key of keys) recomputing.mark(readers.ofDatastream(key))
  })
}

function toEdges(fromKind: string, fromId: string, indicators: readonly string[]): TraceEdge[] {
  return indicators.map((toId) => ({ fromKind, fromId, toKind: 'indicator', toId, note: 'counted' }))
}

function findReaders({ registry }: FormulaParts): Readers {
  const byCase = new Map<string, string[]>()
  const byEvent = new Map<string, string[]>()
  const byDatastream = new Map<string, string[]>()
  const add = (map: Map<string, string[]>, key: string, id: string) => {
    const ids = map.get(key) ?? []
    if (!ids.includes(id)) map.set(key, [...ids, id])
  }
  for (const { id, formula } of registry.list()) {
    const sources = listFormulaSources(formula)
    for (const type of sources.caseTypes) add(byCase, type, id)
    for (const type of sources.eventTypes) add(byEvent, type, id)
    if (sources.allCases) add(byCase, '*', id)
    if (sources.allEvents) add(byEvent, '*', id)
    walkFormula(formula, (part) => {
      if (part.kind === 'observations') add(byDatastream, `${part.thingType}/${part.datastream}`, id)
    })
  }
  const of = (map: Map<string, string[]>, key: string) => [...(map.get(key) ?? []), ...(map.get('*') ?? [])]
  return {
    ofCase: (type) => of(byCase, type),
    ofEvent: (type) => of(byEvent, type),
    ofDatastream: (key) => byDatastream.get(key) ?? [],
  }
}
