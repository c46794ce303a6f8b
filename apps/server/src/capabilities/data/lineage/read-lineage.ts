import type {
  getImpact,
  getLineage,
  LineageEdge,
  LineageKind,
  LineageNode,
  OperationOutput,
  traceValue,
} from '@civitas/contract'
import { isId } from '../../../kernel/ids.ts'
import { findDatasets } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import * as store from './store.ts'

type Graph = OperationOutput<typeof getLineage>

const maxNodes = 2_000
const keyOf = (end: store.EdgeEnd) => `${end.kind} ${end.id} ${end.field}`

export interface LineageAsk {
  kind: LineageKind
  id: string
  field?: string
  asOf?: string
  direction?: 'both' | 'upstream' | 'downstream'
  depth?: number
}

/** Everything a column (or a whole) is made from and goes into, as the graph was at a time. */
export async function readLineage(parts: DataParts, ask: LineageAsk): Promise<Graph> {
  const time = ask.asOf ? new Date(ask.asOf) : parts.kernel.clock.now()
  const root = { kind: ask.kind, id: ask.id, field: ask.field ?? '' }
  const levels = new Map([[keyOf(root), { end: root, level: 0 }]])
  const edges = new Map<string, store.EdgeRow>()
  const direction = ask.direction ?? 'both'
  for (const way of ['upstream', 'downstream'] as const)
    if (direction === 'both' || direction === way)
      await walk(parts, { root, way, time, depth: ask.depth ?? 6 }, levels, edges)
  return { nodes: await describe(parts, [...levels.values()]), edges: [...edges.values()].map(toEdge) }
}

interface Walk {
  root: store.EdgeEnd
  way: 'upstream' | 'downstream'
  time: Date
  depth: number
}

type Levels = Map<string, { end: store.EdgeEnd; level: number }>

async function walk({ kernel }: DataParts, ask: Walk, levels: Levels, edges: Map<string, store.EdgeRow>) {
  let ends = [ask.root]
  const seen = new Set([keyOf(ask.root)])
  for (let level = 1; level <= ask.depth && ends.length > 0 && levels.size < maxNodes; level++) {
    const isDown = ask.way === 'downstream'
    const found = isDown
      ? await store.edgesFrom(kernel.db, ends, ask.time)
      : await store.edgesTo(kernel.db, ends, ask.time)
    ends = []
    for (const edge of found) {
      edges.set(edge.id, edge)
      const near = { kind: edge.from_kind, id: edge.from_id, field: edge.from_field }
      const far = { kind: edge.to_kind, id: edge.to_id, field: edge.to_field }
      // An edge of one column of a thing asked for as a whole has an end of its own.
      const [start, next] = isDown ? [near, far] : [far, near]
      if (!levels.has(keyOf(start)))
        levels.set(keyOf(start), { end: start, level: isDown ? level - 1 : 1 - level })
      if (!levels.has(keyOf(next))) levels.set(keyOf(next), { end: next, level: isDown ? level : -level })
      if (seen.has(keyOf(next))) continue
      seen.add(keyOf(next))
      ends.push(next)
    }
  }
}

export function toEdge(row: store.EdgeRow): LineageEdge {
  return {
    id: row.id,
    from: { kind: row.from_kind, id: row.from_id, field: row.from_field },
    to: { kind: row.to_kind, id: row.to_id, field: row.to_field },
    ...{ via: row.via_name, ruleVersion: row.rule_version, isManual: row.is_manual },
    lastRun: row.run_id && row.run_time ? { runId: row.run_id, time: row.run_time.toISOString() } : null,
    validFrom: row.valid_from.toISOString(),
    validTo: row.valid_to?.toISOString() ?? null,
  }
}

async function describe(
  parts: DataParts,
  found: ReadonlyArray<{ end: store.EdgeEnd; level: number }>,
): Promise<LineageNode[]> {
  const names = await namesOf(
    parts,
    found.map(({ end }) => end),
  )
  return found.map(({ end, level }) => {
    const named = names(end)
    return {
      ...{ kind: end.kind, id: end.id, field: end.field, level },
      ...{
        name: named.name,
        organisationName: named.organisationName,
        fieldTitle: named.titles.get(end.field) ?? null,
      },
    }
  })
}

interface Named {
  name: string
  organisationId: string | null
  organisationName: string | null
  titles: ReadonlyMap<string, string>
}

