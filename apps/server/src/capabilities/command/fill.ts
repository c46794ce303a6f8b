import { wholeScope } from '../../kernel/access.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { insertContact, type NewContact } from './duty/contacts.ts'
import { planShifts } from './duty/rules.ts'
import { insertRoster, writeShifts } from './duty/store.ts'
import { decideLevel, endIncident, openIncident, reportIncident } from './incidents/keep-incident.ts'
import { findIncident } from './incidents/store.ts'
import { keepReviewed } from './library/keep-library.ts'
import { stepOrder } from './orders/follow-order.ts'
import { listOrders, lockOrder } from './orders/store.ts'
import { type Actor, type CommandParts, system } from './parts.ts'
import { todayOf } from './plans/registry.ts'
import { startPlan } from './plans/start-plan.ts'
import { listApproved, setHolder } from './plans/store.ts'
import { insertLot, type NewLot } from './resources/lots.ts'
import { saveReview } from './reviews/review-incident.ts'

interface NewRoster {
  title: string
  organisationId: string | null
  posts: readonly { post: string; title: string }[]
  people: Record<string, string[]>
  from: Date
}

/** What an imported city brings into `command`. */
export interface FillDoor {
  /** Answers the id of the contact. */
  contact(tx: Transaction, one: NewContact): Promise<string>
  /** A roster filled for a month in shifts of twelve hours. */
  roster(tx: Transaction, one: NewRoster): Promise<void>
  /** Who holds a post in every plan that has it. */
  holder(tx: Transaction, post: string, contactId: string): Promise<void>
  lot(tx: Transaction, one: NewLot): Promise<void>
  /** A drill-marked flood from report to review, so that nobody is told. */
  finishedIncident(tx: Transaction, one: { by: Actor; position?: [number, number] }): Promise<void>
}

export function openFillDoor(parts: CommandParts): FillDoor {
  const { clock } = parts.kernel
  return {
    contact: async (tx, one) => (await insertContact(tx, one)).id,
    roster: async (tx, { people, from, ...one }) => {
      const posts = one.posts.map(({ post, title }) => ({ post, title }))
      const roster = await insertRoster(tx, { ...one, posts })
      const rule = { from: todayOf(from), days: 31, shiftHours: 12, startHour: 8, restShifts: 1 } as const
      // The shift that holds now began before today’s first one, on the day before.
      const yesterday = todayOf(new Date(from.getTime() - 86_400_000))
      await writeShifts(tx, roster.id, planShifts({ ...rule, from: yesterday, people }), clock.now())
    },
    holder: async (tx, post, contactId) => {
      for (const plan of await listApproved(tx))
        if (plan.document.posts.some((one) => one.id === post))
          await setHolder(tx, plan.plan_id, post, contactId)
    },
    lot: async (tx, one) => {
      await insertLot(tx, one, clock.now())
    },
    finishedIncident: (tx, one) => finishIncident(parts, tx, one),
  }
}

async function finishIncident(
  parts: CommandParts,
  tx: Transaction,
  { by, position }: { by: Actor; position?: [number, number] },
): Promise<void> {
  const opened = await openIncident(
    parts,
    tx,
    {
      ...{
        kind: 'emergency.flood',
        title: '老城区内涝处置（示例）',
        text: '雨量站 1 小时雨量 45 毫米，下穿通道积水。',
      },
      ...{
        facts: { rain1h: 45, depth: 26, points: 3 },
        source: 'drill',
        drill: true,
        ...(position ? { position } : {}),
      },
    },
    by,
  )
  const { id } = opened
  await decideLevel(parts, tx, id, { level: 'yellow', comment: '同意系统建议' }, by)
  const incident = await findIncident(tx, id, { scope: wholeScope })
  if (!incident) return
  await startPlan(
    parts,
    tx,
    incident,
    { planId: 'emergency.flood', level: 'yellow', acceptVacancies: true },
    by,
  )
  const page = await listOrders(tx, { incidentId: id, limit: 100 }, wholeScope)
  for (const one of page.items) {
    const row = await lockOrder(tx, one.id)
    if (row) await stepOrder(parts, tx, row, 'done', { by: system, channel: 'app', result: '已办结' })
  }
  await reportIncident(
    parts,
    tx,
    id,
    { kind: 'final', facts: { depth: 0, points: 0 }, text: '积水全部排除' },
    by,
  )
  await endIncident(parts, tx, id, '积水排除，道路恢复通行', by)
  await saveReview(
    tx,
    id,
    { lessons: '泵车宜提前前置到下穿通道；封控信息应同步到导航平台。', by: by.name },
    parts.kernel.clock.now(),
  )
  await keepReviewed(parts, tx, id)
}
