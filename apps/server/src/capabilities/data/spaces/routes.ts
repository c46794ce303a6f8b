import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import { notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { askToDestroy, decideToDestroy, toDestruction } from './destroy-data.ts'
import { quotaGate } from './quota.ts'
import * as store from './store.ts'

/** Whose data a caller sees on lists of collection: all, or that of their own unit. */
export function organisationSeen(principal: Principal): string | null | undefined {
  const all = hasPermission(principal, 'data.govern') || hasPermission(principal, 'data.review')
  return all ? undefined : principal.organisationId
}

/** Binds spaces, destruction and the dashboard. */
export function bindSpaces(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  parts.gates.push(quotaGate(parts))
  const named = (row: store.SpaceRow): contract.DataSpace => ({
    ...row,
    organisationName: parts.identity.findOrganisation(row.organisationId)?.name ?? '',
  })
  http.bind(contract.listDataSpaces, async ({ query }, { principal }) => {
    const seen = organisationSeen(principal)
    if (seen === null) return { items: [], total: 0 }
    const { items, total } = await store.listSpaces(db, seen, query)
    return { items: items.map(named), total }
  })
  http.bind(contract.setDataQuota, async ({ params, body }) => {
    const organisation = parts.identity.findOrganisation(params.id)
    if (!organisation) throw notFound('单位', params.id)
    await store.setQuota(db, params.id, body.quotaBytes ?? null)
    const [row] = (await store.listSpaces(db, params.id, {})).items
    return named(row as store.SpaceRow)
  })
  http.bind(contract.askDestruction, ({ body }, { principal }) => askToDestroy(parts, principal, body))
  http.bind(contract.listDestructions, async ({ query }, { principal }) => {
    const { items, total } = await store.listDestructions(db, organisationSeen(principal), query)
    return { items: items.map((row) => toDestruction(parts, row)), total }
  })
  http.bind(contract.decideDestruction, ({ params, body }, { principal }) =>
    decideToDestroy(parts, principal, params.id, body.agree),
  )
  http.bind(contract.getCollectDashboard, ({ query }, { principal }) =>
    store.readDashboard(db, {
      ...{ days: query.days ?? 14, now: clock.now(), organisation: organisationSeen(principal) },
    }),
  )
}
