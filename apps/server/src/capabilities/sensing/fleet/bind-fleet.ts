import * as contract from '@civitas/contract'
import { requireInScope } from '../../../kernel/access.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { Identity } from '../../identity/index.ts'
import type { Territory } from '../../territory/index.ts'
import type { DeviceRights } from '../admission/rights.ts'
import type { CommandChannel } from '../commands/deliver.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import type { ThingModels } from '../models/registry.ts'
import * as store from './store.ts'

interface Parts {
  kernel: Kernel
  identity: Identity
  territory: Territory
  index: DatastreamIndex
  models: ThingModels
  rights: DeviceRights
  channel: CommandChannel
}

const stateTitles: Record<string, string> = {
  online: '在线',
  offline: '离线',
  'never-seen': '从未上线',
  quarantined: '已隔离',
}

/** The fleet over HTTP: list, statistics, timeline of one device. */
export function bindFleet(parts: Parts): void {
  const { kernel, rights } = parts
  const { http, db } = kernel
  const toThing = makeToThing(parts)
  http.bind(contract.listFleet, async ({ query }, { principal }) => {
    const page = await store.listFleet(db, query, await rights.readable(principal))
    return { items: page.items.map(toThing), total: page.total }
  })
  http.bind(contract.getFleetStatistics, async ({ query }, { principal }) =>
    toStatistics(parts, await store.countFleet(db, query, await rights.readable(principal))),
  )
  http.bind(contract.changeFleetThing, async ({ params, body }, { principal }) => {
    const readable = await rights.readable(principal)
    const row = await store.findFleetThing(db, params.id, readable)
    if (!row) throw notFound('设备', params.id)
    requireInScope(row.divisionCode, principal.scope)
    if (body.ownerId && !parts.identity.findOrganisation(body.ownerId))
      throw invalid('/body/ownerId', '没有这个单位')
    await store.updateFleetThing(db, params.id, body)
    return toThing((await store.findFleetThing(db, params.id, readable)) as store.FleetRow)
  })
  http.bind(contract.getThingTimeline, async ({ params, query }, { principal }) => {
    const row = await store.findFleetThing(db, params.id, await rights.readable(principal))
    if (!row) throw notFound('设备', params.id)
    const limit = query.limit ?? 100
    const entries = await store.readTimeline(db, params.id, limit)
    const registered = {
      ...{ time: row.registeredTime.toISOString(), kind: 'registered' as const, title: '登记设备' },
      ...{ detail: row.reference, id: null },
    }
    const rest = entries.map((one) => ({ ...one, time: one.time.toISOString() }))
    return { thing: toThing(row), entries: rest.length < limit ? [...rest, registered] : rest }
  })
}

function makeToThing({ models, identity, channel }: Parts) {
  return ({ lon, lat, registeredTime: _, ...row }: store.FleetRow): contract.FleetThing => ({
    ...row,
    lastSeenTime: row.lastSeenTime?.toISOString() ?? null,
    modelTitle: models.findThingType(row.thingType)?.title.zh ?? row.thingType,
    ownerName: identity.findOrganisation(row.ownerId)?.name ?? null,
    position: lon === null || lat === null ? null : [lon, lat],
    connected: channel.isConnected(row.id),
  })
}

function toStatistics({ models, identity, territory }: Parts, groups: readonly store.FleetGroup[]) {
  const of = (by: store.FleetGroup['by'], titleOf: (key: string) => string | undefined) =>
    groups
      .filter((one) => one.by === by)
      .map(({ key, things, online }) => ({
        ...{ key, things, online },
        title: key === null ? '未登记' : (titleOf(key) ?? key),
      }))
  const all = groups.find((one) => one.by === 'all')
  return {
    things: all?.things ?? 0,
    online: all?.online ?? 0,
    byState: of('state', (key) => stateTitles[key]),
    byModel: of('model', (key) => models.findThingType(key)?.title.zh),
    byDivision: of('division', (key) => territory.findDivisionName(key) ?? undefined),
    byOwner: of('owner', (key) => identity.findOrganisation(key)?.name),
    bySector: of('sector', (key) => key),
  }
}
