import type { OperationInput, suspendServiceApplication } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { requireInScope } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid } from '../../../kernel/problem.ts'
import { organisationIdOf } from '../items/sync-items.ts'
import { dayOf, takeGaplessNumber } from '../numbers.ts'
import { isPaid } from '../payments/store.ts'
import { passRegistry, writeRegistry } from '../registry/effects.ts'
import type { ServicesParts } from '../services-parts.ts'
import { requireLead, requireOwner } from './access.ts'
import { actOn, requireAct, type Work } from './act-on.ts'
import { recordFalsePromise } from './breach.ts'
import { endOfWorkingDays, stopClock } from './clock.ts'
import { deliver, handOver, makeResult } from './result.ts'
import { readUpload } from './start.ts'
import { type AppRow, dropTimers, insertFile, setTimer } from './store.ts'
import { openSteps, resume, suspend } from './tasks.ts'

interface Decision {
  outcome: 'grant' | 'refuse'
  text: string
  /** Somebody has looked at licences that changed since they were handed in. */
  confirmChanged?: boolean
}

/** Decides; the document has the next number of its office and year, none is left out. */
export function decideApplication(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  decision: Decision,
): Promise<AppRow> {
  return actOn(parts, id, principal, async (work) => {
    requireLead(principal, work.row)
    requireAct(work.row, 'decide')
    if (decision.outcome === 'grant') await lookAtLicences(parts, work, decision.confirmChanged ?? false)
    await decideNow(parts, work, decision)
  })
}

/**
 * Makes the decision on an application that is ready for it. The series of its number is locked until the commit, so
 * everything that does not need the number is done before; a registry writes it into its book.
 */
export async function decideNow(parts: ServicesParts, work: Work, decision: Decision): Promise<void> {
  const { row, content, tx, now, tell } = work
  const { outcome, text } = decision
  if (outcome === 'grant') {
    await requireReady(work)
    await passRegistry(parts, work)
  }
  stopClock(parts.territory, row, now)
  await dropTimers(tx, row.id, 'due', 'amber', 'suspension', 'task')
  row.decided_time = now
  row.state = outcome === 'grant' ? 'granted' : 'refused'
  const noteDecision = work.noteLater(outcome === 'grant' ? '准予决定' : '不予决定')
  if (row.commitment && content.commitment && outcome === 'grant') await planCheck(parts, work)
  if (content.register) await numberDecision(parts, work, decision)
  if (outcome === 'grant') await writeRegistry(parts, work)
  const made = outcome === 'grant' ? await makeResult(parts, work) : null
  const number = row.decision?.number ?? (await numberDecision(parts, work, decision))
  noteDecision(`${number}：${text}`)
  await tellSupervisor(parts, work)
  if (outcome === 'grant') return handOver(parts, work, made)
  await tell(
    `不予许可：${row.item_title}`,
    `办件 ${row.number}，${number}：${text}。您可以依法申请行政复议或者提起行政诉讼。`,
  )
}

/** Writes the decision under the next number of its office and year. */
async function numberDecision(
  parts: ServicesParts,
  { row, tx, now }: Work,
  { outcome, text }: Decision,
): Promise<string> {
  const year = dayOf(now).slice(0, 4)
  const office = parts.identity.findOrganisation(row.organisation_id)
  const serial = await takeGaplessNumber(tx, `${office?.code ?? 'YC'}-${year}`)
  const number = `${office?.shortName ?? ''}许决字〔${year}〕第 ${serial} 号`
  row.decision = { outcome, number, text, time: now.toISOString() }
  return number
}

/** A licence that was changed or revoked since it was handed in is looked at before the decision. */
async function lookAtLicences(
  parts: ServicesParts,
  { row, note }: Work,
  isConfirmed: boolean,
): Promise<void> {
  const changed = (await parts.licences?.changedSinceUse(row.id)) ?? []
  if (changed.length === 0) return
  const names = changed.map((one) => `${one.title}（${one.number}）`).join('、')
  if (!isConfirmed) throw conflict('licence-changed', `${names}在提交后已变化，请核对后再作决定。`)
  await note('核对证照状态变化', names)
}

