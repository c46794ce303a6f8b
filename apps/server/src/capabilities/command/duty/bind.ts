import * as contract from '@civitas/contract'
import { rankLevel } from '@civitas/domain-kit'
import { wholeScope } from '../../../kernel/access.ts'
import { hashSecret, newSecret } from '../../../kernel/crypto.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { CommandParts } from '../parts.ts'
import { writeCalendar } from './calendar.ts'
import * as contacts from './contacts.ts'
import { planShifts, tooFew, twiceAtOnce } from './rules.ts'
import { bindSeats } from './seats.ts'
import * as store from './store.ts'

export function bindDuty(parts: CommandParts): void {
  bindContacts(parts)
  bindRosters(parts)
  bindChanges(parts)
  bindHandOvers(parts)
  bindFeeds(parts)
  bindSeats(parts)
}

function bindContacts(parts: CommandParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listContacts, async ({ query }, { principal }) => {
    const [lon, lat, metres] = (query.near ?? '').split(',').map(Number)
    if (lon !== undefined && lat !== undefined && metres !== undefined) {
      const rows = await contacts.listFieldStaffAround(db, [lon, lat], metres, principal.scope)
      return { items: rows.map((row) => contacts.toContact(row, parts.identity)), total: rows.length }
    }
    const page = await contacts.listContacts(db, query, principal.scope)
    return { items: page.items.map((row) => contacts.toContact(row, parts.identity)), total: page.total }
  })
  http.bind(contract.saveContact, ({ body }) =>
    db.transaction(async (tx) => {
      const unit = body.organisationId ? parts.identity.findOrganisation(body.organisationId) : undefined
      if (body.organisationId && !unit) throw invalid('/body/organisationId', '没有这个单位')
      const division = body.position
        ? parts.territory.findDivisionAt(...body.position)
        : (unit?.divisionCode ?? null)
      const row = await contacts.insertContact(tx, { ...body, divisionCode: division })
      return contacts.toContact(row, parts.identity)
    }),
  )
}

function toRoster({ identity }: CommandParts, row: store.RosterRow): contract.Roster {
  const organisationName = identity.findOrganisation(row.organisation_id)?.name ?? null
  return { id: row.id, title: row.title, organisationName, posts: row.posts }
}

function bindRosters(parts: CommandParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listRosters, async () =>
    (await store.listRosters(db)).map((row) => toRoster(parts, row)),
  )
  http.bind(contract.createRoster, ({ body }) =>
    db.transaction(async (tx) =>
      toRoster(parts, await store.insertRoster(tx, { ...body, organisationId: body.organisationId ?? null })),
    ),
  )
  http.bind(contract.generateShifts, ({ params, body }) =>
    db.transaction(async (tx) => {
      const roster = await store.findRoster(tx, params.id)
      if (!roster) throw notFound('值班表', params.id)
      const rule = { ...body, restShifts: body.restShifts ?? 0 }
      const [few] = tooFew(rule)
      if (few) throw invalid(`/body/people/${few.post}`, `按休息要求，该岗位至少需要 ${few.needed} 人`)
      const unknown = Object.keys(body.people).find((post) => !roster.posts.some((one) => one.post === post))
      if (unknown) throw invalid(`/body/people/${unknown}`, '值班表没有这个岗位')
      const ids = [...new Set(Object.values(body.people).flat())]
      const people = await contacts.findContacts(tx, ids)
      if (people.length !== ids.length) throw invalid('/body/people', '有人员不在通讯录里')
      const shifts = planShifts(rule)
      const twice = twiceAtOnce(shifts)
      if (twice) {
        const name = people.find((one) => one.id === twice.contactId)?.name ?? ''
        throw invalid(`/body/people/${twice.post}`, `${name}同一时段已排在另一岗位，请换人或调整先后`)
      }
      await store.writeShifts(tx, roster.id, shifts, clock.now())
      const last = shifts.at(-1)?.end ?? clock.now()
      const first = shifts[0]?.start ?? clock.now()
      return (await store.listShifts(tx, { from: first, to: last, rosterId: roster.id })).map(store.toShift)
    }),
  )
  http.bind(contract.listShifts, async ({ query }) => {
    const window = { from: new Date(query.from), to: new Date(query.to), rosterId: query.rosterId }
    return (await store.listShifts(db, window)).map(store.toShift)
  })
}

function bindChanges(parts: CommandParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.substituteShift, ({ params, body }) =>
    db.transaction(async (tx) => {
      const shift = await store.lockShift(tx, params.id)
      if (!shift) throw notFound('班次', params.id)
      const person = await contacts.findContact(tx, body.contactId)
      if (!person) throw invalid('/body/contactId', '通讯录里没有这个人')
      if (await store.isOnDuty(tx, person.id, shift, [shift.id]))
        throw conflict('double-duty', `${person.name}在该时段已有班次。`)
      return store.toShift(await store.giveShift(tx, shift.id, person.id, shift.name, clock.now()))
    }),
  )
  http.bind(contract.swapShifts, ({ params, body }) =>
    db.transaction(async (tx) => {
      const [one, other] = [await store.lockShift(tx, params.id), await store.lockShift(tx, body.withShiftId)]
      if (!one) throw notFound('班次', params.id)
      if (!other) throw invalid('/body/withShiftId', '没有这个班次')
      const both = [one.id, other.id]
      if (
        (await store.isOnDuty(tx, one.contact_id, other, both)) ||
        (await store.isOnDuty(tx, other.contact_id, one, both))
      )
        throw conflict('double-duty', '换班后有人同一时段值两个班。')
      const now = clock.now()
      return [
        store.toShift(await store.giveShift(tx, one.id, other.contact_id, one.name, now)),
        store.toShift(await store.giveShift(tx, other.id, one.contact_id, other.name, now)),
      ]
    }),
  )
}

