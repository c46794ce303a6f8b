import * as contract from '@civitas/contract'
import { isInScope, type Scope } from '../../../kernel/access.ts'
import { notFound } from '../../../kernel/problem.ts'
import type { Identity } from '../../identity/index.ts'
import * as checks from './check-store.ts'
import * as manage from './manage-siting.ts'
import * as requests from './request-store.ts'
import { findUncovered, metresBetween } from './rules.ts'
import * as store from './store.ts'

/** How far from a place free slots on poles are still worth offering. */
const carrierMetres = 200

/** Facilities and siting over HTTP. */
export function bindSiting(parts: manage.SitingParts): void {
  bindFacilities(parts)
  bindRequests(parts)
  const { http, db } = parts.kernel
  http.bind(contract.listSitingRules, () => store.readSitingRules(db))
  http.bind(contract.setSitingRule, async ({ body }) => {
    await store.upsertSitingRule(db, body)
    return body
  })
  http.bind(contract.getCoverage, ({ query }, { principal }) =>
    getCoverage(parts, query.sector, query.division, principal.scope),
  )
}

function bindFacilities(parts: manage.SitingParts): void {
  const { kernel, identity } = parts
  const { http, db } = kernel
  http.bind(contract.listFacilities, async ({ query }, { principal }) => {
    const bbox = query.bbox?.split(',').map(Number)
    const uncheckedSince = query.uncheckedDays
      ? new Date(kernel.clock.now().getTime() - query.uncheckedDays * 86_400_000)
      : undefined
    const page = await store.listFacilities(db, { ...query, bbox, uncheckedSince }, principal.scope)
    return { items: page.items.map((row) => toFacility(row, identity)), total: page.total }
  })
  http.bind(contract.getFacility, async ({ params }, { principal }) => {
    const row = await store.findFacility(db, params.id)
    if (!row || !isInScope(row.divisionCode, principal.scope)) throw notFound('设施', params.id)
    const [mounts, held] = await Promise.all([
      store.listMounts(db, params.id),
      checks.listChecks(db, params.id),
    ])
    return {
      facility: toFacility(row, identity),
      mounts: mounts.map((one) => toMount(one, identity)),
      checks: held,
    }
  })
  http.bind(contract.registerFacility, async ({ body }, { principal }) =>
    toFacility(await manage.registerFacility(parts, body, principal), identity),
  )
  http.bind(contract.listInventoryChecks, ({ query }, { principal }) =>
    checks.listAllChecks(db, query, principal.scope),
  )
  http.bind(contract.mountOnFacility, async ({ params, body }, { principal }) =>
    toMount(await manage.mount(parts, params.id, body, principal), identity),
  )
  http.bind(contract.unmountFromFacility, async ({ params }, { principal }) =>
    toMount(await manage.unmount(parts, params.id, principal), identity),
  )
  http.bind(contract.checkInventory, async ({ params, body }, { principal }) => {
    const { result, distance, facility } = await manage.checkInventory(parts, params.id, body, principal)
    return { result, distanceMetres: distance, facility: toFacility(facility, identity) }
  })
}

function bindRequests(parts: manage.SitingParts): void {
  const { kernel, identity } = parts
  const { http, db } = kernel
  const toRequest = ({ lon, lat, requestedBy: _, ...row }: requests.RequestRow): contract.SitingRequest => ({
    ...row,
    organisationName: identity.findOrganisation(row.organisationId)?.name ?? null,
    position: [lon, lat],
    createdTime: row.createdTime.toISOString(),
    decidedTime: row.decidedTime?.toISOString() ?? null,
  })
  http.bind(contract.checkSiting, async ({ body }) => {
    const { rule, duplicates } = await manage.findDuplicates(parts, body.facilityType, body.position)
    const near = await store.listNear(db, { position: body.position, metres: carrierMetres })
    const carriers = near.filter((row) => metresBetween(body.position, [row.lon, row.lat]) <= carrierMetres)
    return {
      ...{ rule, duplicates, reasonNeeded: duplicates.length > 0 },
      carriers: carriers.map((row) => toFacility(row, identity)),
    }
  })
  http.bind(contract.requestSiting, async ({ body }, { principal }) =>
    toRequest(await manage.requestSiting(parts, body, principal)),
  )
  http.bind(contract.listSitingRequests, async ({ query }, { principal }) => {
    const page = await requests.listRequests(db, query, principal.scope)
    return { items: page.items.map(toRequest), total: page.total }
  })
  http.bind(contract.decideSitingRequest, async ({ params, body }, { principal }) =>
    toRequest(await manage.decideRequest(parts, params.id, body, principal)),
  )
}

function toFacility({ lon, lat, ...row }: store.FacilityRow, identity: Identity): contract.Facility {
  return {
    ...row,
    ownerName: identity.findOrganisation(row.ownerId)?.name ?? null,
    position: [lon, lat],
    registeredTime: row.registeredTime.toISOString(),
    checkedTime: row.checkedTime?.toISOString() ?? null,
  }
}

function toMount({ facilityId: _, ...row }: store.MountRow, identity: Identity): contract.FacilityMount {
  return {
    ...row,
    tenantName: identity.findOrganisation(row.tenantId)?.name ?? null,
    mountedTime: row.mountedTime.toISOString(),
    removedTime: row.removedTime?.toISOString() ?? null,
  }
}

/** Grids whose middle a facility of the sector reaches, and those none does. */
async function getCoverage(
  { kernel, territory }: manage.SitingParts,
  sector: string,
  division: string | undefined,
  scope: Scope,
) {
  const box = territory.bounds()
  const grids = (box ? territory.listBoundaries(box, 5) : []).filter(
    (one) =>
      one.code.length === 15 &&
      isInScope(one.code, scope) &&
      (!division || isInScope(one.code, within(division))),
  )
  const rules = new Map((await store.readSitingRules(kernel.db)).map((rule) => [rule.facilityType, rule]))
  const facilities = (await store.readSectorFacilities(kernel.db, sector, scope)).map((row) => ({
    position: [row.lon, row.lat] as const,
    metres: rules.get(row.type)?.coverageMetres ?? 500,
  }))
  const points = grids.map((one) => ({
    ...{ code: one.code, name: territory.findDivisionName(one.code) ?? one.name },
    position: one.centre as [number, number],
  }))
  const blind = findUncovered(points, facilities)
  const covered = points.length - blind.length
  return {
    ...{ sector, grids: points.length, covered, facilities: facilities.length },
    percent: points.length === 0 ? 0 : Math.round((covered / points.length) * 10_000) / 100,
    blind: blind.slice(0, 2000),
    reaches: facilities.slice(0, 2000).map(({ position: [lon, lat], metres }) => ({
      position: [lon, lat] as [number, number],
      metres,
    })),
  }
}

function within(division: string): Scope {
  return { divisions: [division], everything: false }
}
