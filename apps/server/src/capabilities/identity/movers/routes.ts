import * as contract from '@civitas/contract'
import { isInScope, type Principal, requireWholeCity } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import { refuseGrant } from '../manage-users.ts'
import { findDutyConflict } from '../rules.ts'
import { findUser, type UserRow } from '../store.ts'
import * as store from './store.ts'

/** Moves of officers between units, and leave to hold duties that must be apart. */
export function bindMovers(kernel: Kernel, forgetSessions: () => void): { stop(): Promise<void> } {
  bindTransfers(kernel)
  bindWaivers(kernel)
  return startWorkQueue(kernel, 'identity.transfer', (tx) => moveNext(kernel, tx, forgetSessions), {
    everyMs: 1_000,
  })
}

/** Carries out one move whose time has come; rights of the old post end with the transaction. */
async function moveNext(kernel: Kernel, tx: Transaction, forgetSessions: () => void): Promise<boolean> {
  const row = await store.takeDue(tx, kernel.clock.now())
  if (!row) return false
  await store.moveOfficer(tx, row, kernel.clock.now())
  await kernel.messages.publish(tx, contract.officerMoved, {
    ...{ userId: row.user_id, userName: row.user_name, successorId: row.successor_id },
    ...{ successorName: row.successor_name, reason: row.reason },
  })
  forgetSessions()
  return true
}

function bindTransfers({ http, db, clock }: Kernel): void {
  const requireUser = async (id: string, by: Principal, path?: string): Promise<UserRow> => {
    const row = await findUser(db, id)
    if (row?.divisions.every((code) => isInScope(code, by.scope))) return row
    throw path ? invalid(path, '没有这个用户') : notFound('用户', id)
  }
  const inScope = ({ scope }: Principal) =>
    scope.everything
      ? sql`TRUE`
      : sql`NOT EXISTS (SELECT FROM unnest(u.divisions) AS d(code) WHERE NOT EXISTS (
          SELECT FROM unnest(${[...scope.divisions]}::text[]) AS own(code)
          WHERE d.code = own.code OR starts_with(d.code, regexp_replace(own.code, '(00)+$', ''))))`
  http.bind(contract.listOfficerMoves, async ({ query }, { principal }) => {
    const { items, total } = await store.listTransfers(db, query, inScope(principal))
    return { items: items.map(store.toTransfer), total }
  })
  http.bind(contract.planOfficerMove, async ({ params, body }, { principal }) => {
    const user = await requireUser(params.id, principal)
    const successor = await requireUser(body.successorId, principal, '/body/successorId')
    refuseGrant(principal, user.roles, user.divisions)
    refuseGrant(principal, body.roles, body.divisions)
    if (successor.id === user.id) throw invalid('/body/successorId', '接手人不能是本人')
    if (successor.disabled) throw invalid('/body/successorId', '接手人的账号已停用')
    if (successor.organisation_id !== user.organisation_id)
      throw invalid('/body/successorId', '接手人须是原单位的人员')
    const one = { ...body, id: newId(), userId: user.id, plannedBy: principal.name }
    const isNew = await store.insertTransfer(db, one, clock.now()).catch((error: { code?: string }) => {
      if (error.code === '23503') throw invalid('/body/organisationId', '没有这个单位')
      throw error
    })
    if (!isNew) throw conflict('transfer-planned', '该人员已有尚未生效的调动。')
    return store.toTransfer((await store.findTransfer(db, one.id)) as store.TransferRow)
  })
  http.bind(contract.cancelOfficerMove, async ({ params }, { principal }) => {
    const row = await store.findTransfer(db, params.id)
    if (!row?.user_divisions.every((code) => isInScope(code, principal.scope)))
      throw notFound('调动', params.id)
    if (!(await store.cancelTransfer(db, row.id))) throw conflict('not-planned', '调动已生效或已撤销。')
    return { done: true as const }
  })
}

function bindWaivers({ http, db, clock }: Kernel): void {
  http.bind(contract.listDutyWaivers, async ({ query }, { principal }) => {
    requireWholeCity(principal.scope)
    const { items, total } = await store.listWaivers(db, query, clock.now())
    return { items: items.map((row) => store.toWaiver(row, clock.now())), total }
  })
  http.bind(contract.askDutyWaiver, async ({ body }, { principal }) => {
    requireWholeCity(principal.scope)
    const duties = findDutyConflict(body.roles)
    if (!duties) throw invalid('/body/roles', '这些角色之间没有职责冲突')
    const until = new Date(body.untilTime)
    if (until <= clock.now()) throw invalid('/body/untilTime', '期限应晚于现在')
    const id = newId()
    await store.insertWaiver(
      db,
      {
        ...{ id, account: body.account, duties, reason: body.reason, until_time: until },
        ...{ asked_by: principal.userId, asked_name: principal.name },
      },
      clock.now(),
    )
    return store.toWaiver((await store.findWaiver(db, id)) as store.WaiverRow, clock.now())
  })
  http.bind(contract.decideDutyWaiver, async ({ params, body }, { principal }) => {
    requireWholeCity(principal.scope)
    const row = await store.findWaiver(db, params.id)
    if (!row) throw notFound('豁免申请', params.id)
    if (row.state !== 'asked') throw conflict('already-decided', '已作出决定。')
    if (row.asked_by === principal.userId)
      throw forbidden('申请人不能自己审批，须另一人审批。', 'dual-control')
    await store.decideWaiver(db, row.id, { ...body, name: principal.name }, clock.now())
    return store.toWaiver((await store.findWaiver(db, row.id)) as store.WaiverRow, clock.now())
  })
}
