import * as contract from '@civitas/contract'
import { isInScope, type Principal, type Scope } from '../../../kernel/access.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { Entities } from '../../entities/index.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import { bucketSecondsFor, readBuckets } from '../datastreams/series.ts'
import { type Expression, parseExpression } from '../firings/expression.ts'
import { computeValues, fuseSeries } from './compute.ts'
import { saveView } from './view-store.ts'

interface Parts {
  kernel: Kernel
  index: DatastreamIndex
  entities: Entities
}

interface Row {
  id: string
  definition: contract.FusedViewInput
  changed_time: Date
  changed_by: string
}

const toView = ({ id, definition, changed_time, changed_by }: Row): contract.FusedView => ({
  ...{ ...definition, id, changedBy: changed_by },
  changedTime: changed_time.toISOString(),
})

/** Panels of several devices of one place with derived values (PLT-016). */
export function bindFusedViews(parts: Parts): void {
  const { kernel, index } = parts
  const { http, db, clock } = kernel
  const find = async (id: string, { scope }: Principal): Promise<contract.FusedView> => {
    const row = await db.first<Row>(
      sql`SELECT id, definition, changed_time, changed_by FROM sensing.fused_view WHERE id = ${id}`,
    )
    if (!row || !isVisible(index, row.definition, scope)) throw notFound('融合面板', id)
    return toView(row)
  }
  http.bind(contract.listFusedViews, ({ query }, { principal }) => listViews(parts, query, principal.scope))
  http.bind(contract.readFusedView, async ({ params }, { principal }) =>
    readNow(parts, await find(params.id, principal)),
  )
  http.bind(contract.getFusedSeries, async ({ params, query }, { principal }) =>
    readSeries(parts, await find(params.id, principal), query),
  )
  const save = async (id: string, body: contract.FusedViewInput, by: Principal) => {
    check(index, body, by.scope)
    const row = { id, definition: body, by: by.name, now: clock.now() }
    await saveView(db, { ...row, divisionCode: divisionOf(index, body) })
    return find(id, by)
  }
  http.bind(contract.createFusedView, ({ body }, { principal }) => save(newId(), body, principal))
  http.bind(contract.changeFusedView, async ({ params, body }, { principal }) => {
    await find(params.id, principal)
    return save(params.id, body, principal)
  })
  http.bind(contract.deleteFusedView, async ({ params }, { principal }) => {
    await find(params.id, principal)
    await db.query(sql`DELETE FROM sensing.fused_view WHERE id = ${params.id}`)
    return { done: true as const }
  })
}

function divisionOf(index: DatastreamIndex, { members }: contract.FusedViewInput): string | null {
  return index.find(members[0]?.datastreamId ?? 0)?.thing.divisionCode ?? null
}

/** A panel is seen by who may see all of its devices. */
function isVisible(index: DatastreamIndex, { members }: contract.FusedViewInput, scope: Scope): boolean {
  return members.every(({ datastreamId }) => {
    const stream = index.find(datastreamId)
    return stream === undefined || isInScope(stream.thing.divisionCode, scope)
  })
}

async function listViews(
  { kernel, index }: Parts,
  { search, limit = 50, offset = 0 }: { search?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<contract.Page<contract.FusedView>> {
  const rows =
    await kernel.db.query<Row>(sql`SELECT id, definition, changed_time, changed_by FROM sensing.fused_view
    ${search ? sql`WHERE title ILIKE ${`%${search}%`}` : empty} ORDER BY title, id`)
  const seen = rows.filter((row) => isVisible(index, row.definition, scope))
  return { items: seen.slice(offset, offset + limit).map(toView), total: seen.length }
}

/** Refuses names used twice, devices out of sight, and expressions that cannot be read. */
function check(
  index: DatastreamIndex,
  { members, constants, values }: contract.FusedViewInput,
  scope: Scope,
): void {
  const names = new Set<string>()
  const take = (name: string, path: string) => {
    if (names.has(name)) throw invalid(path, `名称“${name}”重复`)
    names.add(name)
  }
  members.forEach(({ name, datastreamId }, i) => {
    take(name, `/body/members/${i}/name`)
    const stream = index.find(datastreamId)
    if (!stream || !isInScope(stream.thing.divisionCode, scope))
      throw invalid(`/body/members/${i}/datastreamId`, '没有这个数据流')
  })
  for (const [i, { name }] of constants.entries()) take(name, `/body/constants/${i}/name`)
  values.forEach(({ name, expression }, i) => {
    const parsed = parse(expression, `/body/values/${i}/expression`)
    const missing = [...parsed.properties, ...parsed.attributes.map((one) => `attr.${one}`)].find(
      (one) => !names.has(one),
    )
    if (missing !== undefined)
      throw invalid(`/body/values/${i}/expression`, `没有名为“${missing}”的测点或常数`)
    take(name, `/body/values/${i}/name`)
  })
}

function parse(text: string, path: string): Expression {
  try {
    return parseExpression(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid(path, error.message)
    throw error
  }
}

async function readNow(
  { kernel, index, entities }: Parts,
  view: contract.FusedView,
): Promise<contract.FusedReading> {
  const streams = view.members.map((member) => ({ member, stream: index.find(member.datastreamId) }))
  const things = [...new Set(streams.flatMap(({ stream }) => stream?.thing.id ?? []))]
  const latest = new Map((await entities.readLatest(things)).map((row) => [row.datastream_id, row]))
  const members = streams.flatMap(({ member, stream }) => {
    if (!stream) return []
    const row = latest.get(member.datastreamId)
    const { thing } = stream
    const position: [number, number] | null = thing.position ? [thing.position[0], thing.position[1]] : null
    return [
      {
        ...{ ...member, thingId: thing.id, thingName: thing.name, position, value: row?.value ?? null },
        ...{ unit: index.describe(member.datastreamId).unitLabel, time: row?.time?.toISOString() ?? null },
      },
    ]
  })
  return { view, members, values: computeValues(view, members, kernel.clock.now().getTime()) }
}

async function readSeries(
  { kernel }: Parts,
  view: contract.FusedView,
  query: { from: string; to: string; points?: number },
) {
  const [from, to] = [new Date(query.from), new Date(query.to)]
  if (from >= to) throw invalid('/query/to', '应晚于 from')
  const seconds = Math.max(60, bucketSecondsFor(from.getTime(), to.getTime(), query.points ?? 200))
  const series = new Map<string, Map<string, number>>()
  for (const { name, datastreamId } of view.members) {
    const points = await readBuckets(kernel, datastreamId, from, to, seconds)
    series.set(name, new Map(points.flatMap(({ time, value }) => (value === null ? [] : [[time, value]]))))
  }
  return fuseSeries(view, series)
}
