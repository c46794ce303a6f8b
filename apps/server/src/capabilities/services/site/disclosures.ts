import type * as contract from '@civitas/contract'
import type { Disclosure, OperationInput } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { dayOf, takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as store from './disclosures-store.ts'
import { actsOf, answerDays, isLate, mostExtraDays, remindDays } from './rules.ts'

const dayMs = 86_400_000

/** A request as those see it who may: the way to reach the applicant is for the unit that answers. */
export function toDisclosure({ identity, kernel }: ServicesParts, row: store.DisclosureRow): Disclosure {
  return {
    ...{ id: row.id, number: row.number, applicant: row.applicant, organisationId: row.organisation_id },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ subject: row.subject, description: row.description, form: row.form, state: row.state },
    receivedTime: row.received_time.toISOString(),
    dueTime: row.due_time.toISOString(),
    isOverdue: isLate(row, kernel.clock.now()),
    ...{ extendedDays: row.extended_days, answerKind: row.answer_kind, answer: row.answer },
    answeredTime: row.answered_time?.toISOString() ?? null,
    ...{ feeYuan: Number(row.fee_yuan), disputes: row.disputes, steps: row.steps },
  }
}

export function requestDisclosure(
  parts: ServicesParts,
  principal: Principal,
  body: OperationInput<typeof contract.requestDisclosure>['body'],
): Promise<Disclosure> {
  const { db, clock } = parts.kernel
  if (!parts.identity.findOrganisation(body.organisationId))
    throw invalid('/body/organisationId', '没有这个单位')
  return db.transaction(async (tx) => {
    const now = clock.now()
    const one = {
      ...{ id: newId(), number: await takeDailyNumber(tx, 'XXGK', now) },
      ...{ user_id: principal.userId, applicant: body.applicant, contact: body.contact },
      ...{ organisation_id: body.organisationId, subject: body.subject, description: body.description },
      ...{
        form: body.form,
        received_time: now,
        due_time: parts.territory.calendars.endOf({ days: answerDays, clock: 'working-day' }, now),
      },
      steps: [{ act: 'received', text: '已收到申请', by: principal.name, time: now.toISOString() }],
    }
    await store.insertRequest(tx, one)
    parts.messaging.tell(tx, {
      key: `disclosure/${one.id}/received`,
      title: `政府信息公开申请：${body.subject}`,
      text: `${one.number}，应于 ${dayOf(one.due_time)} 前答复。`,
      ...{ urgency: 'normal', to: [{ organisationId: body.organisationId }], link: '/console/disclosures' },
    })
    return toDisclosure(parts, (await store.lockRequest(tx, one.id)) as store.DisclosureRow)
  })
}

type Act = OperationInput<typeof contract.handleDisclosure>['body']

/** Carries out an act of the unit that answers, or of who publishes for the city. */
export function handleDisclosure(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: Act,
): Promise<Disclosure> {
  const { db, clock } = parts.kernel
  return db.transaction(async (tx) => {
    const row = await store.lockRequest(tx, id)
    const mine =
      row?.organisation_id === principal.organisationId || hasPermission(principal, 'services.publish')
    if (!row || !mine) throw notFound('信息公开申请', id)
    if (!actsOf[row.state].includes(body.act))
      throw conflict('not-now', '当前状态不能办理这一步，请刷新后再试。')
    const now = clock.now()
    const next = carryOut(parts, row, body, now)
    next.steps = [
      ...row.steps,
      { act: body.act, text: body.text, by: principal.name, time: now.toISOString() },
    ]
    await store.saveRequest(tx, next)
    await tellApplicant(parts, tx, next, body)
    return toDisclosure(parts, next)
  })
}

function carryOut(parts: ServicesParts, row: store.DisclosureRow, body: Act, now: Date): store.DisclosureRow {
  switch (body.act) {
    case 'correct':
      return { ...row, state: 'correcting', paused_time: now }
    case 'consult':
      return { ...row, state: 'consulting', paused_time: now }
    case 'resume':
      return resume(parts, row, now)
    case 'extend': {
      const days = body.days ?? mostExtraDays
      if (row.extended_days + days > mostExtraDays)
        throw invalid(
          '/body/days',
          `延长期限合计不得超过 ${mostExtraDays} 个工作日（已延长 ${row.extended_days} 个）`,
        )
      const due = parts.territory.calendars.endOf({ days, clock: 'working-day' }, row.due_time)
      return { ...row, due_time: due, extended_days: row.extended_days + days }
    }
    case 'answer':
      if (!body.answerKind) throw invalid('/body/answerKind', '请选择答复类型')
      return {
        ...row,
        ...{ state: 'answered', answer_kind: body.answerKind, answer: body.text, answered_time: now },
        ...{ paused_time: null, fee_yuan: String(body.feeYuan ?? 0) },
      }
    case 'dispute': {
      if (!body.dispute) throw invalid('/body/dispute', '请选择复议或诉讼')
      const one = { kind: body.dispute, outcome: body.outcome ?? 'pending', time: now.toISOString() } as const
      return { ...row, disputes: [...row.disputes, one] }
    }
  }
}

/** The clock begins anew with a completed request (第三十条) and goes on after a third party was asked (第三十三条). */
function resume(parts: ServicesParts, row: store.DisclosureRow, now: Date): store.DisclosureRow {
  const working = parts.territory.workingMinutesBetween(row.paused_time ?? now, row.due_time)
  const due =
    row.state === 'correcting'
      ? parts.territory.calendars.endOf({ days: answerDays, clock: 'working-day' }, now)
      : parts.territory.addWorkingMinutes(now, Math.max(0, working))
  return { ...row, state: 'received', paused_time: null, due_time: due }
}

const titles: Partial<Record<Act['act'], string>> = {
  correct: '请补正信息公开申请',
  extend: '信息公开申请延期答复',
  answer: '信息公开申请已答复',
}

async function tellApplicant(
  parts: ServicesParts,
  tx: Transaction,
  row: store.DisclosureRow,
  body: Act,
): Promise<void> {
  const title = titles[body.act]
  if (!title) return
  parts.messaging.tell(tx, {
    ...{
      key: `disclosure/${row.id}/${row.steps.length}`,
      title: `${title}：${row.subject}`,
      text: body.text.slice(0, 500),
    },
    ...{ urgency: 'normal', to: [{ userId: row.user_id }], link: '/portal/disclosures' },
  })
}

/** Reminds one unit of a request that is due within five days; answers whether there was one. */
export async function remindOne(parts: ServicesParts, tx: Transaction): Promise<boolean> {
  const now = parts.kernel.clock.now()
  const row = await store.takeToRemind(tx, new Date(now.getTime() + remindDays * dayMs), now)
  if (!row) return false
  parts.messaging.tell(tx, {
    key: `disclosure/${row.id}/remind`,
    title: `信息公开申请将于 ${dayOf(row.due_time)} 到期：${row.subject}`,
    text: `${row.number} 尚未答复。`,
    ...{ urgency: 'normal', to: [{ organisationId: row.organisation_id }], link: '/console/disclosures' },
  })
  return true
}

export async function reportYear(
  parts: ServicesParts,
  year: number,
): Promise<
  { year: number } & Omit<Awaited<ReturnType<typeof store.countYear>>, 'carried' | 'in_time'> & {
      carriedOver: number
      inTime: number
    }
> {
  const start = (y: number) => new Date(`${y}-01-01T00:00:00+08:00`)
  const { carried, in_time, ...rest } = await store.countYear(parts.kernel.db, start(year), start(year + 1))
  return { year, ...rest, carriedOver: carried, inTime: in_time }
}
