import * as contract from '@civitas/contract'
import { requireInScope } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { Identity } from '../../identity/index.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import type { ThingModels } from '../models/registry.ts'
import type { Quarantines } from './quarantine.ts'
import { readRefusals, reportRefusals } from './refusal-report.ts'
import * as store from './store.ts'

interface Parts {
  kernel: Kernel
  identity: Identity
  index: DatastreamIndex
  models: ThingModels
  quarantines: Quarantines
}

/** Admission of devices over HTTP: attempts, quarantine, grants. */
export function bindAdmission(parts: Parts): void {
  const { kernel, quarantines } = parts
  const { http, db } = kernel
  http.bind(contract.listConnectionAttempts, ({ query }) => store.listAttempts(db, query))
  http.bind(contract.getAdmissionStatistics, ({ query }) =>
    store.readAdmissionStatistics(
      db,
      new Date(kernel.clock.now().getTime() - (query.days ?? 7) * 86_400_000),
    ),
  )
  http.bind(contract.getRefusalReport, ({ query }) => {
    const now = kernel.clock.now()
    return readRefusals(db, new Date(now.getTime() - (query.days ?? 7) * 86_400_000), now)
  })
  http.bind(contract.sendRefusalReport, () => reportRefusals(kernel, quarantines.policy.reportUrl))
  kernel.jobs.every('sensing-report-refusals', '17 * * * *', async () => {
    const { reportUrl } = quarantines.policy
    if (reportUrl) await reportRefusals(kernel, reportUrl)
  })
  http.bind(contract.getAdmissionPolicy, () => quarantines.policy)
  http.bind(contract.setAdmissionPolicy, async ({ body }) => {
    await quarantines.setPolicy(body)
    return quarantines.policy
  })
  bindQuarantine(parts)
  bindGrants(parts)
}

function bindQuarantine({ kernel, index, quarantines }: Parts): void {
  const { http, db } = kernel
  http.bind(contract.listQuarantine, ({ query }, { principal }) =>
    store.listQuarantine(db, query, principal.scope),
  )
  http.bind(contract.quarantineThing, async ({ params, body }, { principal }) => {
    const thing = index.findThing(params.id)
    if (!thing) throw notFound('设备', params.id)
    requireInScope(thing.divisionCode, principal.scope)
    const why = {
      reason: 'operator' as const,
      detail: `${principal.name}：${body.reason}`,
      credentialName: null,
    }
    const id = await quarantines.hold(thing, why)
    if (!id) throw conflict('already-quarantined', '设备已在隔离中。')
    return (await store.findQuarantine(db, id)) as contract.Quarantine
  })
  http.bind(contract.decideQuarantine, async ({ params, body }, { principal }) => {
    const found = await store.findQuarantine(db, params.id)
    if (!found) throw notFound('隔离记录', params.id)
    requireInScope(found.divisionCode, principal.scope)
    return quarantines.decide(params.id, body.decision, body.comment, principal.name)
  })
}

function bindGrants({ kernel, identity, index, models }: Parts): void {
  const { http, db, clock } = kernel
  const toGrant = (row: store.GrantRow): contract.DeviceGrant => ({
    id: row.id,
    organisationId: row.organisation_id,
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? null,
    rights: row.rights,
    thingIds: row.thing_ids,
    thingType: row.thing_type,
    divisionCode: row.division_code,
    expiresTime: row.expires_time.toISOString(),
    reason: row.reason,
    createdBy: row.created_by,
    createdTime: row.created_time.toISOString(),
    state: row.revoked_time ? 'revoked' : row.expires_time <= clock.now() ? 'expired' : 'active',
  })
  http.bind(contract.listGrants, async ({ query }) => {
    const page = await store.listGrants(db, query)
    return { items: page.items.map(toGrant), total: page.total }
  })
  http.bind(contract.createGrant, async ({ body }, { principal }) => {
    if (!identity.findOrganisation(body.organisationId)) throw invalid('/body/organisationId', '没有这个单位')
    if (new Date(body.expiresTime) <= clock.now()) throw invalid('/body/expiresTime', '应晚于现在')
    if (!body.thingIds && !body.thingType && !body.divisionCode)
      throw invalid('/body/thingIds', '应给出设备、设备模型或区划')
    if (body.thingType && !models.findThingType(body.thingType))
      throw invalid('/body/thingType', '没有这种设备模型')
    body.thingIds?.forEach((id, i) => {
      const thing = index.findThing(id)
      if (!thing) throw invalid(`/body/thingIds/${i}`, '没有这个设备')
      requireInScope(thing.divisionCode, principal.scope)
    })
    if (!body.thingIds) requireInScope(body.divisionCode ?? null, principal.scope)
    const row = await store.insertGrant(db, {
      id: newId(),
      organisation_id: body.organisationId,
      rights: [...new Set(body.rights)],
      thing_ids: body.thingIds ?? null,
      thing_type: body.thingType ?? null,
      division_code: body.divisionCode ?? null,
      expires_time: new Date(body.expiresTime),
      reason: body.reason,
      created_by: principal.name,
      created_time: clock.now(),
    })
    return toGrant(row)
  })
  http.bind(contract.revokeGrant, async ({ params }) => {
    if (!(await store.revokeGrant(db, params.id, clock.now()))) throw notFound('授权', params.id)
    return { done: true as const }
  })
}
