import type { PackagePart, PartSource } from '@civitas/contract'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { sql } from '../../../kernel/db/sql.ts'
import { findDataset } from '../catalogue/store.ts'
import { disputedKeys } from '../feedback/report-store.ts'
import type { GatewayParts } from '../gateway/gateway-parts.ts'
import { tokenOf } from '../gateway/rules.ts'
import { readRows } from '../tables/read-rows.ts'
import { fullAccess } from '../tables/row-access.ts'
import { findVersionAt } from '../tables/store.ts'
import { type Found, isSame } from './rules.ts'
import type { PackageRow } from './store.ts'

/**
 * Asks the sources of a part in turn: a fresh answer kept from before, then each source until one knows. When none could be
 * asked, an answer kept from before is given as stale; when there is none, that it could not be asked.
 */
export async function askPart(
  parts: GatewayParts,
  pack: PackageRow,
  part: PackagePart,
  key: string,
  until: number,
): Promise<Found> {
  const token = tokenOf(key, parts.tokenKey)
  const kept = await readKept(parts, pack, part.name, token)
  if (kept && !kept.isStale) return kept
  let last: Found | undefined
  for (const source of part.sources) {
    last = await askSource(parts, source, part.name, key, until)
    if (last.is === 'value') {
      if (pack.fresh_hours > 0 && source.kind === 'http') await keep(parts, pack, part.name, token, last)
      return last
    }
  }
  if (kept && last?.is === 'unreachable') return kept
  return last as Found
}

/**
 * Asks all sources of a part at once. One that says otherwise than is claimed decides, whether or not another could be asked;
 * else what those say that know the subject, or that none does.
 */
export async function askEvery(
  parts: GatewayParts,
  part: PackagePart,
  { key, claimed }: { key: string; claimed: string },
  until: number,
): Promise<Found[]> {
  const found = await Promise.all(
    part.sources.map((source) => askSource(parts, source, part.name, key, until)),
  )
  const other = found.find((one) => one.is === 'value' && !isSame(claimed, one.value))
  if (other) return [other]
  const known = found.filter((one) => one.is !== 'nothing')
  return known.length > 0 ? known : found.slice(0, 1)
}

async function readKept({ kernel }: GatewayParts, pack: PackageRow, part: string, token: string) {
  if (pack.fresh_hours === 0) return undefined
  const row = await kernel.db.first<{
    value: string | null
    source: string
    time: Date
  }>(sql`SELECT value, source, time
    FROM data.package_cache WHERE package_id = ${pack.id} AND part = ${part} AND token = ${token}`)
  if (!row) return undefined
  const isStale = kernel.clock.now().getTime() - row.time.getTime() > pack.fresh_hours * 3_600_000
  // Only answers of interfaces are kept; doubts are of records of datasets.
  return { is: 'value' as const, ...row, isStale, isDisputed: false }
}

async function keep(
  { kernel }: GatewayParts,
  pack: PackageRow,
  part: string,
  token: string,
  found: Extract<Found, { is: 'value' }>,
): Promise<void> {
  await kernel.db.query(sql`INSERT INTO data.package_cache (package_id, part, token, value, source, time)
    VALUES (${pack.id}, ${part}, ${token}, ${found.value}, ${found.source}, ${found.time})
    ON CONFLICT (package_id, part, token) DO UPDATE SET value = excluded.value, source = excluded.source,
      time = excluded.time`)
}

function askSource(
  parts: GatewayParts,
  source: PartSource,
  part: string,
  key: string,
  until: number,
): Promise<Found> {
  return source.kind === 'dataset'
    ? askDataset(parts, source, key)
    : askInterface(parts, source, part, key, until)
}

async function askDataset(
  parts: GatewayParts,
  source: Extract<PartSource, { kind: 'dataset' }>,
  key: string,
): Promise<Found> {
  const { db } = parts.kernel
  const [dataset, version] = [
    await findDataset(db, source.datasetId),
    await findVersionAt(db, source.datasetId, null),
  ]
  const name = parts.identity.findOrganisation(dataset?.organisation_id ?? null)?.name ?? ''
  const label = `${name}·${dataset?.name ?? ''}`
  if (!dataset || !version) return { is: 'unreachable', why: '数据源没有数据', source: label }
  const names = new Set(version.fields.map((field) => field.name))
  if (!names.has(source.keyField) || !names.has(source.valueField))
    return { is: 'unreachable', why: '数据源已变更', source: label }
  const time = version.published_time as Date
  const { items, disputed } = await readRows(parts, version, fullAccess(version.fields, true), {
    ...{ fields: [source.valueField], filters: [{ field: source.keyField, is: 'eq', value: key }] },
    ...{ limit: 1, isCounted: false, disputed: await disputedKeys(db, source.datasetId) },
  })
  const row = items[0]
  if (!row) return { is: 'nothing', source: label, time }
  const value = row[source.valueField]
  return {
    ...{ is: 'value', source: label, time, isStale: false, isDisputed: disputed.length > 0 },
    value: value === null || value === undefined ? null : String(value),
  }
}

const answerShape = Compile(
  Type.Object({
    found: Type.Boolean(),
    value: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    time: Type.Optional(Type.String()),
  }),
)

/** Asks an interface within its own limit and that of the package; one that keeps failing is left alone for a while. */
async function askInterface(
  parts: GatewayParts,
  source: Extract<PartSource, { kind: 'http' }>,
  part: string,
  key: string,
  until: number,
): Promise<Found> {
  const breaker = parts.breakerOf(`source ${source.url}`)
  const now = () => parts.kernel.clock.now()
  if (!breaker.allows(now().getTime())) return { is: 'unreachable', why: '数据源熔断', source: source.name }
  const left = Math.max(1, Math.min(source.timeoutMs, until - performance.now()))
  try {
    const response = await fetch(source.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key, part }),
      signal: AbortSignal.timeout(Math.ceil(left)),
      redirect: 'error',
    })
    const answer: unknown = await response.json()
    if (!response.ok || !answerShape.Check(answer)) throw new Error(`answered ${response.status}`)
    breaker.succeeded()
    const said = answer.time ? Date.parse(answer.time) : Number.NaN
    const time = Number.isNaN(said) ? now() : new Date(said)
    if (!answer.found) return { is: 'nothing', source: source.name, time }
    const value = answer.value ?? null
    return { is: 'value', value, source: source.name, time, isStale: false, isDisputed: false }
  } catch (error) {
    breaker.failed(now().getTime())
    const isLate = (error as Error).name === 'TimeoutError'
    return { is: 'unreachable', why: isLate ? '数据源超时' : '数据源异常', source: source.name }
  }
}
