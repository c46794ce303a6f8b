import type { City } from '@civitas/city-yunchuan'
import type { User } from '@civitas/contract'
import type { HotlinePast } from '../capabilities/messaging/index.ts'
import type { Transaction } from '../kernel/db/database.ts'
import { newId } from '../kernel/ids.ts'
import type { Doors } from '../platform.ts'
import { hotlineKnowledge, hotlineMatters } from './hotline-texts.ts'
import { toOrganisations } from './translate.ts'

const days = 28
const callsADay = 14
const skills = ['综合', '社保', '城建', '卫健', '市场监管', '查询']

/** A reckoning that gives the same hotline each time. */
function startDice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * sides)
  }
}

/** Seats, four weeks of calls and what came of them, and the knowledge of the hotline; who answers for its appeals. */
export async function fillHotline(
  tx: Transaction,
  doors: Doors,
  city: City,
  users: ReadonlyMap<string, User>,
  now: Date,
): Promise<void> {
  const organisations = new Map(toOrganisations(city).map((one) => [one.name, one.id]))
  const centre = organisations.get('云川市12345政务服务便民热线中心')
  const agent = users.get('hotline')
  if (!centre || !agent) return
  const water = organisations.get('云川市供水有限公司') ?? centre
  await doors.cases.importDuties(tx, [
    { item: 'hotline.appeal', divisionCode: city.code, organisationId: centre },
    { item: 'hotline.water-supply', divisionCode: city.code, organisationId: water },
  ])
  await doors.messaging.importHotline(tx, planPast(agent, now, centre))
}

function planPast(agent: User, now: Date, centre: string): HotlinePast {
  const dice = startDice(12345)
  const past: HotlinePast = {
    seats: [seatOf(agent, now)],
    ...{ calls: [], tickets: [], callers: [] },
    knowledge: hotlineKnowledge.map((item, n) => ({
      ...item,
      ownerId: centre,
      reviewDue: dayOf(now, n % 7 === 3 ? -5 : 60 + n * 9),
    })),
    gaps: ['老旧小区加装电梯补贴标准', '新能源充电桩安装报备', '医保异地备案取消'].map((question, n) => ({
      ...{ id: newId(), question, times: 6 - n * 2, last_time: new Date(now.getTime() - n * 86_400_000) },
    })),
  }
  for (let day = days; day >= 1; day--)
    for (let n = 0; n < callsADay; n++) addCall(past, agent, { now, day, n, dice })
  return past
}

function seatOf(agent: User, now: Date): HotlinePast['seats'][number] {
  return {
    ...{ user_id: agent.id, name: agent.name, extension: '8001', skills, state: 'off' },
    ...{ since: now, call_id: null },
  }
}

function dayOf(now: Date, days: number): string {
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10)
}

interface Moment {
  now: Date
  day: number
  n: number
  dice: (sides: number) => number
}

const surnames = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴']
const lines = ['12345', '12345', '12345', '12333', '12319', '12315', '12320']

function addCall(past: HotlinePast, agent: User, { now, day, n, dice }: Moment): void {
  const midnight = Math.floor((now.getTime() + 8 * 3_600_000) / 86_400_000) * 86_400_000 - 8 * 3_600_000
  const arrived =
    midnight - day * 86_400_000 + (8 * 60 + Math.floor((n * 600) / callsADay) + dice(25)) * 60_000
  const at = (seconds: number) => new Date(arrived + seconds * 1000)
  const isLost = dice(16) === 0
  const wait = 4 + dice(40)
  const talk = 90 + dice(240)
  const matter = hotlineMatters[dice(hotlineMatters.length)] as (typeof hotlineMatters)[number]
  const line = matter.line ?? (lines[dice(lines.length)] as string)
  const number = `1990000${String(1000 + dice(160)).padStart(4, '0')}`
  const id = newId()
  const ticketId = isLost ? null : newId()
  const name = `${surnames[dice(surnames.length)]}${dice(2) ? '女士' : '先生'}`
  past.calls.push({
    ...{ id, external_id: `past-${id}`, line, skill: '综合', priority: 5, number, hidden: false, notes: '' },
    ...{ state: isLost ? 'abandoned' : 'ended', caller_name: isLost ? null : name, wanted_seat: null },
    ...{ only_wanted: false, offered_time: null, accepted: null, ringing_time: null, ticket_id: ticketId },
    ...{ seat_user_id: isLost ? null : agent.id, seat_name: isLost ? null : agent.name },
    ...{ arrived_time: at(0), answered_time: isLost ? null : at(wait), ended_time: at(wait + talk) },
    ...{ transferred_to: null, recording: null },
  })
  if (!ticketId) return
  const hours = matter.answer ? 0 : 6 + dice(60)
  const closed = new Date(Math.min(arrived + (wait + talk) * 1000 + hours * 3_600_000, now.getTime()))
  past.tickets.push({
    ...{
      id: ticketId,
      reference: `RX-${dayOf(at(0), 0).replaceAll('-', '')}-${String(n + 1).padStart(3, '0')}`,
    },
    ...{ channel: 'phone', line, category: matter.category, title: matter.title, body: matter.text },
    ...{ address: matter.address ?? null, lon: null, lat: null, urgency: 'normal', secret: false },
    ...{ sensitive: false, state: matter.answer ? 'answered' : 'closed', answer: matter.answer ?? null },
    ...{ callers: 1, urges: dice(9) === 0 ? 1 : 0, event_id: null, event_reference: null, round: 1 },
    ...{ created_by: agent.id, created_time: at(wait + 60), changed_time: closed, closed_time: closed },
  })
  const rated = dice(3) > 0
  const isGood = dice(12) > 0
  past.callers.push({
    ...{ id: newId(), ticket_id: ticketId, call_id: id, name, phone: number, hidden: false },
    ...{ time: at(wait + 60), told_time: closed, solved: rated ? isGood : null },
    attitude: rated ? (isGood ? 'satisfied' : 'unsatisfied') : null,
  })
}
