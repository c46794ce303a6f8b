import * as contract from '@civitas/contract'
import { isInScope, type Principal, requireInScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, forbidden, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import type { Identity } from '../../identity/index.ts'
import * as store from './store.ts'

interface Parts {
  kernel: Kernel
  identity: Identity
}

/** Object identifiers over HTTP (GB/T 26231-2017; resolution after GB/T 35299-2017). */
export function bindOids(parts: Parts): void {
  bindArcs(parts)
  const { kernel, identity } = parts
  const { http, db, clock } = kernel
  http.bind(contract.registerOids, async ({ params, body }, { principal }) => {
    const rows = []
    for (const [i, row] of body.rows.entries())
      rows.push(await registerRow(parts, params.oid, row, i, principal))
    return { registered: rows.filter((row) => row.object !== null).length, rows }
  })
  http.bind(contract.listOidObjects, async ({ query }, { principal }) => {
    const page = await store.listObjects(db, query, principal.scope)
    return { items: page.items.map((row) => toObject(row, identity, principal)), total: page.total }
  })
  http.bind(contract.resolveOid, async ({ query }, { principal }) => {
    const row = await store.findByName(db, query.name)
    if (!row) throw notFound('标识', query.name)
    await store.countUse(db, row.oid, clock.now())
    return toObject(row, identity, principal)
  })
  http.bind(contract.revokeOid, async ({ params, body }, { principal }) => {
    await db.transaction((tx) => revoke(parts, tx, params.oid, body, principal))
    return toObject((await store.findObject(db, params.oid)) as store.ObjectRow, identity, principal)
  })
  http.bind(contract.moveOid, ({ params, body }, { principal }) => move(parts, params.oid, body, principal))
  http.bind(contract.getOidStatistics, (_input, { principal }) =>
    store.readStatistics(db, principal.scope, clock.now()),
  )
}

function bindArcs({ kernel, identity }: Parts): void {
  const { http, db, clock } = kernel
  const toArc = (row: store.ArcRow): contract.OidArc => ({
    ...row,
    organisationName: identity.findOrganisation(row.organisationId)?.name ?? null,
    createdTime: row.createdTime.toISOString(),
  })
  http.bind(contract.listOidArcs, async ({ query }) => {
    const page = await store.listArcs(db, query)
    return { items: page.items.map(toArc), total: page.total }
  })
  http.bind(contract.createOidArc, ({ body }, { principal }) =>
    db.transaction(async (tx) => {
      if (body.organisationId && !identity.findOrganisation(body.organisationId))
        throw invalid('/body/organisationId', '没有这个单位')
      const parent = await store.findParent(tx, body.arc)
      const above = parent ? await store.lockArc(tx, parent) : undefined
      if (above) requireAdministrator(above, principal)
      const row = {
        ...{ arc: body.arc, title: body.title, parent, quota: body.quota, createdTime: clock.now() },
        ...{ organisationId: body.organisationId ?? null, administrator: body.administrator ?? null },
      }
      if (!(await store.insertArc(tx, row))) throw conflict('arc-taken', `标识 ${body.arc} 已分配。`)
      return toArc((await store.lockArc(tx, body.arc)) as store.ArcRow)
    }),
  )
}

function requireAdministrator(arc: store.ArcRow, by: Principal): void {
  if (arc.administrator !== null && arc.administrator !== by.account && !by.permissions.has('sensing.admit'))
    throw forbidden(`分支 ${arc.arc} 由 ${arc.administrator} 管理。`, 'not-arc-administrator')
}

/** One row of a batch in a transaction of its own: what is wrong with one stops no other. */
async function registerRow(
  { kernel, identity }: Parts,
  arc: string,
  row: contract.OidRegistration,
  index: number,
  by: Principal,
): Promise<{ row: number; object: contract.OidObject | null; error: string | null }> {
  try {
    const oid = await kernel.db.transaction((tx) => register(kernel, tx, arc, row, by))
    const object = (await store.findObject(kernel.db, oid)) as store.ObjectRow
    return { row: index, object: toObject(object, identity, by), error: null }
  } catch (error) {
    if (!(error instanceof Problem) || error.kind === 'not-found') throw error
    return { row: index, object: null, error: error.message }
  }
}

async function register(
  kernel: Kernel,
  tx: Transaction,
  arcName: string,
  row: contract.OidRegistration,
  by: Principal,
): Promise<string> {
  const arc = await store.lockArc(tx, arcName)
  if (!arc) throw notFound('标识分支', arcName)
  requireAdministrator(arc, by)
  requireInScope(row.divisionCode ?? null, by.scope)
  if (arc.issued >= arc.quota) throw conflict('quota-used', `分支 ${arcName} 的配额 ${arc.quota} 已用完。`)
  if (row.oid && !row.oid.startsWith(`${arcName}.`))
    throw invalid('/body/rows/oid', `${row.oid} 不在分支 ${arcName} 下`)
  const oid = row.oid ?? (await store.takeNumber(tx, arcName))
  if (!(await store.insertObject(tx, { ...row, oid, arc: arcName, by: by.name, now: kernel.clock.now() })))
    throw conflict('oid-used', `标识 ${oid} 已发放过，不能再次登记。`)
  const taken = await store.insertAliases(tx, oid, row.aliases ?? [])
  if (taken !== null) throw conflict('alias-taken', `别名 ${taken} 已属于另一对象。`)
  return oid
}

async function requireOwn(tx: Transaction, oid: string, by: Principal): Promise<store.ObjectRow> {
  const row = await store.findObject(tx, oid)
  if (!row) throw notFound('标识', oid)
  requireInScope(row.divisionCode, by.scope)
  const arc = await store.lockArc(tx, row.arc)
  if (arc) requireAdministrator(arc, by)
  return row
}

async function revoke(
  { kernel }: Parts,
  tx: Transaction,
  oid: string,
  { successor, reason }: { successor?: string; reason: string },
  by: Principal,
): Promise<void> {
  await requireOwn(tx, oid, by)
  if (successor && (successor === oid || !(await store.findObject(tx, successor))))
    throw invalid('/body/successor', '继任标识应是另一个已登记的标识')
  const change = { successor: successor ?? null, reason, now: kernel.clock.now() }
  if (!(await store.revokeObject(tx, oid, change))) throw conflict('already-revoked', '标识已注销。')
}

async function move(
  { kernel, identity }: Parts,
  oid: string,
  { arc, reason }: { arc: string; reason: string },
  by: Principal,
): Promise<contract.OidObject> {
  const moved = await kernel.db.transaction(async (tx) => {
    const { aliases: _, ...held } = await requireOwn(tx, oid, by)
    if (held.state === 'revoked') throw conflict('already-revoked', '标识已注销。')
    const { kind, title, attributes, restricted } = held
    const to = await register(
      kernel,
      tx,
      arc,
      {
        ...{ kind, title, attributes, restricted },
        ...(held.entityId ? { entityId: held.entityId } : {}),
        ...(held.ownerId ? { ownerId: held.ownerId } : {}),
        ...(held.divisionCode ? { divisionCode: held.divisionCode } : {}),
        ...(held.detailUrl ? { detailUrl: held.detailUrl } : {}),
      },
      by,
    )
    await store.moveAliases(tx, oid, to)
    await store.revokeObject(tx, oid, { successor: to, reason, now: kernel.clock.now() })
    return to
  })
  return toObject((await store.findObject(kernel.db, moved)) as store.ObjectRow, identity, by)
}

/** What a caller may know: outside its divisions, the restricted attributes stay out. */
function toObject(
  { restricted, ...row }: store.ObjectRow,
  identity: Identity,
  { scope }: Principal,
): contract.OidObject {
  const inside = isInScope(row.divisionCode, scope)
  const open = Object.entries(row.attributes).filter(([key]) => inside || !restricted.includes(key))
  return {
    ...row,
    attributes: Object.fromEntries(open),
    ownerName: identity.findOrganisation(row.ownerId)?.name ?? null,
    stateText: row.state === 'active' ? '正常' : '已注销',
    createdTime: row.createdTime.toISOString(),
    revokedTime: row.revokedTime?.toISOString() ?? null,
    payload: `urn:oid:${row.oid}`,
  }
}
