import type { OperationInput, submitServiceApplication } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { conflict, forbidden, Problem } from '../../../kernel/problem.ts'
import { subjectIn } from '../acting.ts'
import { formFaults, guide, openQuestions } from '../forms/rules.ts'
import { readMaterials } from '../items/store.ts'
import { dayOf, takeDailyNumber } from '../numbers.ts'
import { passRegistry } from '../registry/effects.ts'
import { unknownScopes } from '../registry/permits.ts'
import type { ServicesParts } from '../services-parts.ts'
import { requireOwn } from './access.ts'
import { type Actor, actIn, requireAct, type Work } from './act-on.ts'
import { endOfWorkingDays } from './clock.ts'
import { recordReuse } from './reuse.ts'
import { acceptDays, materialStates, missingMaterials } from './rules.ts'
import { knownOf } from './show.ts'
import { type AppRow, dropTimers, setTimer } from './store.ts'
import { commitmentWay, toleranceWay } from './ways.ts'

type Body = OperationInput<typeof submitServiceApplication>['body']

/** Hands in a draft, or a correction of what was handed in. */
export async function submitApplication(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: Body,
): Promise<AppRow> {
  const row = await requireOwn(parts, principal, id)
  if (row.state === 'draft' && row.parent_id && (await waits(parts, row.parent_id, row.item_id)))
    throw conflict('waits-for-other', '该事项在前一事项办结后自动提交，无需单独提交。')
  if (row.state === 'draft' && row.authority !== 'desk')
    await recordReuse(parts, {
      ...{ held: row.held, holderId: row.subject_id, applicationId: id, itemId: row.item_id },
      ...{ purpose: row.item_title, consentBy: principal.userId },
      organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
    })
  return parts.kernel.db.transaction((tx) => submitIn(parts, tx, id, principal, body))
}

/** Whether a member of a bundle is still to begin after another one. */
async function waits(parts: ServicesParts, bundleCaseId: string, itemId: string): Promise<boolean> {
  const row =
    await parts.kernel.db.first(sql`SELECT 1 FROM services.bundle_case b JOIN services.item i ON i.id = ${itemId}
    WHERE b.id = ${bundleCaseId} AND (b.submitted_time IS NULL OR b.waiting @> ARRAY[i.code])`)
  return row !== undefined
}

/** The same within a transaction; a bundle hands in its members so, `at` the time what they waited for was done. */
export function submitIn(
  parts: ServicesParts,
  tx: Transaction,
  id: string,
  actor: Actor,
  body: Body,
  at?: Date,
): Promise<AppRow> {
  return actIn(
    parts,
    tx,
    id,
    actor,
    async (work) => {
      const { row, now, note, tell } = work
      requireAct(row, 'submit')
      if (body.channel) row.channel = body.channel
      await requireComplete(parts, work, body)
      await passRegistry(parts, work)
      if (row.state === 'correcting') {
        await dropTimers(tx, row.id, 'correction')
        row.corrections = []
        await note('提交补正')
      } else {
        await passCreditGate(parts, work)
        await takePriority(work, parts)
        row.number = await takeDailyNumber(parts.kernel.db, 'BJ', now)
        row.submitted_time = now
        await note('提交申请', `回执号 ${row.number}`)
        await tell(
          `已收到您的申请：${row.item_title}`,
          `办件号 ${row.number}，办理单位将在 ${acceptDays} 个工作日内答复是否受理。`,
        )
      }
      row.state = 'waiting'
      row.accept_due = endOfWorkingDays(parts.territory, acceptDays, now)
      await setTimer(tx, row.id, 'accept', row.accept_due)
    },
    at,
  )
}

