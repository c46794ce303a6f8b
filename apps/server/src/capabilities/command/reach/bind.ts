import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { notFound } from '../../../kernel/problem.ts'
import type { CommandParts } from '../parts.ts'
import type { Travel } from '../resources/travel.ts'
import { rateCoping } from './coping.ts'
import type { Ground } from './ground.ts'
import { mapReach, reachLimits, reachMethod } from './map-reach.ts'
import { mapSites, siteLimits, siteMethod } from './map-sites.ts'
import * as store from './store.ts'

/** Binds maps of reach and of suitable sites, and how well divisions could cope. */
export function bindReach(parts: CommandParts, travel: Travel): void {
  const { http, db } = parts.kernel
  http.bind(contract.rateCoping, ({ query }, { principal }) => rateCoping(parts, travel, query, principal))
  http.bind(contract.mapReach, async ({ body }, { principal }) => {
    const done = await mapReach(parts, travel, body, principal)
    return keep(parts, travel, { ...done, kind: 'reach', input: body }, principal)
  })
  http.bind(contract.mapSites, async ({ body }, { principal }) => {
    const done = await mapSites(parts, travel, body, principal)
    return keep(parts, travel, { ...done, kind: 'site', input: body }, principal)
  })
  http.bind(contract.listReachRuns, ({ query }, { principal }) => store.listRuns(db, query, principal.scope))
  http.bind(contract.getReachRun, async ({ params }, { principal }) => {
    const run = await store.findRun(db, params.id, principal.scope)
    if (!run) throw notFound('分析记录', params.id)
    return run
  })
}

type Computed = Pick<contract.ReachRun, 'kind' | 'input' | 'result'> & { ground: Ground }

async function keep(
  { kernel }: CommandParts,
  travel: Travel,
  { ground, kind, input, result }: Computed,
  principal: Principal,
): Promise<contract.ReachRun> {
  const run: contract.ReachRun = {
    ...{ id: newId(), kind, title: input.title, division: ground.division, divisionName: ground.name },
    ...{ input, result, method: kind === 'reach' ? reachMethod : siteMethod },
    limits: kind === 'reach' ? reachLimits : siteLimits,
    dataTime: (await travel.dataTime())?.toISOString() ?? null,
    ...{ byName: principal.name, time: kernel.clock.now().toISOString() },
  }
  await store.insertRun(kernel.db, run)
  return run
}