async function namesOf(
  parts: DataParts,
  ends: ReadonlyArray<{ kind: LineageKind; id: string }>,
): Promise<(end: { kind: LineageKind; id: string }) => Named> {
  const { db } = parts.kernel
  const ids = [...new Set(ends.map((end) => end.id))]
  const datasets = await findDatasets(db, ids.filter(isId))
  const known = new Map<string, Named>()
  for (const { kind, id, name } of await store.readNodes(db, ids))
    known.set(`${kind} ${id}`, { name, organisationId: null, organisationName: null, titles: new Map() })
  for (const row of datasets)
    known.set(`dataset ${row.id}`, {
      name: row.name,
      organisationId: row.organisation_id,
      organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? null,
      titles: new Map(row.fields.map((field) => [field.name, field.title])),
    })
  const bare = (name: string): Named => ({
    name,
    organisationId: null,
    organisationName: null,
    titles: new Map(),
  })
  return ({ kind, id }) => {
    const indicator = kind === 'indicator' ? parts.domains.findIndicator(id)?.title.zh : undefined
    return known.get(`${kind} ${id}`) ?? bare(indicator ?? id)
  }
}

/** What a change of a column would break: tables, the interfaces over them, indicators, reports. */
export async function readImpact(
  parts: DataParts,
  ask: LineageAsk,
): Promise<OperationOutput<typeof getImpact>> {
  const { nodes, edges } = await readLineage(parts, { ...ask, direction: 'downstream', depth: 12 })
  const below = nodes.filter((node) => node.level > 0)
  const of = (kind: LineageKind) => {
    const found = new Map(below.filter((node) => node.kind === kind).map((node) => [node.id, node.name]))
    return [...found].map(([id, name]) => ({ id, name }))
  }
  const columnsOf = (id: string) => below.filter((node) => node.id === id && node.field)
  const names = new Map(of('api').map((one) => [one.id, one.name]))
  const datasets = of('dataset').filter(({ id }) => id !== ask.id)
  return {
    datasets: datasets.map(({ id, name }) => ({
      ...{ id, name },
      organisationName: below.find((node) => node.id === id)?.organisationName ?? '',
      fields: [...new Set(columnsOf(id).map((node) => node.field))],
      fieldTitles: Object.fromEntries(
        columnsOf(id).map((node) => [node.field, node.fieldTitle ?? node.field]),
      ),
      apis: [
        `POST /api/data/datasets/${id}/rows`,
        ...new Set(
          edges
            .filter((edge) => edge.from.id === id && edge.to.kind === 'api')
            .map((edge) => names.get(edge.to.id) ?? edge.to.id),
        ),
      ],
    })),
    ...{ apis: of('api'), indicators: of('indicator'), reports: of('report') },
  }
}

type Step = OperationOutput<typeof traceValue>['steps'][number]

/** The path from a value back to the deliveries it came from, with the run that made each state. */
export async function readTrace(
  parts: DataParts,
  ask: { kind: LineageKind; id: string; state?: string },
): Promise<Step[]> {
  const { db } = parts.kernel
  const found: Array<Omit<Step, 'name'>> = []
  const seen = new Set<string>()
  const visit = async (at: { kind: LineageKind; id: string; state: string | undefined }, depth: number) => {
    const uses = await store.readUses(db, at)
    const made = uses[0]
    const state = made?.to_state ?? at.state ?? ''
    const key = `${at.kind} ${at.id} ${state}`
    if (seen.has(key) || depth > 12) return
    seen.add(key)
    found.push({
      ...{ kind: at.kind, id: at.id, state, depth },
      ...{ runId: made?.run_id ?? null, runTime: made?.time.toISOString() ?? null },
      ...{ via: made?.via_name ?? null, ruleVersion: made?.rule_version ?? null },
    })
    for (const use of uses)
      await visit({ kind: use.from_kind, id: use.from_id, state: use.from_state }, depth + 1)
  }
  await visit({ kind: ask.kind, id: ask.id, state: ask.state }, 0)
  const names = await namesOf(parts, found)
  const numbers = new Map(
    (
      await store.versionNumbers(
        db,
        found.map((one) => one.state),
      )
    ).map((one) => [one.id, one.number]),
  )
  return found.map((one) => {
    const number = numbers.get(one.state)
    return { ...one, name: names(one).name, state: number === undefined ? one.state : `第${number}版` }
  })
}
