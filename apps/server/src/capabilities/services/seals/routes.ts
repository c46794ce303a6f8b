import * as contract from '@civitas/contract'
import { hasPermission } from '../../../kernel/access.ts'
import { forbidden } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as manage from './manage.ts'
import { checkDocument } from './seal-document.ts'
import * as store from './store.ts'
import * as uses from './use-seal.ts'

/** Binds 电子印章: register, approvals, sealing, its log, verification. */
export function bindSeals(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listSeals, async ({ query }, { principal }) => {
    const { items, total } = await store.listSeals(db, manage.reach(principal), query)
    return { items: items.map((row) => manage.toSeal(parts, row)), total }
  })
  http.bind(contract.listAllSeals, async ({ query }) => {
    const { items, total } = await store.listSeals(db, null, query)
    return { items: items.map((row) => manage.toSeal(parts, row)), total }
  })
  http.bind(contract.applyForSeal, ({ body }, { principal }) => manage.apply(parts, principal, body))
  http.bind(contract.decideSeal, ({ params, body }, { principal }) =>
    manage.decide(parts, principal, params.id, body),
  )
  http.bind(contract.askForSealing, ({ params, body }, { principal }) =>
    uses.ask(parts, principal, params.id, body),
  )
  http.bind(contract.listSealApprovals, async ({ query }, { principal }) => {
    const { items, total } = await store.listApprovals(db, manage.reach(principal), query)
    return { items: items.map(uses.toApproval), total }
  })
  http.bind(contract.decideSealing, ({ params, body }, { principal }) =>
    uses.decideUse(parts, principal, params.id, body),
  )
  http.bind(contract.sealDocuments, ({ params, body }, { principal }) =>
    uses.sealDocuments(parts, principal, params.id, body),
  )
  http.bind(contract.listSealings, async ({ query }, { principal }) => {
    if (!hasPermission(principal, 'services.seal') && !hasPermission(principal, 'services.seals'))
      throw forbidden('您没有“查看用印记录”的权限（services.seal）。')
    const { items, total } = await store.listSealings(db, manage.reach(principal), query)
    return {
      total,
      items: items.map((row) => ({
        ...{ id: row.id, time: row.time.toISOString(), sealId: row.seal_id, sealName: row.seal_name },
        organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
        ...{ documentType: row.document_type, title: row.title, digest: row.digest },
        ...{ userName: row.user_name, outcome: row.outcome, reason: row.reason },
      })),
    }
  })
  http.bind(contract.verifySealedDocument, ({ body }) =>
    checkDocument(parts, Buffer.from(body.file, 'base64'), body.packages),
  )
}
