import * as contract from '@civitas/contract'
import { toBatch } from '../batches/store.ts'
import type { DataParts } from '../data-parts.ts'
import { organisationSeen } from '../spaces/routes.ts'
import { changeSourceRow, getSourceRow, lookAt, registerSource, testSourceRow } from './register-source.ts'
import { enqueueSource, lookAtSources, reconcile, reconcileAll } from './run-source.ts'
import * as store from './store.ts'

/** Binds sources and what they owe. */
export function bindSources(parts: DataParts): void {
  const { http, db, jobs } = parts.kernel
  http.bind(contract.listSources, async ({ query }, { principal }) => {
    const { items, total } = await store.listSources(db, {
      ...query,
      organisation: organisationSeen(principal),
    })
    return { items: items.map((row) => store.toSource(parts, row)), total }
  })
  http.bind(contract.getSource, async ({ params }, { principal }) =>
    store.toSource(parts, await getSourceRow(parts, principal, params.id)),
  )
  http.bind(contract.createSource, ({ body }, { principal }) => registerSource(parts, principal, body))
  http.bind(contract.changeSource, ({ params, body }, { principal }) =>
    changeSourceRow(parts, principal, params.id, body),
  )
  http.bind(contract.testSource, ({ params }, { principal }) => testSourceRow(parts, principal, params.id))
  http.bind(contract.inspectSource, ({ body }) =>
    lookAt(parts, body.kind, { ...body, secret: body.secret ?? null }),
  )
  http.bind(contract.runSource, async ({ params }, { principal }) => {
    const source = await getSourceRow(parts, principal, params.id)
    const batch = await enqueueSource(parts, source, { userId: principal.userId, userName: principal.name })
    return toBatch(batch, parts.identity.findOrganisation(batch.organisation_id)?.name ?? '')
  })
  http.bind(contract.reconcileSource, async ({ params }, { principal }) =>
    reconcile(parts, await getSourceRow(parts, principal, params.id)),
  )
  http.bind(contract.listReconciliations, async ({ params, query }, { principal }) => {
    await getSourceRow(parts, principal, params.id)
    return store.listReconciliations(db, params.id, query)
  })
  http.bind(contract.listSourceChanges, async ({ params, query }, { principal }) => {
    await getSourceRow(parts, principal, params.id)
    return store.listChanges(db, params.id, query)
  })
  http.bind(contract.listDutyViolations, async ({ query }, { principal }) => {
    const { items, total } = await store.listViolations(db, {
      ...query,
      organisation: organisationSeen(principal),
    })
    const named = items.map((one) => ({
      ...one,
      organisationName: parts.identity.findOrganisation(one.organisationId)?.name ?? '',
      dueTime: one.dueTime.toISOString(),
    }))
    return { items: named, total }
  })
  jobs.every('data-sources', '* * * * *', () => lookAtSources(parts))
  jobs.every('data-reconcile', '30 5 * * *', () => reconcileAll(parts))
}
