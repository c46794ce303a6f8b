import { randomInt } from 'node:crypto'
import * as contract from '@civitas/contract'
import { requireInScope } from '../../../kernel/access.ts'
import { hashSecret, newSecret } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound, unauthenticated } from '../../../kernel/problem.ts'
import { maskName } from '../../identity/index.ts'
import { requireActing, tellSubject } from '../acting.ts'
import { createOrder } from '../payments/create-order.ts'
import type { ServicesParts } from '../services-parts.ts'
import { listPublished } from '../site/store.ts'
import * as store from './store.ts'

const pairingMs = 10 * 60_000

/** 数字电视 (SOC-022): subscribers and boxes, what a box shows, warnings over the programme, bills of the household. */
export function bindTv(parts: ServicesParts): void {
  bindSubscribers(parts)
  bindBoxes(parts)
  bindHome(parts)
  followWarnings(parts)
  bindFigures(parts)
}

function toHousehold(row: store.HouseholdRow): contract.TvHousehold {
  return {
    ...{ id: row.id, number: row.number, address: row.address, divisionCode: row.division_code },
    members: row.members,
    boxes: row.boxes.map((one) => ({
      ...one,
      readTime: one.readTime ? new Date(one.readTime).toISOString() : null,
    })),
  }
}

function bindSubscribers(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listTvHouseholds, async ({ query }, { principal }) => {
    const { items, total } = await store.listHouseholds(db, query, principal.scope)
    return { items: items.map(toHousehold), total }
  })
  http.bind(contract.registerTvHousehold, async ({ body }, { principal }) => {
    requireInScope(body.divisionCode, principal.scope)
    if (!parts.territory.findDivision(body.divisionCode)) throw invalid('/body/divisionCode', '没有这个区划')
    const id = newId()
    if (!(await store.insertHousehold(db, { id, ...body }, clock.now())))
      throw conflict('number-taken', `用户号 ${body.number} 已登记。`)
    return toHousehold((await store.findHousehold(db, { id }, principal.scope)) as store.HouseholdRow)
  })
  http.bind(contract.registerTvBox, async ({ body }, { principal }) => {
    const household = await store.findHousehold(db, { number: body.householdNumber }, principal.scope)
    if (!household) throw invalid('/body/householdNumber', '没有这个用户号')
    const key = newSecret()
    const one = { id: newId(), serial: body.serial, householdId: household.id, isTwoWay: body.isTwoWay }
    if (!(await store.insertBox(db, { ...one, keyHash: hashSecret(key) }, clock.now())))
      throw conflict('serial-taken', `机顶盒 ${body.serial} 已登记。`)
    return { id: one.id, key }
  })
  http.bind(contract.bindTvBox, async ({ params, body }, { principal }) => {
    await db.transaction(async (tx) => {
      const box = await store.findBox(tx, { id: params.id }, { lock: true })
      const from = box && (await store.findHousehold(tx, { id: box.household_id }, principal.scope))
      if (!box || !from) throw notFound('机顶盒', params.id)
      const to = await store.findHousehold(tx, { number: body.householdNumber }, principal.scope)
      if (!to) throw invalid('/body/householdNumber', '没有这个用户号')
      if (to.id === from.id) throw conflict('same-household', '机顶盒已在该用户名下。')
      await store.moveBox(tx, box.id, to.id, clock.now())
      await tellHousehold(parts, tx, from, box.serial)
    })
    return { done: true as const }
  })
  http.bind(contract.addTvBill, async ({ params, body }, { principal }) => {
    if (!(await store.findHousehold(db, { id: params.id }, principal.scope)))
      throw notFound('电视用户', params.id)
    const id = newId()
    const one = { ...body, id, householdId: params.id, organisationId: body.organisationId ?? null }
    await store.insertBill(db, one, clock.now())
    const { title, fen, dueDay } = body
    return { id, title, fen, dueDay, isPaid: false }
  })
}

/** The household a box leaves learns of it: a box that is gone shows nothing of it any more. */
async function tellHousehold(
  parts: ServicesParts,
  tx: Transaction,
  household: store.HouseholdRow,
  serial: string,
): Promise<void> {
  const now = parts.kernel.clock.now().toISOString()
  for (const { subject_id } of await store.listMembers(tx, household.id))
    await tellSubject(parts, tx, subject_id, {
      key: `services.tv:${household.id}:${serial}:${subject_id}:${now}`,
      title: `机顶盒 ${serial} 已迁出您家`,
      text: `用户号 ${household.number} 的账单与家庭成员不再在该机顶盒上显示。`,
      link: '/portal/tv',
    })
}