async function requireReady({ row, content, tx }: Work): Promise<void> {
  if (row.tolerance && content.tolerance?.waits === 'decision')
    throw conflict(
      'materials-missing',
      `容缺材料尚未补齐（${row.tolerance.missing.length} 份），不能作出准予决定。`,
    )
  const owes = row.assessment ? row.assessment.fen > 0 : content.fee.fen > 0 && content.fee.beforeDecision
  if (owes && !(await isPaid(tx, row.id))) throw conflict('not-paid', '申请人尚未缴费，不能作出决定。')
}

/** A promise is checked after the decision by the office that supervises it. */
async function planCheck(parts: ServicesParts, { row, content, tx, now }: Work): Promise<void> {
  const due = endOfWorkingDays(parts.territory, content.commitment?.checkDays ?? 30, now)
  row.commitment = {
    signedTime: row.commitment?.signedTime ?? now.toISOString(),
    ...{ checkDueDay: dayOf(new Date(due.getTime() - 1)), verdict: null },
  }
  await setTimer(tx, row.id, 'commitment', due)
}

/** 审管联动: the supervisor learns of every decision. */
async function tellSupervisor(parts: ServicesParts, { row, content, tx }: Work): Promise<void> {
  const organisationId = organisationIdOf(parts, content.supervisor)
  if (!organisationId) return
  parts.messaging.tell(tx, {
    ...{ key: `services.decided:${row.id}`, title: `审批决定推送：${row.item_title}`, urgency: 'normal' },
    text: `${row.subject_name}，${row.decision?.number}（${row.decision?.outcome === 'grant' ? '准予' : '不予'}），请纳入监管。`,
    ...{ to: [{ organisationId }], category: 'notice', link: `/console/service-applications/${row.id}` },
  })
}

/** Hands the result over at the window, by post, or as a licence. */
export function deliverApplication(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  way: 'licence' | 'pick-up' | 'post',
): Promise<AppRow> {
  const words = { licence: '电子证照', 'pick-up': '窗口领取', post: '邮寄' } as const
  return actOn(parts, id, principal, async (work) => {
    requireInScope(work.row.division_code, principal.scope)
    requireAct(work.row, 'deliver')
    if (work.row.tolerance) throw conflict('materials-missing', '容缺材料尚未补齐，结果暂不送达。')
    await dropTimers(work.tx, work.row.id, 'deliver', 'due', 'amber')
    await deliver(work, words[way])
  })
}

export async function withdrawApplication(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  reason: string | undefined,
): Promise<AppRow> {
  return actOn(parts, id, principal, async ({ row, tx, note }) => {
    await requireOwner(parts, principal, row)
    requireAct(row, 'withdraw')
    Object.assign(row, { state: 'withdrawn', clock_start: null, due_time: null, accept_due: null })
    await dropTimers(
      tx,
      id,
      'accept',
      'due',
      'amber',
      'task',
      'suspension',
      'tolerance',
      'tolerance-half',
      'tolerance-day',
      'correction',
    )
    await note('撤回申请', reason)
  })
}

/** Stops the clock for a special procedure, or for what the applicant has to do. */
export function suspendApplication(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  given: OperationInput<typeof suspendServiceApplication>['body'],
): Promise<AppRow> {
  return actOn(parts, id, principal, async (work) => {
    requireLead(principal, work.row)
    const fileId = given.document && (await keepNotice(work, given.document))
    await suspend(parts, work, {
      ...(fileId ? { fileId } : {}),
      ...{
        kind: given.kind,
        notice: given.notice,
        until: endOfWorkingDays(parts.territory, given.days, work.now),
      },
    })
  })
}

