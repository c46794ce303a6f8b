import type { Recipient } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { findUnclimbed, type LateSupervision, markClimbed, markOverdue } from '../acts/supervision-store.ts'
import type { CasesParts } from '../publish-case.ts'
import { divisionChain } from '../rules.ts'
import type { CaseRow } from '../store.ts'
import type { Fired } from './fire-one.ts'
import type { TimerRow } from './store.ts'

interface Firing {
  timer: TimerRow
  /** Null for a letter about no case. */
  row: CaseRow | null
  now: Date
}

/**
 * An order whose time is up: red at its level when due, climbing on the working day after. A role of a division reaches
 * the levels above too, so that when a letter is due only its issuer and its unit are told.
 */
export async function fireSupervision(parts: CasesParts, tx: Transaction, firing: Firing): Promise<Fired[]> {
  return firing.timer.kind === 'climb' ? fireClimb(parts, tx, firing) : fireDue(parts, tx, firing)
}

async function fireDue(parts: CasesParts, tx: Transaction, { timer, row }: Firing): Promise<Fired[]> {
  const late = await markOverdue(tx, timer.supervisionId)
  if (!late) return []
  const to = concerned(late)
  if (row && !late.title) to.push({ role: 'leader', division: row.division_code ?? '' })
  const text = `${nameOf(late)} 未按时回复${ofUnit(parts, late)}`
  return [{ ...plain(timer, row, late), act: 'supervision-overdue', text, to }]
}

async function fireClimb(parts: CasesParts, tx: Transaction, { timer, row, now }: Firing): Promise<Fired[]> {
  const late = await findUnclimbed(tx, timer.supervisionId)
  if (!late) return []
  const { territory } = parts
  const upper = divisionChain(late.divisionCode)
    .slice(1)
    .find((code) => territory.findDivisionName(code))
  if (!upper) return []
  await markClimbed(tx, late.id, upper, now)
  const to: Recipient[] = [
    { role: 'leader', division: upper },
    { role: 'duty-officer', division: upper },
    ...concerned(late),
  ]
  const text = `${nameOf(late)} 逾期仍未回复${ofUnit(parts, late)}，升至${territory.findDivisionName(upper)}督办`
  return [{ ...plain(timer, row, late), act: 'supervision-climbed', text, to }]
}

function plain(timer: TimerRow, row: CaseRow | null, late: LateSupervision) {
  const letter = { id: late.id, title: nameOf(late) }
  return { key: timer.id, row, letter, taskId: null, percent: null }
}

function nameOf({ reference, title }: LateSupervision): string {
  return title ? `督办函 ${reference}《${title}》` : `督办单 ${reference}`
}

function ofUnit({ identity }: CasesParts, { organisationId }: LateSupervision): string {
  const unit = identity.findOrganisation(organisationId)?.name
  return unit ? `（${unit}）` : ''
}

/** Who issued it, and the unit that owes the answer. */
function concerned({ issuedBy, organisationId }: LateSupervision): Recipient[] {
  return [{ userId: issuedBy }, ...(organisationId ? [{ organisationId }] : [])]
}
