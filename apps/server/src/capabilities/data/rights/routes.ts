import * as contract from '@civitas/contract'
import type { DataParts } from '../data-parts.ts'
import { answer, ask, listRequests, tellLate, toRequest } from './handle-rights.ts'
import { listOf } from './store.ts'

/** Binds what persons ask of the data held about them (PLT-116). */
export function bindRights(parts: DataParts): void {
  const { http, db, jobs } = parts.kernel
  http.bind(contract.askForRight, ({ body }, { principal }) => ask(parts, principal, body))
  http.bind(contract.listMyRights, async ({ query }, { principal }) => {
    const { items, total } = await listOf(db, principal.userId, query)
    return { items: items.map((row) => toRequest(parts, row)), total }
  })
  http.bind(contract.listRightRequests, ({ query }, { principal }) => listRequests(parts, principal, query))
  http.bind(contract.answerRight, ({ params, body }, { principal }) => answer(parts, principal, params, body))
  jobs.every('data-rights-late', '17 * * * *', () => tellLate(parts))
}
