import * as contract from '@civitas/contract'
import type { CasesParts } from '../publish-case.ts'
import { drawChecks, getDraw, getPhoto, submitCheck, toCheck } from './spot-checks.ts'
import * as store from './store.ts'

/** Random and blind checks of finished work. */
export function bindSpotChecks(parts: CasesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.drawSpotChecks, ({ body }, { principal }) => drawChecks(parts, body, principal))
  http.bind(contract.listSpotDraws, ({ query }) => store.listDraws(db, query))
  http.bind(contract.getSpotDraw, ({ params }) => getDraw(parts, params.id))
  http.bind(contract.listSpotChecks, async ({ query }, { principal }) => {
    const { rows, total } = await store.listChecksOf(db, principal.userId, query)
    return { items: rows.map((row) => toCheck(parts, row)), total }
  })
  http.bind(contract.submitSpotCheck, ({ params, body }, { principal }) =>
    submitCheck(parts, params.id, body, principal),
  )
  http.bind(contract.getSpotPhoto, async ({ params }, { principal, reply }) => {
    const found = await getPhoto(parts, params, principal)
    reply.type(found.contentType).header('cache-control', 'private, max-age=86400')
    return found.content
  })
}
