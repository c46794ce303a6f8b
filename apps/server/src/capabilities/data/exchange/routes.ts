import * as contract from '@civitas/contract'
import { conflict, notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { receivePackages, waitingPackages } from './receive-package.ts'
import { decidePackage, registerChannel, sendPackage, toChannel, toPackage } from './send-package.ts'
import * as store from './store.ts'

/** Binds exchange between zones. */
export function bindExchange(parts: DataParts): void {
  const { http, db, jobs } = parts.kernel
  http.bind(contract.listExchangeChannels, async ({ query }) => {
    const { items, total } = await store.listChannels(db, query)
    return { items: items.map((row) => toChannel(row, waitingPackages(parts, row).length)), total }
  })
  http.bind(contract.createExchangeChannel, ({ body }) => registerChannel(parts, body))
  http.bind(contract.listExchangePackages, async ({ query }) => {
    const { items, total } = await store.listPackages(db, query)
    return { items: items.map(toPackage), total }
  })
  http.bind(contract.sendExchangePackage, ({ body }, { principal }) => sendPackage(parts, principal, body))
  http.bind(contract.decideExchangePackage, ({ params, body }, { principal }) =>
    decidePackage(parts, principal, params.id, body),
  )
  http.bind(contract.receiveExchangePackages, async ({ params }) => {
    const channel = await store.findChannel(db, params.id)
    if (!channel) throw notFound('交换通道', params.id)
    if (channel.half === 'sending') throw conflict('not-receiving', '本端是该通道的发送端，不接收。')
    return { items: await receivePackages(parts, channel) }
  })
  jobs.every('data-exchange', '* * * * *', async () => {
    for (const channel of (await store.listChannels(db, { limit: 500 })).items)
      if (channel.is_enabled && channel.half !== 'sending') await receivePackages(parts, channel)
  })
}