function bindHandOvers(parts: CommandParts): void {
  const { http, db, clock, realtime } = parts.kernel
  http.bind(contract.offerHandOver, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      if (!(await store.findRoster(tx, params.id))) throw notFound('值班表', params.id)
      await requireAcknowledged(parts)
      const { matters } = await store.listOpenMatters(tx)
      const by = { rosterId: params.id, userId: principal.userId, name: principal.name }
      return store.toHandOver(
        await store.insertHandOver(tx, { ...by, matters, remarks: body.remarks }, clock.now()),
      )
    }),
  )
  http.bind(contract.signHandOver, ({ params }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await store.lockHandOver(tx, params.id)
      if (!row) throw notFound('交接班', params.id)
      if (row.state === 'signed') throw conflict('already-signed', '这次交接班已签收。')
      if (row.outgoing_id === principal.userId)
        throw conflict('same-person', '交班人不能自己签收，请由接班人登录签收。')
      await requireAcknowledged(parts)
      tx.afterCommit(() => realtime.publish('command', null, { kind: 'duty', id: row.id, incidentId: null }))
      return store.toHandOver(
        await store.signHandOver(tx, row.id, principal.userId, principal.name, clock.now()),
      )
    }),
  )
  http.bind(contract.listHandOvers, async ({ params }) =>
    (await store.listHandOvers(db, params.id)).map(store.toHandOver),
  )
}

/** A shift with warnings nobody has acknowledged is not handed over. */
async function requireAcknowledged({ kernel, events }: CommandParts): Promise<void> {
  const { proposals } = await store.listOpenMatters(kernel.db)
  const raised = await events.list({ state: 'raised', limit: 500 }, wholeScope)
  const warnings = raised.filter((one) => rankLevel(one.level) >= rankLevel('yellow'))
  const open = [...warnings.map((one) => `${one.reference} ${one.title}`), ...proposals]
  if (open.length > 0)
    throw conflict(
      'unacknowledged',
      `还有 ${open.length} 条预警未确认，不能交接班：${open.slice(0, 5).join('；')}`,
    )
}

function bindFeeds(parts: CommandParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.createCalendarFeed, ({ body }, { principal }) =>
    db.transaction(async (tx) => {
      if (!body.rosterId && !body.contactId) throw invalid('/body/rosterId', '请选择值班表或人员')
      if (body.rosterId && !(await store.findRoster(tx, body.rosterId)))
        throw invalid('/body/rosterId', '没有这个值班表')
      if (body.contactId && !(await contacts.findContact(tx, body.contactId)))
        throw invalid('/body/contactId', '通讯录里没有这个人')
      const token = newSecret()
      const feed = {
        rosterId: body.rosterId ?? null,
        contactId: body.contactId ?? null,
        userId: principal.userId,
      }
      await store.insertFeed(tx, { ...feed, digest: hashSecret(token) }, clock.now())
      return { path: `/api/command/calendars/${token}.ics` }
    }),
  )
  http.bind(contract.readCalendarFeed, async ({ params }) => {
    const feed = await store.findFeed(db, hashSecret(params.token.replace(/\.ics$/, '')))
    if (!feed) throw notFound('日历', '该地址')
    const now = clock.now().getTime()
    const window = { from: new Date(now - 31 * 86_400_000), to: new Date(now + 366 * 86_400_000) }
    const rows = await store.listShifts(db, {
      ...window,
      rosterId: feed.roster_id,
      contactId: feed.contact_id,
    })
    const rosters = new Map((await store.listRosters(db)).map((one) => [one.id, one]))
    const title = feed.roster_id ? (rosters.get(feed.roster_id)?.title ?? '值班') : '我的值班'
    return writeCalendar(
      title,
      rows.map((row) => toEntry(row, rosters.get(row.roster_id))),
    )
  })
}

function toEntry(row: store.ShiftRow, roster: store.RosterRow | undefined) {
  const post = roster?.posts.find((one) => one.post === row.post)?.title ?? row.post
  const instead = row.substitute_for ? `\n替${row.substitute_for}值班` : ''
  return {
    ...{
      id: row.id,
      start: row.start_time,
      end: row.end_time,
      sequence: row.sequence,
      changed: row.changed_time,
    },
    summary: `${post}：${row.name}`,
    description: `${roster?.title ?? ''}${row.phone ? `，电话 ${row.phone}` : ''}${instead}`,
  }
}