async function requireBox(
  parts: ServicesParts,
  given: { serial: string; key: string },
): Promise<store.BoxRow> {
  const box = await store.findBox(parts.kernel.db, { serial: given.serial })
  if (!box || box.key_hash !== hashSecret(given.key))
    throw unauthenticated('机顶盒编号或密钥不正确。', 'wrong-key')
  return box
}

function bindBoxes(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.readTvScreen, async ({ body }) => {
    const box = await requireBox(parts, body)
    const now = clock.now()
    await store.noteRead(db, box.id, now)
    const [members, bills, pages, banners] = await Promise.all([
      store.listMembers(db, box.household_id),
      store.listBills(db, box.household_id),
      listPublished(db, { limit: 10, channel: 'tv' }),
      db.transaction((tx) => store.takeBanners(tx, box.id, now)),
    ])
    return {
      household: box.number,
      members: members.map((one) => maskName('person', one.name)),
      bills,
      pages: pages.items.map(({ id, content }) => ({ id, title: content.title, summary: content.summary })),
      banners: banners.map(({ warningId: _, ...one }) => ({
        ...one,
        isForced: one.level === 'red' || one.level === 'orange',
      })),
    }
  })
  http.bind(contract.beginTvPairing, async ({ body }) => {
    const box = await requireBox(parts, body)
    const now = clock.now()
    const expires = new Date(now.getTime() + pairingMs)
    for (;;) {
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      if (await store.insertPairing(db, { code, boxId: box.id, expires }, now))
        return { code, expiresTime: expires.toISOString() }
    }
  })
}

function bindHome(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.confirmTvPairing, async ({ body }, { principal }) => {
    const { by } = await requireActing(parts, principal)
    await db.transaction(async (tx) => {
      const found = await store.takePairing(tx, body.code, clock.now())
      if (!found) throw invalid('/body/code', '配对码不正确或已过期', 'wrong-code')
      const one = { householdId: found.household_id, subjectId: by.id, name: by.name }
      await store.insertMember(tx, one, clock.now())
    })
    return { done: true as const }
  })
  http.bind(contract.listMyTvHouseholds, async (_input, { principal }) => {
    const { by } = await requireActing(parts, principal)
    const own = await store.listOwn(db, by.id)
    return {
      items: await Promise.all(
        own.map(async (one) => ({ ...one, bills: await store.listBills(db, one.id) })),
      ),
    }
  })
  http.bind(contract.payTvBill, async ({ params }, { principal }) => {
    const { by } = await requireActing(parts, principal)
    const bill = await store.findBill(db, params.id)
    const own = await store.listOwn(db, by.id)
    if (!bill || !own.some((one) => one.id === bill.household_id)) throw notFound('账单', params.id)
    if (bill.isPaid) throw conflict('paid-before', '该账单已缴。')
    const open = await store.findOpenOrder(db, bill.id, by.id)
    if (open) return { orderId: open.id }
    const orderId = await db.transaction((tx) =>
      createOrder(parts, tx, {
        ...{ business: { kind: 'tv-bill', id: bill.id }, payerId: by.id, fen: bill.fen, title: bill.title },
        ...{ organisationId: bill.organisation_id, nonTax: false },
      }),
    )
    return { orderId }
  })
}

/** Warnings go over the programme in the divisions they name, from their issue to their end. Those of drills do not. */
function followWarnings({ kernel }: ServicesParts): void {
  const ends = ['superseded', 'lifted', 'expired']
  kernel.messages.subscribe(
    'services.tv-banners',
    contract.warningChanged,
    async (tx, { body: { act, warning } }) => {
      if (ends.includes(act)) return store.endBanner(tx, warning.id, kernel.clock.now())
      const { id, reference, level, headline, instruction, divisionCodes } = warning
      await store.insertBanner(tx, {
        ...{ warningId: id, reference, level, headline, instruction, divisions: divisionCodes },
        ...{ from: warning.effectiveTime ?? kernel.clock.now().toISOString(), until: warning.expiresTime },
      })
    },
    { when: ({ act, warning }) => ends.includes(act) || (act === 'issued' && !warning.exercise) },
  )
}

function bindFigures({ kernel }: ServicesParts): void {
  const { http, db, clock } = kernel
  http.bind(contract.listTvBanners, async ({ query }) => {
    const { items, total } = await store.listBanners(db, query)
    return {
      items: items.map(({ from_time, ended_time, instruction: _, ...one }) => ({
        ...{ ...one, fromTime: from_time.toISOString(), endedTime: ended_time?.toISOString() ?? null },
      })),
      total,
    }
  })
  http.bind(contract.getTvCoverage, async (_input, { principal }) => {
    const since = new Date(clock.now().getTime() - 86_400_000)
    const rows = await store.readCoverage(db, since, principal.scope)
    return {
      items: rows.map((row) => ({
        ...row,
        twoWayShare: row.households ? row.twoWay / row.households : null,
      })),
    }
  })
}
