import * as contract from '@civitas/contract'
import { requireInScope } from '../../../kernel/access.ts'
import { newSecret } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import { notFound } from '../../../kernel/problem.ts'
import type { DeviceRights } from '../admission/rights.ts'
import { namesOfThing } from '../things/credential-store.ts'
import type { Credentials } from '../things/credentials.ts'
import { computeQuality, type HealthParts } from './compute-quality.ts'
import { defaultPolicy } from './rules.ts'
import * as store from './store.ts'

interface Parts extends HealthParts {
  rights: DeviceRights
  credentials: Credentials
}

/** The day before an instant, in Asia/Shanghai. */
function dayBefore(now: Date): string {
  return new Date(now.getTime() + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10)
}

/** Quality and health of devices over HTTP; scores of the day before are computed every night. */
export function bindHealth(parts: Parts): void {
  const { kernel, rights, index, credentials } = parts
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
  const requireThing = (id: string, scope: Parameters<typeof requireInScope>[1]) => {
    const thing = index.findThing(id)
    if (!thing) throw notFound('设备', id)
    requireInScope(thing.divisionCode, scope)
    return thing
  }
  http.bind(contract.setCalibration, async ({ params, body }, { principal }) => {
    requireThing(params.id, principal.scope)
    await store.upsertCalibration(db, params.id, body)
    const today = dayBefore(new Date(clock.now().getTime() + 86_400_000))
    return { thingId: params.id, dueDate: body.dueDate, valid: !body.metrology || body.dueDate >= today }
  })
  http.bind(contract.swapThing, async ({ params, body }, { principal }) => {
    requireThing(params.id, principal.scope)
    const now = clock.now()
    const oldSerial = await db.transaction((tx) =>
      store.insertSwap(tx, { id: newId(), thingId: params.id, ...body, by: principal.name, now }),
    )
    const [name] = await namesOfThing(db, params.id)
    const key = newSecret()
    if (name) await credentials.replace(name, { method: 'key', secret: key }, 0)
    const { newSerial } = body
    const credential = name ? { name, key } : null
    return { thingId: params.id, oldSerial, newSerial, time: now.toISOString(), credential }
  })
}
