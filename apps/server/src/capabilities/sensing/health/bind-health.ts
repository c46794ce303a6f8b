import * as contract from '@civitas/contract'
import { bindCare, type CareParts } from './bind-care.ts'
import { computeQuality } from './compute-quality.ts'
import { defaultPolicy } from './rules.ts'
import * as store from './store.ts'

/** The day before an instant, in Asia/Shanghai. */
function dayBefore(now: Date): string {
  return new Date(now.getTime() + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10)
}

/** Quality and health of devices over HTTP; scores of the day before are computed every night. */
export function bindHealth(parts: CareParts): void {
  const { kernel, rights } = parts
  const { http, db, clock } = kernel
  kernel.jobs.every('sensing-daily-quality', '20 2 * * *', async () => {
    await computeQuality(parts, dayBefore(clock.now()))
  })
  http.bind(contract.listQualityScores, async ({ query }, { principal }) =>
    store.listScores(db, query, await rights.readable(principal)),
  )
  http.bind(contract.listThingQuality, async ({ params, query }, { principal }) => {
    await rights.requireReadable(principal, params.id)
    return store.listThingScores(db, params.id, query)
  })
  http.bind(contract.computeQuality, ({ body }) => computeQuality(parts, body.day))
  http.bind(contract.getQualityPolicy, async () => (await store.readPolicy(db)) ?? defaultPolicy)
  http.bind(contract.setQualityPolicy, async ({ body }) => {
    await store.savePolicy(db, body)
    return body
  })
  http.bind(contract.listForecasts, async ({ query }, { principal }) =>
    store.listForecasts(db, query, await rights.readable(principal)),
  )
  bindCare(parts)
}
