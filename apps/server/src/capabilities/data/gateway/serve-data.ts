import type { OperationInput, RowFilter, serveData } from '@civitas/contract'
import { RowFilter as RowFilterSchema } from '@civitas/contract'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { sm3 } from '../../../kernel/crypto.ts'
import type { RequestContext } from '../../../kernel/http/request.ts'
import { forbidden, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { disputedKeys } from '../feedback/report-store.ts'
import { accessOfGrant, dayOf } from '../grants/rules.ts'
import { findActiveGrants, type GrantRow } from '../grants/store.ts'
import { readRows } from '../tables/read-rows.ts'
import { findVersionAt } from '../tables/store.ts'
import { admitApp, purposeOf, takeQuota } from './admit.ts'
import type { GatewayParts } from './gateway-parts.ts'
import { requireConsent } from './require-consent.ts'
import { readServedPage, type ServedRow } from './served-rows.ts'
import { type AbilityRow, findAbilityByCode, type KeyRow } from './store.ts'

type Query = OperationInput<typeof serveData>['query']

interface Answer {
  versionId: string
  /** Rows as JSON, joined by commas. */
  items: string
  count: number
  total: number
  fields: string[]
  persons: string[]
  /** Places of rows somebody doubts: 核查中. */
  disputed: number[]
}

/** Rows of a granted dataset for an application; recorded before they are handed over. */
export async function serveRows(
  parts: GatewayParts,
  code: string,
  query: Query,
  context: RequestContext,
): Promise<string> {
  const startedMs = performance.now()
  const key = await admitApp(parts, context.raw)
  const ability = await findService(parts, code)
  const grant = await requireGrant(parts, ability, key, context)
  const day = dayOf(parts.kernel.clock.now())
  await takeQuota(parts, {
    ...{ organisationId: key.organisation_id, abilityId: ability.id, day, quota: ability.quota_per_day },
  })
  const record = (given: { status: number; answer?: Answer; body: string }) =>
    parts.uses.record({
      ...{ way: 'api', abilityId: ability.id, datasetId: grant.dataset_id, providerId: grant.provider_id },
      ...{
        grantId: grant.id,
        organisationId: key.organisation_id,
        caller: key.app_name,
        keyId: key.id,
        address: context.raw.ip,
        purpose: grant.purpose,
      },
      ...{ fields: given.answer?.fields ?? [], rows: given.answer?.count ?? 0, digest: sm3(given.body) },
      ...{ traceId: context.traceId, status: given.status, millis: performance.now() - startedMs },
      persons: given.answer?.persons.filter(Boolean),
    })
  try {
    const answer = await readAnswer(parts, grant, query)
    const body = `{"code":${JSON.stringify(code)},"versionId":"${answer.versionId}","fields":${JSON.stringify(answer.fields)},"items":[${answer.items}],"total":${answer.total},"disputed":${JSON.stringify(answer.disputed)},"traceId":${JSON.stringify(context.traceId)}}`
    const id = await record({ status: 200, answer, body })
    context.reply.header('x-civitas-receipt', id)
    if (ability.state === 'deprecated') context.reply.header('sunset', ability.retires_day ?? '')
    return body
  } catch (error) {
    if (error instanceof Problem) await record({ status: error.status, body: '' })
    throw error
  }
}

/** A dataset service that is not retired. */
async function findService(parts: GatewayParts, code: string): Promise<AbilityRow> {
  const ability = await parts.recent.get(`ability ${code}`, () => findAbilityByCode(parts.kernel.db, code))
  if (ability?.kind !== 'dataset') throw notFound('数据服务', code)
  requireInService(ability, dayOf(parts.kernel.clock.now()))
  return ability
}

export function requireInService(ability: AbilityRow, day: string): void {
  if (ability.state === 'draft') throw notFound('能力', ability.code)
  if (ability.state === 'retired' || (ability.retires_day && day >= ability.retires_day)) {
    const next = ability.replaced_by ? `，请改用 ${ability.replaced_by}` : ''
    throw new Problem('not-found', 'retired', `“${ability.title}” ${ability.version} 已下线${next}。`)
  }
}

/** The grant a call rests on: of this organisation, on this day, for this purpose. */
async function requireGrant(
  parts: GatewayParts,
  ability: AbilityRow,
  key: KeyRow,
  context: RequestContext,
): Promise<GrantRow> {
  const purpose = purposeOf(context.raw)
  const given = {
    organisationId: key.organisation_id,
    datasetId: ability.dataset_id as string,
    day: dayOf(parts.kernel.clock.now()),
  }
  const grants = await parts.recent.get(`grants ${Object.values(given).join(' ')}`, () =>
    findActiveGrants(parts.kernel.db, given),
  )
  const api = grants.filter((grant) => grant.delivery === 'api')
  if (api.length === 0) throw forbidden('没有该资源的有效授权，请先申请。', 'not-granted')
  const grant = api.find((one) => one.purpose === purpose || one.number === purpose)
  if (!grant) throw forbidden('使用目的与授权不符，改变用途须重新申请。', 'purpose-mismatch')
  return grant
}

async function readAnswer(parts: GatewayParts, grant: GrantRow, query: Query): Promise<Answer> {
  const { limit = 50, offset = 0 } = query
  const ofPerson = grant.by_consent ? await requireConsent(parts, grant, query) : []
  const disputed = await parts.recent.get(`disputed ${grant.dataset_id}`, () =>
    disputedKeys(parts.kernel.db, grant.dataset_id),
  )
  const isPlain = !grant.by_consent && !query.fields && !query.filters && !query.order
  const isDoubted = query.key === undefined ? disputed.length > 0 : disputed.includes(query.key)
  if (isPlain && !isDoubted) {
    const [grantId, datasetId] = [grant.id, grant.dataset_id]
    const served =
      query.key === undefined
        ? await readServedPage(parts, grantId, datasetId, { limit, offset })
        : (await parts.readServedKey({ grantId, datasetId, key: query.key })).slice(0, limit)
    // A key nobody has is looked for the slow way too, which says when a grant does not let it be asked by.
    if (served.length > 0 && (query.key === undefined || served[0]?.body))
      return toAnswer(grant, served, query.key !== undefined)
  }
  const version = await findVersionAt(parts.kernel.db, grant.dataset_id, null)
  if (!version) throw new Problem('not-found', 'no-version', '该资源没有已发布的数据。')
  const filters = readFilters(query)
  if (query.key !== undefined && !grant.by_consent) {
    const keys = version.fields.filter((field) => field.isKey)
    if (keys.length !== 1) throw invalid('/query/key', '该资源没有单一主键')
    filters.push({ field: keys[0]?.name ?? '', is: 'eq', value: query.key })
  }
  const descending = query.order?.startsWith('-')
  const rows = await readRows(parts, version, accessOfGrant(grant, version.fields), {
    ...{ filters, within: [...grant.row_filter, ...ofPerson], withPersons: true, limit, offset, disputed },
    ...(query.fields ? { fields: query.fields.split(',') } : {}),
    ...(query.order ? { order: [{ field: query.order.replace(/^-/, ''), descending }] } : {}),
  })
  return {
    ...{ versionId: version.id, count: rows.items.length, total: rows.total, persons: [...rows.persons] },
    disputed: rows.disputed,
    items: rows.items.map((row) => JSON.stringify(row)).join(','),
    fields: rows.fields.map((field) => field.name),
  }
}

function toAnswer(grant: GrantRow, served: readonly ServedRow[], byKey: boolean): Answer {
  const rows = served.filter((row) => row.body !== null)
  return {
    versionId: served[0]?.version_id as string,
    items: rows.map((row) => row.body).join(','),
    count: rows.length,
    total: byKey ? rows.length : (served[0]?.rows ?? 0),
    fields: Object.keys(grant.fields),
    disputed: [],
    persons: rows.flatMap((row) => (row.person ? [row.person] : [])),
  }
}

const filterList = Compile(Type.Array(RowFilterSchema, { maxItems: 20 }))

function readFilters({ filters }: Query): RowFilter[] {
  if (!filters) return []
  const parsed = parseJson(filters)
  if (!filterList.Check(parsed)) throw invalid('/query/filters', '应为筛选条件的 JSON 数组')
  return [...parsed]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('/query/filters', '不是有效的 JSON')
  }
}
