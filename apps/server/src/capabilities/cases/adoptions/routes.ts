import * as contract from '@civitas/contract'
import { hasPermission, isInScope, type Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { pointsFor } from '../openness/rules.ts'
import * as points from '../openness/store.ts'
import type { CasesParts } from '../publish-case.ts'
import { dayOf } from '../rules.ts'
import * as store from './store.ts'

const dayMs = 86_400_000
/** What one person may have at a time, so that there is something for everybody. */
const mostOfOne = 3

/** 认领任务: things of the city citizens look after, and what that is worth. */
export function bindAdoptions(parts: CasesParts): void {
  bindOffers(parts)
  bindRecords(parts)
}

function bindOffers(parts: CasesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listAdoptions, async ({ query: { mine, ...query } }, { principal }) => {
    const scope = isStaff(principal) ? principal.scope : null
    const filter = { ...query, ...(mine ? { mine: principal.userId } : {}) }
    const page = await store.listAdoptions(db, filter, scope)
    return { items: await toAdoptions(parts, db, page.items, principal), total: page.total }
  })
  http.bind(contract.createAdoption, async ({ body }, { principal }) => {
    const { position, everyDays, ...rest } = body
    const code = parts.territory.findDivisionAt(...position)
    if (!code || !isInScope(code, principal.scope)) throw invalid('/body/position', '位置不在您的管辖范围内')
    const fresh = { ...rest, lon: position[0], lat: position[1], division_code: code, every_days: everyDays }
    const id = await store.insertAdoption(db, fresh, principal.name, clock.now())
    return read(parts, db, id, principal)
  })
  http.bind(contract.adopt, ({ params }, { principal }) =>
    db.transaction(async (tx) => {
      await points.holdPoints(tx, principal.userId)
      const row = await hold(tx, params.id)
      if (row.state !== 'open') throw conflict('adopted', '这一处已有人认领，或已不再开放认领。')
      if ((await store.countAdopted(tx, principal.userId)) >= mostOfOne)
        throw conflict('too-many', `每人同时最多认领 ${mostOfOne} 处。`)
      await store.setAdopter(tx, row.id, { id: principal.userId, now: clock.now() })
      return read(parts, tx, row.id, principal)
    }),
  )
  http.bind(contract.giveUpAdoption, ({ params }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await hold(tx, params.id)
      const mayTakeBack = isStaff(principal) && isInScope(row.division_code, principal.scope)
      if (row.state !== 'adopted' || (row.user_id !== principal.userId && !mayTakeBack))
        throw notFound('认领', params.id)
      await store.setAdopter(tx, row.id, null)
      return { done: true as const }
    }),
  )
  http.bind(contract.endAdoption, ({ params }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await hold(tx, params.id)
      if (!isInScope(row.division_code, principal.scope)) throw notFound('认领任务', params.id)
      await store.setAdopter(tx, row.id, null, 'ended')
      return { done: true as const }
    }),
  )
}

function bindRecords(parts: CasesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.recordAdoption, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await hold(tx, params.id)
      if (row.user_id !== principal.userId) throw notFound('认领', params.id)
      const now = clock.now()
      const given = { adoptionId: row.id, userId: principal.userId, text: body.text, day: dayOf(now) }
      const id = await store.insertRecord(tx, given, now)
      if (!id) throw conflict('told-today', '今天已登记过，明天再来。')
      return readRecord(parts, tx, id)
    }),
  )
  http.bind(contract.listAdoptionRecords, async ({ query }, { principal }) => {
    const page = await store.listRecords(db, query, principal.scope)
    return { items: await toRecords(parts, db, page.items), total: page.total }
  })
  http.bind(contract.reviewAdoptionRecord, ({ params, body }, { principal }) =>
    db.transaction((tx) => review(parts, tx, { id: params.id, ...body }, principal)),
  )
}

const isStaff = (principal: Principal) => hasPermission(principal, 'cases.supervise')

async function hold(tx: Transaction, id: string): Promise<store.AdoptionRow> {
  const row = await store.findAdoption(tx, id, true)
  if (!row) throw notFound('认领任务', id)
  return row
}