/** Keeps the paper a suspension rests on with the application. */
async function keepNotice(
  { row, tx, now }: Work,
  document: NonNullable<OperationInput<typeof suspendServiceApplication>['body']['document']>,
): Promise<string> {
  const content = readUpload(document)
  const id = newId()
  const about = { id, applicationId: row.id, subject_id: row.subject_id, material: 'suspension-notice' }
  await insertFile(
    tx,
    { ...about, name: document.name, content_type: document.contentType, content, digest: sm3(content) },
    now,
  )
  return id
}

export function resumeApplication(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  why: string,
): Promise<AppRow> {
  return actOn(parts, id, principal, async (work) => {
    requireLead(principal, work.row)
    await resume(parts, work, why)
    await openSteps(parts, work)
  })
}

/** One extension by at most ten working days, fifteen for joint handling (行政许可法第四十二条), told to the applicant. */
export function extendApplication(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  { days, reason }: { days: number; reason: string },
): Promise<AppRow> {
  return actOn(parts, id, principal, async ({ row, content, tx, now, note, tell }) => {
    requireLead(principal, row)
    requireAct(row, 'extend')
    const offices = new Set(content.steps.map((one) => one.organisation))
    const most = offices.size > 1 ? 15 : 10
    if (days > most) throw invalid('/body/days', `最多延长 ${most} 个工作日`)
    if (row.extended_days > 0) throw conflict('extended-before', '只能延期一次。')
    Object.assign(row, { extended_days: days, limit_days: row.limit_days + days })
    if (row.clock_start) {
      row.due_time = endOfWorkingDays(parts.territory, row.limit_days - row.used_days, row.clock_start)
      await setTimer(tx, id, 'due', row.due_time)
    }
    await note('延期', `延长 ${days} 个工作日：${reason}`)
    await tell(
      `办理期限延长：${row.item_title}`,
      `办件 ${row.number} 延长 ${days} 个工作日（${dayOf(now)} 批准）：${reason}`,
    )
  })
}

/** Notes whether a promise was true; a false one revokes what was granted on it (国办发〔2020〕42号). */
export function checkPromise(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  { isTrue, note: why }: { isTrue: boolean; note: string },
): Promise<AppRow> {
  return actOn(parts, id, principal, async (work) => {
    const { row, tx, now, note, tell } = work
    requireLead(principal, row)
    if (!row.commitment || !row.decision) throw conflict('no-promise', '该办件不是以告知承诺方式办结的。')
    if (row.commitment.verdict !== null) throw conflict('checked-before', '该承诺已经核查。')
    row.commitment = { ...row.commitment, verdict: isTrue, checkedTime: now.toISOString() }
    await dropTimers(tx, id, 'commitment')
    await note(isTrue ? '承诺核查：属实' : '承诺核查：不实', why)
    if (isTrue) return
    row.state = 'revoked'
    await note('撤销许可决定', row.decision.number)
    await withdrawResult(parts, tx, row, { reason: `承诺不实：${why}`, note, byName: principal.name })
    await recordFalsePromise(parts, work, why)
    await tell(
      `承诺不实，撤销决定：${row.item_title}`,
      `办件 ${row.number} 经核查承诺不实：${why}。决定 ${row.decision.number} 已撤销，并记入信用档案，您有权陈述、申辩并依法要求听证。`,
    )
  })
}

/** What was issued on a decision falls with it. */
async function withdrawResult(
  parts: ServicesParts,
  tx: Work['tx'],
  row: Work['row'],
  { reason, note, byName }: { reason: string; note: Work['note']; byName: string },
): Promise<void> {
  const basis = `撤销决定 ${row.decision?.number ?? ''}`
  const numbers = (await parts.licences?.withdrawOf(tx, row.id, { reason, basis, byName })) ?? []
  if (numbers.length > 0) await note('撤销电子证照', numbers.join('、'))
}
