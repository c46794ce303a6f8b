import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type {
  callOpenApi,
  listOpenDatasets,
  makeOpenKey,
  OpenDataset,
  OpenFormat,
  OperationInput,
  OperationOutput,
} from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { RequestContext } from '../../../kernel/http/request.ts'
import { newId } from '../../../kernel/ids.ts'
import { forbidden, notFound, unauthenticated } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { fileOf, formatsOf, mediaTypes, openFields, pathOf } from './files.ts'
import { placeColumns } from './rules.ts'
import { openVersion, readOpen, rowId } from './site-rows.ts'
import * as store from './site-store.ts'

export function toOpenDataset({ identity, kernel }: DataParts, row: store.OpenRow): OpenDataset {
  const isOpen = row.withdrawn_time === null
  return {
    ...{ id: row.id, name: row.name, title: row.title, abstract: row.abstract, theme: row.theme },
    ...{ keywords: row.keywords, organisationId: row.organisation_id, licence: row.licence },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ opening: row.opening, conditions: row.conditions, cycle: row.cycle },
    ...{ state: isOpen ? 'open' : 'withdrawn', withdrawnReason: row.withdrawn_reason },
    withdrawnTime: row.withdrawn_time?.toISOString() ?? null,
    openedTime: row.opened_time.toISOString(),
    updatedTime: row.version_time?.toISOString() ?? null,
    isOverdue: isOpen && row.overdue_time !== null && row.overdue_time < kernel.clock.now(),
    ...{ rows: row.version_rows, qualityScore: row.quality_score },
    fields: openFields(row),
    place: placeColumns(openFields(row).filter((field) => field.shown === 'none')) ?? null,
    formats: isOpen ? formatsOf(row) : [],
    ...{ downloads: row.downloads, calls: row.calls },
  }
}

/** An open dataset, or one that was. */
export async function getOpenRow(parts: DataParts, name: string): Promise<store.OpenRow> {
  const row = await store.findOpen(parts.kernel.db, name)
  if (!row) throw notFound('开放数据', name)
  return row
}

/** The list of the site with what can be narrowed by. */
export async function listSite(
  parts: DataParts,
  query: OperationInput<typeof listOpenDatasets>['query'],
): Promise<OperationOutput<typeof listOpenDatasets>> {
  const { db } = parts.kernel
  const [{ items, total }, facets, uses] = await Promise.all([
    store.listOpen(db, query),
    store.countFacets(db, { search: query.search, theme: undefined, organisation: query.organisation }),
    store.sumUses(db),
  ])
  return {
    ...{ items: items.map((row) => toOpenDataset(parts, row)), total, ...uses },
    themes: facets.theme.map((one) => ({ ...one, label: one.value })),
    organisations: facets.organisation.map((one) => ({
      ...one,
      label: parts.identity.findOrganisation(one.value)?.name ?? one.value,
    })),
  }
}

/** What conditional opening asks for: somebody who is known and has agreed. */
export async function requireAgreement(
  parts: DataParts,
  row: store.OpenRow,
  principal: Principal | null,
): Promise<void> {
  if (row.opening === 'unconditional') return
  if (!principal) throw unauthenticated('该数据有条件开放，请先登录并签署开放协议。')
  if (!(await store.hasAgreed(parts.kernel.db, row.id, principal.userId)))
    throw forbidden('该数据有条件开放，请先签署开放协议。', 'not-agreed')
}

/** Streams a file of an open dataset and counts the download. */
export async function sendFile(
  parts: DataParts,
  params: { name: string; format: OpenFormat },
  { reply, principal }: RequestContext,
): Promise<string> {
  const row = await getOpenRow(parts, params.name)
  await openVersion(parts, row)
  await requireAgreement(parts, row, principal)
  const file = await fileOf(parts, row, params.format)
  await store.countUse(parts.kernel.db, row.id, 'download', parts.kernel.clock.now())
  const day = row.version_time?.toISOString().slice(0, 10) ?? ''
  const title = encodeURIComponent(`${row.title}-${day}.${params.format}`)
  const fallback = `${row.name}-${day}.${params.format}`
  reply
    .type(mediaTypes[params.format])
    .header('content-length', file.bytes)
    .header('content-disposition', `attachment; filename="${fallback}"; filename*=UTF-8''${title}`)
    .header('last-modified', (row.version_time ?? row.opened_time).toUTCString())
    .header('x-licence', encodeURIComponent(row.licence))
    .header('digest', `sha-256=${Buffer.from(file.sha256, 'hex').toString('base64')}`)
    .serializer((body: unknown) => body as string)
  await reply.send(createReadStream(pathOf(parts, file)))
  return ''
}

const digestOf = (key: string) => createHash('sm3').update(key).digest('hex')

export async function makeKey(
  parts: DataParts,
  principal: Principal,
  name: string,
): Promise<OperationOutput<typeof makeOpenKey>> {
  const key = `open_${randomBytes(24).toString('base64url')}`
  const id = newId()
  const one = { id, userId: principal.userId, name, digest: digestOf(key) }
  await store.insertKey(parts.kernel.db, one, parts.kernel.clock.now())
  return { id, name, key }
}

type Call = OperationInput<typeof callOpenApi>

/** Reads rows for a program that shows its key; the call is counted for the key and for the dataset. */
export async function callApi(
  parts: DataParts,
  { params, query }: Pick<Call, 'params' | 'query'>,
): Promise<OperationOutput<typeof callOpenApi>> {
  const { db, clock } = parts.kernel
  const holder = await store.useKey(db, digestOf(query.key))
  if (!holder) throw unauthenticated('密钥无效。', 'wrong-key')
  const row = await getOpenRow(parts, params.name)
  if (row.opening === 'conditional' && !(await store.hasAgreed(db, row.id, holder.user_id)))
    throw forbidden('该数据有条件开放，请先签署开放协议。', 'not-agreed')
  const { items, total } = await readOpen(parts, row, {
    ...{ limit: query.limit ?? 100, offset: query.offset ?? 0 },
    ...(query.field ? { filters: [{ field: query.field, values: [query.value ?? ''] }] } : {}),
  })
  await store.countUse(db, row.id, 'call', clock.now())
  const plain = items.map(({ [rowId]: _, ...one }) => one)
  return { total, items: plain, updatedTime: row.version_time?.toISOString() ?? null }
}
