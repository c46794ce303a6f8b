import { type CityEvent, eventChanged, type PlanProposal } from '@civitas/contract'
import { rankLevel } from '@civitas/domain-kit'
import { type Principal, wholeScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { lockOpen, openIncident } from '../incidents/keep-incident.ts'
import { findByEvent, type IncidentRow, note } from '../incidents/store.ts'
import { actorOf, type CommandParts, system, tell } from '../parts.ts'
import { readEffective } from '../war-mode/settings.ts'
import { startPlan } from './start-plan.ts'
import * as store from './store.ts'

/** Proposes the plan whose trigger an event meets, at the gravest level that holds. */
export function proposePlans(parts: CommandParts): void {
  parts.kernel.messages.subscribe(
    'command.propose',
    eventChanged,
    async (tx, message) => {
      const { event: told } = message.body
      const plans = await tx.once('command.approved-plans', () => store.listApproved(tx))
      const meant = plans.filter((plan) => isTriggeredBy(plan, told.type))
      if (meant.length === 0) return
      const event = await parts.events.find(tx, told.id, wholeScope)
      if (!event?.level || (event.state !== 'raised' && event.state !== 'verified')) return
      const place = { divisionCode: event.divisionCode, position: event.position, isDrill: false }
      const { proposeFrom } = await readEffective(tx, place)
      if (rankLevel(event.level) < rankLevel(proposeFrom)) return
      for (const plan of meant) await proposeOne(parts, tx, plan, event)
    },
    {
      together: true,
      when: ({ event }) => event.level !== null && (event.state === 'raised' || event.state === 'verified'),
    },
  )
}

function isTriggeredBy({ document }: store.PlanRow, eventType: string): boolean {
  return document.levels.some(({ triggers }) => triggers.some((one) => one.eventType === eventType))
}

async function proposeOne(
  parts: CommandParts,
  tx: Transaction,
  plan: store.PlanRow,
  event: CityEvent,
): Promise<void> {
  const level = plan.document.levels
    .filter(({ triggers }) =>
      triggers.some(
        (one) =>
          one.eventType === event.type &&
          rankLevel(event.level) >= rankLevel(one.minLevel) &&
          event.reports >= one.count,
      ),
    )
    .sort((a, b) => rankLevel(b.level) - rankLevel(a.level))[0]
  if (!level) return
  const value = event.value === null ? '' : `，${event.value}${event.unit ?? ''}`
  const incident = await findByEvent(tx, event.id)
  const row = await store.insertProposal(tx, {
    plan_id: plan.plan_id,
    level: level.level,
    reason: `${event.reference} ${event.title}（${event.typeTitle.zh}${value}）达到启动条件`,
    incident_id: incident?.id ?? null,
    event_id: event.id,
    division_code: event.divisionCode,
    time: parts.kernel.clock.now(),
  })
  if (!row) return
  await parts.timers.set(tx, 'proposal-unanswered', row.id, new Date(row.time.getTime() + 10 * 60_000))
  await tell(parts, tx, {
    kind: 'plan',
    id: row.id,
    incidentId: row.incident_id,
    divisionCode: row.division_code,
  })
}

export function toProposal(
  { domains }: CommandParts,
  row: store.ProposalRow,
  plans: store.PlanRow[],
): PlanProposal {
  const document = plans.find((one) => one.plan_id === row.plan_id)?.document
  return {
    id: row.id,
    planId: row.plan_id,
    title: document?.title ??
      domains.find('plans', row.plan_id)?.title ?? { zh: row.plan_id, en: row.plan_id },
    level: row.level,
    reason: row.reason,
    state: row.state,
    time: row.time.toISOString(),
    incidentId: row.incident_id,
    eventId: row.event_id,
    kind: document?.incidentKind ?? null,
  }
}

/** Takes a proposal: the incident is opened when there is none, and the plan starts. */
export async function answerProposal(
  parts: CommandParts,
  id: string,
  answer: { take: boolean; title?: string; comment?: string },
  principal: Principal,
): Promise<PlanProposal> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await store.lockProposal(tx, id, principal.scope)
    if (!row) throw notFound('启动建议', id)
    if (row.state !== 'open') throw conflict('proposal-answered', '这条建议已有人答复。')
    await parts.timers.cancel(tx, 'proposal-unanswered', row.id)
    const plans = await store.listApproved(tx)
    const incident = answer.take ? await incidentFor(parts, tx, row, plans, answer, principal) : null
    if (incident)
      await startPlan(
        parts,
        tx,
        incident,
        { planId: row.plan_id, level: row.level, acceptVacancies: true },
        actorOf(principal),
      )
    const answered = await store.answerProposal(
      tx,
      id,
      answer.take ? 'taken' : 'refused',
      incident?.id ?? row.incident_id,
    )
    await tell(parts, tx, {
      kind: 'plan',
      id,
      incidentId: answered.incident_id,
      divisionCode: row.division_code,
    })
    return toProposal(parts, answered, plans)
  })
}

async function incidentFor(
  parts: CommandParts,
  tx: Transaction,
  row: store.ProposalRow,
  plans: store.PlanRow[],
  answer: { title?: string; comment?: string },
  principal: Principal,
): Promise<IncidentRow> {
  const known = row.event_id ? await findByEvent(tx, row.event_id) : undefined
  const id = row.incident_id ?? known?.id
  if (id) return lockOpen(tx, id, principal.scope)
  const plan = plans.find((one) => one.plan_id === row.plan_id)
  const kind = plan?.document.incidentKind
  if (!kind || !row.event_id) throw conflict('no-incident', '请先接报突发事件，再启动预案。')
  const event = await parts.events.find(tx, row.event_id, principal.scope)
  const title = answer.title ?? event?.title ?? plan.document.title.zh
  const input = { kind, title, text: answer.comment ?? row.reason, eventId: row.event_id, source: 'rule' }
  const opened = await openIncident(parts, tx, input, actorOf(principal), principal.scope)
  return lockOpen(tx, opened.id, principal.scope)
}

/** Nobody answered in time: the duty organisations are told again. */
export async function urgeProposal(parts: CommandParts, tx: Transaction, id: string): Promise<void> {
  const row = await store.lockProposal(tx, id, wholeScope)
  if (row?.state !== 'open') return
  await tell(parts, tx, { kind: 'plan', id, incidentId: row.incident_id, divisionCode: row.division_code })
  if (row.incident_id) {
    await note(
      tx,
      {
        incidentId: row.incident_id,
        act: 'proposal-unanswered',
        by: system,
        text: `启动建议10分钟未答复：${row.reason}`,
      },
      parts.kernel.clock.now(),
    )
  }
}
