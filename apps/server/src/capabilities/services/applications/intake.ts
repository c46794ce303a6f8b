import type { judgeIntake, OperationInput } from '@civitas/contract'
import { type Principal, requireInScope } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { invalid } from '../../../kernel/problem.ts'
import { holds } from '../decisions/feel.ts'
import { guide } from '../forms/rules.ts'
import { organisationIdOf } from '../items/sync-items.ts'
import { dayOf } from '../numbers.ts'
import { createOrder } from '../payments/create-order.ts'
import { assessCharge } from '../registry/charge.ts'
import type { ServicesParts } from '../services-parts.ts'
import { actOn, requireAct, type Work } from './act-on.ts'
import { endOfWorkingDays, startClock } from './clock.ts'
import { correctionDays } from './rules.ts'
import { type AppRow, dropTimers, insertTasks, setTimer } from './store.ts'
import { findGreenChannel } from './submit.ts'
import { openSteps } from './tasks.ts'

type Body = OperationInput<typeof judgeIntake>['body']

/** Accepts, asks once for everything that is missing, or refuses to accept. */
export function judgeAtIntake(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: Body,
): Promise<AppRow> {
  return actOn(parts, id, principal, async (work) => {
    requireInScope(work.row.division_code, principal.scope)
    await judgeIn(parts, work, body)
  })
}

/** The same on an application that is held for the change already. */
export async function judgeIn(parts: ServicesParts, work: Work, body: Body): Promise<void> {
  requireAct(work.row, 'intake')
  await dropTimers(work.tx, work.row.id, 'accept')
  if (body.act === 'correct') return askForCorrection(parts, work, body)
  if (body.act === 'refuse') return refuseIntake(work, body)
  return acceptApplication(parts, work)
}

async function askForCorrection(parts: ServicesParts, work: Work, { points = [] }: Body): Promise<void> {
  const { row, tx, now, note, tell } = work
  if (points.length === 0) throw invalid('/body/points', '请一次性列出全部需要补正的内容', 'points-needed')
  // Everything is to be told at once (行政许可法第三十二条); a second list is not refused but shown to supervision.
  row.corrections = points.map(({ material = null, field = null, text }) => ({ material, field, text }))
  Object.assign(row, { state: 'correcting', correction_rounds: row.correction_rounds + 1, accept_due: null })
  await setTimer(tx, row.id, 'correction', endOfWorkingDays(parts.territory, correctionDays, now))
  const list = points.map((one, at) => `${at + 1}. ${one.text}`).join('；')
  await note('一次性告知补正', list)
  await tell(`请补正：${row.item_title}`, `办件 ${row.number} 需补正：${list}`)
}

async function refuseIntake({ row, note, tell }: Work, { reason }: Body): Promise<void> {
  if (!reason?.trim()) throw invalid('/body/reason', '不予受理须说明理由', 'reason-needed')
  Object.assign(row, { state: 'not-accepted', accept_due: null })
  await note('不予受理', reason)
  await tell(`不予受理：${row.item_title}`, `办件 ${row.number} 不予受理，理由：${reason}`)
}

/** Accepts: the main clock runs from acceptance, deemed acceptance from the day of receipt. */
export async function acceptApplication(
  parts: ServicesParts,
  work: Work,
  { deemedFrom }: { deemedFrom?: Date } = {},
): Promise<void> {
  const { row, content, tx, now, note, tell } = work
  const from = deemedFrom ?? now
  Object.assign(row, { accepted_time: from, accept_due: null, is_deemed: deemedFrom !== undefined })
  const green = await findGreenChannel(parts, tx, row.subject_id, row.item_id, dayOf(now))
  // The table of an item may set the limit of a class of customers or size of a load.
  const { limitDays } = guide(content, row.answers).facts
  const promised = typeof limitDays === 'number' ? limitDays : content.promisedDays
  const days = Math.max(1, Math.ceil(promised * (green?.share ?? 1)))
  startClock(parts.territory, row, days, from)
  if (row.due_time) await setTimer(tx, row.id, 'due', row.due_time)
  await note(deemedFrom ? '视为受理' : '受理', deemedFrom ? `自 ${dayOf(from)} 起视为受理` : null)
  await tell(`已受理：${row.item_title}`, `办件 ${row.number} 已受理，承诺 ${days} 个工作日内办结。`)
  if (row.tolerance) await startTolerance(parts, work)
  if (content.fee.fen > 0)
    await createOrder(parts, tx, {
      ...{ business: { kind: 'application', id: row.id }, payerId: row.subject_id, fen: content.fee.fen },
      ...{
        title: `${row.item_title}：${content.fee.title}`,
        organisationId: row.organisation_id,
        nonTax: true,
      },
    })
  if (content.charge) await assessCharge(parts, work)
  await openFlow(parts, work)
}

async function startTolerance(parts: ServicesParts, { row, content, tx, now, note }: Work): Promise<void> {
  const days = content.tolerance?.days ?? 20
  const due = endOfWorkingDays(parts.territory, days, now)
  row.tolerance = { missing: row.tolerance?.missing ?? [], dueDay: dayOf(new Date(due.getTime() - 1)) }
  await setTimer(tx, row.id, 'tolerance', due)
  await setTimer(tx, row.id, 'tolerance-half', endOfWorkingDays(parts.territory, Math.floor(days / 2), now))
  await setTimer(tx, row.id, 'tolerance-day', endOfWorkingDays(parts.territory, days - 1, now))
  await note('容缺受理', `请于 ${row.tolerance.dueDay} 前补齐：${row.tolerance.missing.length} 份材料`)
}

/** Lays out the steps this situation needs and begins those that wait for nothing. */
async function openFlow(parts: ServicesParts, work: Work): Promise<void> {
  const { row, content, tx } = work
  const facts = { ...row.form, ...guide(content, row.answers).facts }
  const steps = row.commitment ? [] : content.steps.filter((one) => holds(one.when, facts))
  await insertTasks(
    tx,
    steps.map((step) => ({
      ...{
        id: newId(),
        application_id: row.id,
        step: step.id,
        title: step.title,
        kind: step.kind,
        days: step.days,
      },
      organisation_id: organisationIdOf(parts, step.organisation) ?? row.organisation_id,
      ...{
        suspends: step.suspends,
        silence_consents: step.silenceConsents ?? false,
        after: [...(step.after ?? [])],
      },
    })),
  )
  row.state = 'examining'
  await openSteps(parts, work)
}
