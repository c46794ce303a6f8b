import * as contract from '@civitas/contract'
import {
  divisionPrefix,
  hasPermission,
  isInScope,
  type Principal,
  requireWholeCity,
} from '../../../kernel/access.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import { actorOf, type CommandParts, tell } from '../parts.ts'
import { effective, peace } from './rules.ts'
import { readBase, writeBase } from './settings.ts'
import * as store from './store.ts'
import { authoriseSwitch, endSwitch, playAuthoriser, proposeSwitch, setSwitchTimers } from './switch-mode.ts'

export function bindWarMode(parts: CommandParts): void {
  setSwitchTimers(parts)
  bindState(parts)
  bindSwitches(parts)
  bindSafeReports(parts)
}

async function readState({ kernel, identity }: CommandParts): Promise<contract.ModeState> {
  const [base, rows] = await Promise.all([readBase(kernel.db), store.listSwitches(kernel.db)])
  const active = rows.filter((one) => one.state === 'active' && !one.is_drill)
  return {
    isWar: active.length > 0,
    base,
    effective: effective(
      base,
      active.map((one) => one.settings),
    ),
    switches: rows.map((row) => store.toSwitch(row, identity)),
  }
}

/** A switch concerns those whose divisions touch its own; one with an area or no scope concerns all. */
function concerns(row: store.SwitchRow, principal: Principal): boolean {
  if (row.divisions.length === 0) return true
  const { scope } = principal
  return row.divisions.some(
    (code) => isInScope(code, scope) || scope.divisions.some((own) => own.startsWith(divisionPrefix(code))),
  )
}

function bindState(parts: CommandParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.getMode, async (_, { principal }) => {
    const rows = (await store.listSwitches(db, 'active')).filter((row) => concerns(row, principal))
    const isDrillSeen = hasPermission(principal, 'command.read')
    const seen = rows.filter((row) => !row.is_drill || isDrillSeen)
    return {
      isWar: seen.some((row) => !row.is_drill),
      switches: seen.map((row) => ({
        ...{ id: row.id, title: row.title, isDrill: row.is_drill, endTime: row.end_time.toISOString() },
        scope: row.divisions.map((code) => parts.territory.findDivisionName(code) ?? code).join('、'),
      })),
    }
  })
  http.bind(contract.getModeState, () => readState(parts))
  http.bind(contract.saveBaseSettings, async ({ body }) => {
    await db.transaction(async (tx) => {
      await store.lockMode(tx)
      const [active] = (await store.listSwitches(tx, 'active')).filter((one) => !one.is_drill)
      if (active) throw conflict('mode-frozen', `“${active.title}”战时期间，平时设置不能修改。`)
      await writeBase(tx, body)
      await tell(parts, tx, { kind: 'mode' })
    })
    return readState(parts)
  })
  http.bind(contract.listWarProfiles, () => store.listProfiles(db))
  http.bind(contract.saveWarProfile, async ({ params, body }, { principal }) => {
    requireWholeCity(principal.scope)
    const profile = { id: params.profileId, ...body }
    await db.transaction((tx) => store.saveProfile(tx, profile))
    return profile
  })
}

function bindSwitches(parts: CommandParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.proposeSwitch, ({ body }, { principal }) => proposeSwitch(parts, body, principal))
  http.bind(contract.authoriseSwitch, ({ params }, { principal }) =>
    db.transaction(async (tx) =>
      store.toSwitch(await authoriseSwitch(parts, tx, params.id, actorOf(principal)), parts.identity),
    ),
  )
  http.bind(contract.playAuthoriser, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await playAuthoriser(parts, tx, params.id, body.role, actorOf(principal))
      return store.toSwitch(row, parts.identity)
    }),
  )
  http.bind(contract.endSwitch, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const found = await store.lockSwitch(tx, params.id)
      if (found && !found.is_drill && !hasPermission(principal, 'command.authorise'))
        throw forbidden('真实的战时须由有授权权限的人转回平时。', 'not-authoriser')
      const row = await endSwitch(parts, tx, params.id, actorOf(principal), body.comment)
      if (!row) throw notFound('平战切换', params.id)
      return store.toSwitch(row, parts.identity)
    }),
  )
}

function bindSafeReports(parts: CommandParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listSafeReports, async ({ params }) =>
    (await store.listSafeReports(db, params.id)).map((row) => store.toSafeReport(row, parts.identity)),
  )
  http.bind(contract.sendSafeReport, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await store.receiveSafeReport(tx, params.id, body.text, principal.name, clock.now())
      if (!row) throw notFound('待报的平安报', params.id)
      const isOwn = row.organisation_id === principal.organisationId
      if (!isOwn && !hasPermission(principal, 'command.direct'))
        throw forbidden('这份平安报由另一单位报送。', 'not-reporter')
      await tell(parts, tx, { kind: 'mode', id: row.switch_id })
      return store.toSafeReport(row, parts.identity)
    }),
  )
}

const profiles: contract.WarProfile[] = [
  {
    id: 'flood',
    title: '防汛战时',
    settings: {
      ...peace,
      unreadMinutes: 1,
      tightenPercent: 20,
      reportMinutes: 30,
      proposeFrom: 'blue',
      routeToCommand: true,
      dutyLeader: true,
    },
  },
  {
    id: 'festival',
    title: '节假日与大型活动',
    settings: { ...peace, unreadMinutes: 3, reportMinutes: 120, routeToCommand: true, dutyLeader: true },
  },
  {
    id: 'emergency',
    title: '突发事件战时',
    settings: {
      ...peace,
      unreadMinutes: 1,
      tightenPercent: 10,
      reportMinutes: 60,
      proposeFrom: 'blue',
      routeToCommand: true,
      dutyLeader: true,
    },
  },
]

/** The profiles every installation begins with. */
export async function ensureProfiles({ kernel }: CommandParts): Promise<void> {
  await kernel.db.transaction(async (tx) => {
    for (const profile of profiles) await store.saveProfile(tx, profile, true)
  })
}
