import * as contract from '@civitas/contract'
import type { Principal } from '../../kernel/access.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { notFound } from '../../kernel/problem.ts'
import type { Identity } from '../identity/index.ts'
import { searchRegistrations } from './adapters/ngsi-ld/registrations/registration-store.ts'
import type { RunningNgsiLd } from './adapters/ngsi-ld/start-ngsi-ld.ts'
import { searchSubscriptions } from './adapters/ngsi-ld/subscriptions/manage-store.ts'
import type { SubscriptionKind } from './adapters/ngsi-ld/subscriptions/model.ts'
import { toContextSourceSummary, toSubscriptionSummary } from './adapters/ngsi-ld/subscriptions/to-summary.ts'

/** The console’s view of subscriptions and context sources of NGSI-LD. */
export function bindBrokerRoutes(kernel: Kernel, identity: Identity, { subscriptions }: RunningNgsiLd): void {
  const { http, db, clock } = kernel
  const nameOf = async (userId: string | null) =>
    userId ? ((await identity.findUserName(userId)) ?? null) : null
  http.bind(contract.listSubscriptions, async ({ query }, { principal }) => {
    const { rows, total } = await searchSubscriptions(db, principal, query)
    const items = rows.map(async (row) => toSubscriptionSummary(row, await nameOf(row.user_id), clock.now()))
    return { items: await Promise.all(items), total }
  })
  const setActive = async (principal: Principal, id: string, query: TenantQuery, isActive: boolean) => {
    const { tenant = '', kind = 'entity' } = query
    const row = await subscriptions.change(tenant, kind, id, principal, (held) => ({
      body: { ...held.body, isActive },
    }))
    if (!row) throw notFound('订阅', id)
    return toSubscriptionSummary({ ...row, waiting: 0 }, await nameOf(row.user_id), clock.now())
  }
  http.bind(contract.pauseSubscription, ({ params, query }, { principal }) =>
    setActive(principal, params.id, query, false),
  )
  http.bind(contract.resumeSubscription, ({ params, query }, { principal }) =>
    setActive(principal, params.id, query, true),
  )
  http.bind(contract.deleteSubscription, async ({ params, query }, { principal }) => {
    const { tenant = '', kind = 'entity' } = query
    if (!(await subscriptions.find(tenant, kind, params.id, principal))) throw notFound('订阅', params.id)
    await subscriptions.remove(tenant, kind, params.id)
    return { done: true as const }
  })
  http.bind(contract.listContextSources, async ({ query }) => {
    const { rows, total } = await searchRegistrations(db, query)
    const items = rows.map(async (row) => toContextSourceSummary(row, await nameOf(row.user_id)))
    return { items: await Promise.all(items), total }
  })
}

interface TenantQuery {
  tenant?: string
  kind?: SubscriptionKind
}
