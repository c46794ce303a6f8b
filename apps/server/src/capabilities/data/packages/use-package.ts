import type {
  DataUse,
  FilledPart,
  fetchByPackage,
  OperationInput,
  OperationOutput,
  Verification,
  verifyByPackage,
} from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import { forbidden, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import type { GatewayParts } from '../gateway/gateway-parts.ts'
import { tokenOf } from '../gateway/rules.ts'
import { askEvery, askPart } from './ask-sources.ts'
import { verdictOf } from './rules.ts'
import { findPackage, type PackageRow } from './store.ts'

/** Calls of a minute, by package and caller. */
const calls = new Map<string, { minute: number; count: number }>()

/** The package, when the caller may use it now: with consent where it needs one, and not too often. */
export async function requirePackage(
  parts: GatewayParts,
  code: string,
  who: { principal: Principal; consent?: string; count: number },
): Promise<PackageRow> {
  const pack = await findPackage(parts.kernel.db, code)
  if (!pack) throw notFound('数据服务包', code)
  if (pack.needs_consent && !who.consent?.trim())
    throw forbidden('该服务包须取得本人同意，请填写同意书编号。', 'consent-needed')
  const name = `${pack.id} ${who.principal.organisationId ?? who.principal.userId}`
  const minute = Math.floor(parts.kernel.clock.now().getTime() / 60_000)
  const known = calls.get(name)
  const count = (known?.minute === minute ? known.count : 0) + who.count
  if (count > pack.per_minute)
    throw new Problem('limit-exceeded', 'too-many-calls', `每分钟最多核验 ${pack.per_minute} 条。`)
  if (calls.size > 10_000) calls.clear()
  calls.set(name, { minute, count })
  return pack
}

interface Done {
  principal: Principal
  traceId: string
  way: DataUse['way']
  purpose: string
  fields: readonly string[]
  keys: readonly string[]
  rows: number
  answer: unknown
  startedMs: number
}

/** Records that a package was used, by whom and of whom. */
export function recordUse(parts: GatewayParts, pack: PackageRow, done: Done): Promise<string> {
  const dataset = pack.parts.flatMap((part) => part.sources).find((source) => source.kind === 'dataset')
  return parts.uses.record({
    ...{ way: done.way, datasetId: dataset?.datasetId ?? null, providerId: pack.organisation_id },
    ...{ organisationId: done.principal.organisationId, caller: done.principal.name, purpose: done.purpose },
    ...{
      fields: done.fields,
      rows: done.rows,
      digest: sm3(JSON.stringify(done.answer)),
      traceId: done.traceId,
    },
    ...{ status: 200, millis: performance.now() - done.startedMs },
    persons: done.keys.map((key) => tokenOf(key, parts.tokenKey)),
  })
}

/** Verifies what is claimed of each subject; no value of a source is ever told. */
export async function verify(
  parts: GatewayParts,
  principal: Principal,
  code: string,
  ask: OperationInput<typeof verifyByPackage>['body'],
  traceId: string,
): Promise<Verification[]> {
  const startedMs = performance.now()
  const pack = await requirePackage(parts, code, { principal, consent: ask.consent, count: ask.items.length })
  const known = new Map(pack.parts.map((part) => [part.name, part]))
  ask.items.forEach(({ values }, i) => {
    const wrong = Object.keys(values).find((name) => !known.has(name))
    if (wrong || Object.keys(values).length === 0)
      throw invalid(`/body/items/${i}/values`, wrong ? `该服务包不核验“${wrong}”` : '请给出要核验的值')
  })
  const until = startedMs + pack.limit_ms
  const items: Verification[] = []
  // Eight at a time: a batch does not wait for each slow source in turn, and a source is not flooded.
  for (let at = 0; at < ask.items.length; at += 8)
    items.push(
      ...(await Promise.all(ask.items.slice(at, at + 8).map((item) => verifyOne(parts, pack, item, until)))),
    )
  const names = new Set(ask.items.flatMap((item) => Object.keys(item.values)))
  const fields = [...names].map((name) => known.get(name)?.title ?? name)
  await recordUse(parts, pack, {
    ...{
      principal,
      traceId,
      way: 'verify',
      purpose: ask.purpose,
      fields,
      rows: items.length,
      answer: items,
      startedMs,
    },
    keys: ask.items.map((item) => item.key),
  })
  return items
}

async function verifyOne(
  parts: GatewayParts,
  pack: PackageRow,
  item: { key: string; values: Record<string, string> },
  until: number,
): Promise<Verification> {
  const asked = pack.parts.filter((part) => item.values[part.name] !== undefined)
  const found = await Promise.all(
    asked.map(async (part) =>
      part.allAgree
        ? askEvery(parts, part, { key: item.key, claimed: item.values[part.name] as string }, until)
        : [await askPart(parts, pack, part, item.key, until)],
    ),
  )
  const claims = asked.flatMap((part, i) =>
    (found[i] ?? []).map((one) => ({ claimed: item.values[part.name] as string, found: one })),
  )
  const { verdict, text } = verdictOf(claims)
  const first = claims[0]?.found
  return {
    ...{ verdict, text, source: first?.source ?? null, packageVersion: pack.version },
    time: first && first.is !== 'unreachable' ? first.time.toISOString() : null,
    isDisputed: claims.some(({ found: one }) => one.is === 'value' && one.isDisputed),
    isProof: verdict === 'no-record' ? pack.is_complete : verdict !== 'unverifiable',
  }
}

/** What the installation’s own check of names says of a claim; null when no package of that code was defined. */
export async function checkClaims(
  parts: GatewayParts,
  code: string,
  item: { key: string; values: Record<string, string> },
): Promise<Verification['verdict'] | null> {
  const pack = await findPackage(parts.kernel.db, code)
  if (!pack) return null
  return (await verifyOne(parts, pack, item, performance.now() + pack.limit_ms)).verdict
}

type Fetched = OperationOutput<typeof fetchByPackage>

/** All parts of one subject that can be had within the limit, and why the others could not. */
export async function fetchParts(
  parts: GatewayParts,
  pack: PackageRow,
  key: string,
  names?: ReadonlySet<string>,
): Promise<Fetched> {
  const until = performance.now() + pack.limit_ms
  const asked = pack.parts.filter((part) => !names || names.has(part.name))
  const found = await Promise.all(
    asked.map(async (part) => ({ part, found: await askPart(parts, pack, part, key, until) })),
  )
  const filled: FilledPart[] = []
  const missing: Fetched['missing'] = []
  for (const { part, found: one } of found) {
    const { name, title } = part
    if (one.is === 'value')
      filled.push({
        name,
        title,
        value: one.value,
        source: one.source,
        time: one.time.toISOString(),
        isStale: one.isStale,
        isDisputed: one.isDisputed,
      })
    else missing.push({ name, title, why: one.is === 'nothing' ? '无记录' : one.why })
  }
  return { parts: filled, missing, packageVersion: pack.version }
}

export async function fetchPackage(
  parts: GatewayParts,
  principal: Principal,
  code: string,
  ask: OperationInput<typeof fetchByPackage>['body'],
  traceId: string,
): Promise<Fetched> {
  const startedMs = performance.now()
  const pack = await requirePackage(parts, code, { principal, consent: ask.consent, count: 1 })
  if (pack.kind === 'verify') throw forbidden('该服务包只提供核验，不返回数据。', 'verify-only')
  const answer = await fetchParts(parts, pack, ask.key)
  await recordUse(parts, pack, {
    ...{ principal, traceId, way: 'bundle', purpose: ask.purpose, keys: [ask.key], answer, startedMs },
    ...{ rows: answer.parts.length > 0 ? 1 : 0, fields: answer.parts.map((part) => part.title) },
  })
  return answer
}