/** Accepted, a record is worth its points as far as the caps of day and month leave room. */
async function review(
  parts: CasesParts,
  tx: Transaction,
  given: { id: string; accept: boolean; comment?: string },
  principal: Principal,
): Promise<contract.AdoptionRecord> {
  const record = await store.findRecord(tx, given.id, true)
  if (!record || !isInScope(record.divisionCode, principal.scope)) throw notFound('巡护记录', given.id)
  if (record.state !== 'waiting') throw conflict('reviewed', `已由 ${record.reviewedName} 处理。`)
  if (record.userId === principal.userId) throw conflict('same-person', '不能认可自己的记录。')
  const now = parts.kernel.clock.now()
  const adoption = await hold(tx, record.adoptionId)
  await points.holdPoints(tx, record.userId)
  const rule = { ...(await points.readRule(tx)), pointsEach: adoption.points }
  const worth = given.accept ? pointsFor(rule, await points.countGiven(tx, record.userId, now)) : 0
  if (worth > 0) {
    const entry = { userId: record.userId, points: worth, reason: `认领巡护：${adoption.title}`, by: null }
    await points.insertEntry(tx, entry, now)
  }
  await store.writeReview(tx, given.id, {
    ...{ state: given.accept ? 'accepted' : 'refused', points: worth },
    ...{ by: principal.name, comment: given.comment ?? null },
  })
  return readRecord(parts, tx, given.id)
}

async function read(
  parts: CasesParts,
  db: Queryable,
  id: string,
  principal: Principal,
): Promise<contract.Adoption> {
  const row = await store.findAdoption(db, id)
  if (!row) throw notFound('认领任务', id)
  return (await toAdoptions(parts, db, [row], principal))[0] as contract.Adoption
}

async function toAdoptions(
  parts: CasesParts,
  db: Queryable,
  rows: readonly store.AdoptionRow[],
  principal: Principal,
): Promise<contract.Adoption[]> {
  const ids = isStaff(principal) ? rows.flatMap((one) => one.user_id ?? []) : []
  const names = await namesOf(parts, db, ids)
  const now = parts.kernel.clock.now()
  return rows.map((row) => {
    const since = row.last_time ?? row.adopted_time
    const due = row.state === 'adopted' && since ? new Date(since.getTime() + row.every_days * dayMs) : null
    return {
      ...{ id: row.id, kind: row.kind, title: row.title, duty: row.duty, points: row.points },
      ...{ position: [row.lon, row.lat] as [number, number], divisionCode: row.division_code },
      divisionName: parts.territory.findDivisionName(row.division_code),
      ...{ everyDays: row.every_days, state: row.state, isMine: row.user_id === principal.userId },
      adopterName: (row.user_id && names.get(row.user_id)) ?? null,
      adoptedTime: row.adopted_time?.toISOString() ?? null,
      ...{ records: row.records, waiting: isStaff(principal) ? row.waiting : 0 },
      ...{ dueTime: due?.toISOString() ?? null, overdue: due !== null && due < now },
    }
  })
}

async function namesOf({ identity }: CasesParts, db: Queryable, ids: readonly string[]) {
  const people = ids.length > 0 ? await identity.findPeople(db, { userIds: [...new Set(ids)] }) : []
  return new Map(people.map((one) => [one.id, one.name]))
}

async function readRecord(parts: CasesParts, db: Queryable, id: string): Promise<contract.AdoptionRecord> {
  const row = await store.findRecord(db, id)
  if (!row) throw notFound('巡护记录', id)
  return (await toRecords(parts, db, [row]))[0] as contract.AdoptionRecord
}

async function toRecords(
  parts: CasesParts,
  db: Queryable,
  rows: readonly store.RecordRow[],
): Promise<contract.AdoptionRecord[]> {
  const names = await namesOf(
    parts,
    db,
    rows.map((one) => one.userId),
  )
  return rows.map(({ userId, divisionCode: _, ...row }) => ({
    ...row,
    userName: names.get(userId) ?? null,
    time: row.time.toISOString(),
  }))
}
