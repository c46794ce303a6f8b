import type * as contract from '@civitas/contract'
import type { OperationInput, Site, SiteColumn } from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as store from './sites-store.ts'

const dayMs = 86_400_000

export async function getSite(parts: ServicesParts, code: string): Promise<store.SiteRow> {
  const row = await store.findSite(parts.kernel.db, code)
  if (!row) throw notFound('网站', code)
  return row
}

export function toSite({ identity }: ServicesParts, row: store.SiteRow): Site {
  return {
    ...{ id: row.id, code: row.code, name: row.name, kind: row.kind, filing: row.filing, state: row.state },
    organisationId: row.organisation_id,
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? null,
    redirectTo: row.redirect_to,
  }
}

/** A column is overdue when nothing was published for longer than it allows, counted from the site’s first day when never. */
export function toColumn({ identity, kernel }: ServicesParts, row: store.ColumnRow): SiteColumn {
  const since = (row.last_time ?? row.created_time).getTime()
  const limit = row.update_days === null ? null : since + row.update_days * dayMs
  return {
    ...{ id: row.id, siteId: row.site_id, code: row.code, title: row.title, kind: row.kind },
    organisationId: row.organisation_id,
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? null,
    ...{ updateDays: row.update_days, retentionYears: row.retention_years, articles: row.articles },
    lastPublishedTime: row.last_time?.toISOString() ?? null,
    isOverdue: limit !== null && kernel.clock.now().getTime() > limit,
  }
}

function requireOrganisation({ identity }: ServicesParts, id: string | undefined): string | null {
  if (id !== undefined && !identity.findOrganisation(id))
    throw invalid('/body/organisationId', '没有这个单位')
  return id ?? null
}

export async function saveSite(
  parts: ServicesParts,
  body: OperationInput<typeof contract.saveSite>['body'],
): Promise<Site> {
  const organisationId = requireOrganisation(parts, body.organisationId)
  const { db, clock } = parts.kernel
  const one = { ...body, id: newId(), organisationId, filing: body.filing ?? null }
  return toSite(parts, await store.putSite(db, one, clock.now()))
}

/** A closed site leads to an open one; what it published stays readable. */
export async function closeSite(parts: ServicesParts, code: string, redirectTo: string): Promise<Site> {
  await getSite(parts, code)
  const target = await store.findSite(parts.kernel.db, redirectTo)
  if (target?.state !== 'open' || redirectTo === code)
    throw invalid('/body/redirectTo', '跳转目标应为另一个在运行的网站')
  return toSite(parts, (await store.closeSite(parts.kernel.db, code, redirectTo)) as store.SiteRow)
}

export async function saveColumn(
  parts: ServicesParts,
  code: string,
  body: OperationInput<typeof contract.saveSiteColumn>['body'],
): Promise<SiteColumn> {
  const site = await getSite(parts, code)
  const one = {
    ...{ code: body.code, title: body.title, kind: body.kind, position: body.position ?? 0 },
    organisationId: requireOrganisation(parts, body.organisationId),
    updateDays: body.updateDays ?? null,
    retentionYears: body.retentionYears ?? null,
  }
  return toColumn(parts, await store.putColumn(parts.kernel.db, newId(), site.id, one))
}

/** Governments and bureaus of the city itself, by name. */
export function listUnits({ identity, territory }: ServicesParts): { id: string; name: string }[] {
  return [...new Set(identity.organisationsByName().values())]
    .map((id) => identity.findOrganisation(id))
    .filter((one) => one !== undefined)
    .filter(
      (one) =>
        one.divisionCode === territory.cityCode() && /^(government|bureau|institution)$/.test(one.kind),
    )
    .map(({ id, name }) => ({ id, name }))
}