/** Refuses with one list of everything that is missing or wrong. */
async function requireComplete(parts: ServicesParts, work: Work, body: Body): Promise<void> {
  const { row, content, tx, now } = work
  const guidance = guide(content, row.answers)
  const open = openQuestions(content, row.answers)
  const errors = open.map((id) => ({ path: `/answers/${id}`, message: '请先回答这个问题' }))
  if (guidance.ends) throw conflict('not-this-item', guidance.advice ?? '按您的情况不适用本事项。')
  errors.push(...formFaults(content.fields, row.form, guidance.facts), ...scopeFaults(parts, work))
  const materials = await readMaterials(
    tx,
    content.materials.map((one) => one.material),
  )
  const subject = await subjectIn(parts, tx, row.subject_id)
  const states = materialStates(content, {
    ...{ materials, facts: { ...row.form, ...guidance.facts }, held: row.held, known: knownOf(subject) },
  })
  const missing = missingMaterials(states)
  if (body.commitment) await signPromise(parts, work)
  const covered = body.commitment || (body.tolerance && (await mayMakeUp(work, missing)))
  for (const one of missing)
    if (!covered || one.core)
      errors.push({ path: `/materials/${one.material}`, message: `缺少材料：${one.title}` })
  if (errors.length > 0)
    throw new Problem('invalid', 'incomplete', errors.map((one) => one.message).join('；'), errors)
  if (body.tolerance && missing.length > 0 && content.tolerance)
    row.tolerance = {
      missing: missing.map((one) => one.material),
      // Counted anew from acceptance; shown from the beginning.
      dueDay: dayOf(new Date(endOfWorkingDays(parts.territory, content.tolerance.days, now).getTime() - 1)),
    }
}

/** Business is registered by the phrases of the catalogue. */
function scopeFaults(parts: ServicesParts, { row, content }: Work) {
  return content.fields
    .filter((field) => field.type === 'scopes')
    .flatMap(({ name, title }) =>
      unknownScopes(parts, row.form[name]).map((phrase) => ({
        path: `/form/${name}`,
        message: `${title}：“${phrase}”不是规范表述，请从目录中选择`,
      })),
    )
}

async function signPromise(parts: ServicesParts, { row, content, tx, now }: Work): Promise<void> {
  const way = await commitmentWay(parts, tx, row, content)
  if (!way.isOpen) throw forbidden(way.why ?? '', 'commitment-barred')
  row.commitment = { signedTime: now.toISOString(), checkDueDay: null, verdict: null }
}

async function mayMakeUp(
  { row, content, tx }: Work,
  missing: readonly { core: boolean }[],
): Promise<boolean> {
  if (missing.length === 0) return true
  const way = await toleranceWay(tx, row, content)
  if (!way.isOpen) throw forbidden(way.why ?? '', 'tolerance-barred')
  return true
}

async function passCreditGate(parts: ServicesParts, { row, note }: Work): Promise<void> {
  const gate = await parts.credit?.gate({ subjectId: row.subject_id, itemId: row.item_id })
  if (!gate) return
  const reasons = gate.reasons.map((one) => `${one.text}（${one.basis}）`).join('；')
  if (gate.verdict === 'refuse') throw forbidden(`依法限制办理：${reasons}`, 'credit-refused')
  if (gate.verdict !== 'priority') return
  row.priority = true
  await note('守信优先办理', reasons)
}

/** A green channel in force puts the application before others. */
async function takePriority(work: Work, parts: ServicesParts): Promise<void> {
  const { row, tx, note } = work
  const channel = await findGreenChannel(parts, tx, row.subject_id, row.item_id, dayOf(work.now))
  if (!channel) return
  row.priority = true
  await note('绿色通道', channel.title)
}

/** The green channel a subject may use for an item on a day. */
export async function findGreenChannel(
  parts: ServicesParts,
  tx: Transaction,
  subjectId: string,
  itemId: string,
  day: string,
): Promise<{ title: string; share: number } | undefined> {
  const subject = await subjectIn(parts, tx, subjectId)
  if (!subject) return undefined
  return tx.first(sql`SELECT title, share FROM services.green_channel WHERE from_day <= ${day} AND to_day >= ${day}
    AND numbers @> ${[subject.number]}::text[] AND (item_ids = '{}' OR item_ids @> ${[itemId]}::uuid[])
    ORDER BY share LIMIT 1`)
}
