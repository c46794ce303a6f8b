import * as contract from '@civitas/contract'
import { isInScope, type Principal, requireInScope, wholeScope } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { Identity } from '../../identity/index.ts'
import type { TerminalParts } from './bind-terminals.ts'
import * as store from './desktop-store.ts'

/** A session may be reported this far ahead of the clock of the platform. */
const aheadMs = 300_000

/**
 * Cloud desktops (PLT-009): who has which, taken back when idle, with every session. The desktops themselves are run by
 * the desktop system of the city, which is told by whoever allocates and reports sessions here.
 */
export function bindDesktops(parts: TerminalParts): void {
  const { kernel } = parts
  const { http, db, clock, jobs } = kernel
  const reclaimIdle = () =>
    db.transaction((tx) =>
      store.reclaimIdle(tx, { by: '平台', reason: '闲置超过规格允许的时间', now: clock.now() }),
    )
  jobs.every('sensing-reclaim-desktops', '*/5 * * * *', async () => {
    await reclaimIdle()
  })
  http.bind(contract.listDesktopProfiles, ({ query }) => store.listProfiles(db, query))
  http.bind(contract.saveDesktopProfile, async ({ body }) => {
    const id = await store.saveProfile(db, { ...body, id: newId() })
    return (await store.findProfile(db, id)) as contract.DesktopProfile
  })
  http.bind(contract.reclaimIdleDesktops, async () => ({ reclaimed: await reclaimIdle() }))
  bindAllocation(parts)
  bindSessions(parts)
}

function bindAllocation(parts: TerminalParts): void {
  const { kernel, identity } = parts
  const { http, db, clock } = kernel
  http.bind(contract.allocateDesktop, async ({ body }, { principal }) => {
    const organisation = identity.findOrganisation(body.organisationId)
    if (!organisation) throw invalid('/body/organisationId', '没有这个单位')
    const userName = await identity.findUserName(body.userId)
    if (userName === null) throw invalid('/body/userId', '没有这个用户')
    if (!(await store.findProfile(db, body.profileId))) throw invalid('/body/profileId', '没有这种规格')
    const { divisionCode } = organisation
    requireInScope(divisionCode, principal.scope)
    const id = newId()
    const row = { ...body, id, userName, divisionCode, allocatedBy: principal.name, now: clock.now() }
    const taken = await db.transaction((tx) => store.insertDesktop(tx, row))
    if (taken === 'reference') throw conflict('reference-taken', `云桌面 ${body.reference} 已分配。`)
    if (taken === 'user') throw conflict('already-allocated', `${userName}已有这种规格的云桌面，先收回。`)
    return toDesktop(await requireDesktop(parts, id, principal), identity)
  })
  http.bind(contract.listDesktops, async ({ query }, { principal }) => {
    const page = await store.listDesktops(db, query, principal.scope)
    return { items: page.items.map((row) => toDesktop(row, identity)), total: page.total }
  })
  http.bind(contract.reclaimDesktop, async ({ params, body }, { principal }) => {
    await requireDesktop(parts, params.id, principal)
    const how = { by: principal.name, reason: body.reason, now: clock.now() }
    if (!(await db.transaction((tx) => store.reclaimOne(tx, params.id, how))))
      throw conflict('already-reclaimed', '云桌面已收回。')
    return toDesktop(await requireDesktop(parts, params.id, principal), identity)
  })
}

function bindSessions(parts: TerminalParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.reportDesktopSession, async ({ params, body }, { principal }) => {
    const desktop = await requireDesktop(parts, params.id, principal)
    if (desktop.state === 'reclaimed') throw conflict('desktop-reclaimed', '云桌面已收回，不能再开会话。')
    const now = clock.now()
    const time = body.time ? new Date(body.time) : now
    if (time.getTime() > now.getTime() + aheadMs) throw invalid('/body/time', '不能晚于现在')
    const session = {
      ...{ session: body.session, isClosed: body.act === 'closed', time },
      ...{ clientAddress: body.clientAddress ?? null, reason: body.reason ?? null },
    }
    await db.transaction((tx) => store.noteSession(tx, params.id, session))
    const query = { desktopId: params.id, session: body.session, limit: 1 }
    const { items } = await store.listSessions(db, query, wholeScope)
    return toSession(items[0] as store.SessionRow)
  })
  http.bind(contract.listDesktopSessions, async ({ query }, { principal }) => {
    const page = await store.listSessions(db, query, principal.scope)
    return { items: page.items.map(toSession), total: page.total }
  })
}

async function requireDesktop(
  { kernel }: TerminalParts,
  id: string,
  { scope }: Principal,
): Promise<store.DesktopRow> {
  const row = await store.findDesktop(kernel.db, id)
  if (!row || !isInScope(row.divisionCode, scope)) throw notFound('云桌面', id)
  return row
}

function toDesktop(row: store.DesktopRow, identity: Identity): contract.CloudDesktop {
  return {
    ...row,
    organisationName: identity.findOrganisation(row.organisationId)?.name ?? null,
    allocatedTime: row.allocatedTime.toISOString(),
    lastActiveTime: row.lastActiveTime?.toISOString() ?? null,
    reclaimDueTime: row.reclaimDueTime?.toISOString() ?? null,
    reclaimedTime: row.reclaimedTime?.toISOString() ?? null,
  }
}

function toSession(row: store.SessionRow): contract.DesktopSession {
  return {
    ...row,
    openedTime: row.openedTime.toISOString(),
    lastActiveTime: row.lastActiveTime.toISOString(),
    closedTime: row.closedTime?.toISOString() ?? null,
  }
}
