import * as contract from '@civitas/contract'
import { notFound } from '../../../kernel/problem.ts'
import type { EventsParts } from '../publish-event.ts'
import * as eventStore from '../store.ts'
import { addPeer, assignToPeer, changePeer, listOrders, urgePeer } from './assign.ts'
import { getCoverage } from './coverage.ts'
import { listSituations } from './situations-store.ts'
import * as store from './store.ts'
import { takeExchange } from './take-exchange.ts'

export function bindExchangeRoutes(parts: EventsParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listExchangePeers, () => store.listPeers(db))
  http.bind(contract.addExchangePeer, ({ body }) => addPeer(parts, body))
  http.bind(contract.setExchangePeer, ({ params, body }) => changePeer(parts, params.id, body))
  http.bind(contract.assignToPeer, ({ params, body }, { principal }) =>
    assignToPeer(parts, params.id, body, principal),
  )
  http.bind(contract.urgePeer, ({ params, body }, { principal }) =>
    urgePeer(parts, params.id, body.comment, principal),
  )
  http.bind(contract.listExchangeLinks, async ({ params }, { principal }) => {
    const row = await eventStore.findEvent(db, params.id, { scope: principal.scope })
    if (!row) throw notFound('事件', params.id)
    return (await store.listLinks(db, params.id)).map(store.toLink)
  })
  http.bind(contract.listExchangeOrders, ({ query }, { principal }) =>
    listOrders(parts, query, principal.scope),
  )
  http.bind(contract.listSituationReports, ({ query }, { principal }) =>
    listSituations(db, query, principal.scope),
  )
  http.bind(contract.getConnectionCoverage, () => getCoverage(parts))
  http.bind(contract.takeExchange, ({ body }) => takeExchange(parts, body))
}
