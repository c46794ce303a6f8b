import type * as contract from '@civitas/contract'
import type { Consultation, OperationInput, Opinion } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { groupAlike, periodFault, shortenName, stateOf, summaryDays } from './rules.ts'
import * as store from './store.ts'

export function toConsultation(
  { identity, kernel }: ServicesParts,
  row: store.ConsultationRow,
): Consultation {
  return {
    ...{ id: row.id, title: row.title, background: row.background, clauses: row.clauses, isMajor: row.major },
    ...{ shortReason: row.short_reason, audience: row.audience, organisationId: row.organisation_id },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ openDay: row.open_day, closeDay: row.close_day, opinions: row.opinions, ungrouped: row.ungrouped },
    state: stateOf(row, dayOf(kernel.clock.now())),
    summaryDue: row.summary_due.toISOString(),
    ...{ summary: row.summary, decision: row.decision },
    summarisedTime: row.summarised_time?.toISOString() ?? null,
    // What others said and how it was answered is for everybody once it is answered as a whole.
    groups: row.groups,
  }
}

/** A consultation as anybody sees it: its groups once they are published with the summary. */
export function toPublic(parts: ServicesParts, row: store.ConsultationRow): Consultation {
  const whole = toConsultation(parts, row)
  return whole.state === 'summarised' ? whole : { ...whole, groups: [], ungrouped: 0 }
}

export function toOpinion(row: store.OpinionRow): Opinion {
  return {
    ...{ id: row.id, clause: row.clause, text: row.text, groupId: row.group_id },
    name: row.name === null ? null : shortenName(row.name),
    isHidden: row.state === 'hidden',
    time: row.created_time.toISOString(),
  }
}

export async function getConsultation(
  db: Queryable,
  id: string,
  lock = false,
): Promise<store.ConsultationRow> {
  const row = await store.findConsultation(db, id, { lock })
  if (!row) throw notFound('意见征集', id)
  return row
}

/** Those who keep a consultation: the unit that holds it, and who publishes for the city. */
function requireKeeper(principal: Principal, row: store.ConsultationRow): void {
  if (row.organisation_id !== principal.organisationId && !hasPermission(principal, 'services.publish'))
    throw notFound('意见征集', row.id)
}

export async function getKept(
  parts: ServicesParts,
  principal: Principal,
  id: string,
): Promise<store.ConsultationRow> {
  const row = await getConsultation(parts.kernel.db, id)
  requireKeeper(principal, row)
  return row
}

export async function openConsultation(
  parts: ServicesParts,
  principal: Principal,
  body: OperationInput<typeof contract.openConsultation>['body'],
): Promise<Consultation> {
  const { db, clock } = parts.kernel
  const fault = periodFault(body)
  if (fault) throw invalid(fault.path, fault.message)
  const organisationId = body.organisationId ?? principal.organisationId
  if (!organisationId || !parts.identity.findOrganisation(organisationId))
    throw invalid('/body/organisationId', '请选择征集单位')
  if (organisationId !== principal.organisationId && !hasPermission(principal, 'services.publish'))
    throw invalid('/body/organisationId', '只能以本单位名义征集')
  const ids = body.clauses.map((one) => one.id)
  if (new Set(ids).size !== ids.length) throw invalid('/body/clauses', '条款编号重复')
  const lastDay = new Date(`${body.closeDay}T12:00:00+08:00`)
  const one = {
    ...{ ...body, id: newId(), organisationId, shortReason: body.shortReason ?? null },
    ...{ audience: body.audience ?? '', authorName: principal.name },
    summaryDue: parts.territory.calendars.endOf({ days: summaryDays, clock: 'working-day' }, lastDay),
  }
  await store.insertConsultation(db, one, clock.now())
  return toConsultation(parts, await getConsultation(db, one.id))
}

/** A consultation ends by itself with its last day; nobody ends it earlier. */
export async function endConsultation(
  parts: ServicesParts,
  principal: Principal,
  id: string,
): Promise<Consultation> {
  const row = await getKept(parts, principal, id)
  const whole = toConsultation(parts, row)
  if (whole.state === 'announced' || whole.state === 'open')
    throw conflict('not-over', `意见征集期至 ${row.close_day} 止，不能提前结束。`)
  return whole
}

export function giveOpinion(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: OperationInput<typeof contract.giveOpinion>['body'],
): Promise<Opinion> {
  const { db, clock } = parts.kernel
  return db.transaction(async (tx) => {
    const row = await getConsultation(tx, id, true)
    const state = stateOf(row, dayOf(clock.now()))
    if (state === 'announced') throw conflict('not-open', `意见征集自 ${row.open_day} 开始。`)
    if (state !== 'open') throw conflict('closed', `意见征集已于 ${row.close_day} 结束。`)
    if (body.clause && !row.clauses.some((one) => one.id === body.clause))
      throw invalid('/body/clause', '没有这一条款')
    const hidden = body.anonymous === true
    const one = {
      ...{ id: newId(), consultationId: id, clause: body.clause ?? null, text: body.text },
      ...{ userId: hidden ? null : principal.userId, name: hidden ? null : principal.name },
    }
    return toOpinion(await store.insertOpinion(tx, one, clock.now()))
  })
}

/** How many opinions are looked at in one go. */
const atMost = 2_000

/** Puts ungrouped opinions with those that say nearly the same, and the others into groups of their own. */
export function groupOpinions(
  parts: ServicesParts,
  principal: Principal,
  id: string,
): Promise<{ grouped: number; groups: number }> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await getConsultation(tx, id, true)
    requireKeeper(principal, row)
    requireUnpublished(row)
    const fresh = await store.listUngrouped(tx, id, atMost)
    const heads = await store.listHeads(tx, id)
    const known = new Map(heads.map((head) => [head.id, head.group_id]))
    const groups = groupAlike([...heads, ...fresh])
    for (const members of groups) {
      const [head] = members
      const added = members.filter((one) => !known.has(one.id)).map((one) => one.id)
      if (!head || added.length === 0) continue
      let groupId = known.get(head.id)
      if (!groupId) {
        groupId = newId()
        await store.insertGroup(tx, { id: groupId, consultationId: id, title: head.text.slice(0, 60) })
      }
      await store.putInGroup(tx, added, groupId)
    }
    return { grouped: fresh.length, groups: groups.length }
  })
}

function requireUnpublished(row: store.ConsultationRow): void {
  if (row.summarised_time) throw conflict('summarised', '征集结果已公布，不能再改。')
}

export function moveOpinion(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: OperationInput<typeof contract.moveOpinion>['body'],
): Promise<Opinion> {
  return parts.kernel.db.transaction(async (tx) => {
    const opinion = await store.findOpinion(tx, id)
    if (!opinion) throw notFound('意见', id)
    const row = await getConsultation(tx, opinion.consultation_id)
    requireKeeper(principal, row)
    requireUnpublished(row)
    if (body.hide) await store.hideOpinion(tx, id, body.hide)
    else await store.putInGroup(tx, [id], await chooseGroup(tx, row.id, body))
    return toOpinion((await store.findOpinion(tx, id)) as store.OpinionRow)
  })
}

async function chooseGroup(
  tx: Queryable,
  consultationId: string,
  body: { groupId?: string; newGroup?: string },
): Promise<string> {
  if (body.newGroup) {
    const id = newId()
    await store.insertGroup(tx, { id, consultationId, title: body.newGroup })
    return id
  }
  const group = body.groupId ? await store.findGroup(tx, body.groupId) : undefined
  if (group?.consultation_id !== consultationId) throw invalid('/body/groupId', '没有这个意见分组')
  return group.id
}

export async function answerGroup(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: OperationInput<typeof contract.answerOpinionGroup>['body'],
): Promise<void> {
  const { db } = parts.kernel
  const group = await store.findGroup(db, id)
  if (!group) throw notFound('意见分组', id)
  const row = await getKept(parts, principal, group.consultation_id)
  requireUnpublished(row)
  await store.answerGroup(db, id, body)
}

/** Publishes what became of the opinions; refused while one of them is unanswered. */
export function summarise(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: { summary: string; decision?: string },
): Promise<Consultation> {
  const { db, clock } = parts.kernel
  return db.transaction(async (tx) => {
    const row = await getConsultation(tx, id, true)
    requireKeeper(principal, row)
    const state = stateOf(row, dayOf(clock.now()))
    if (state === 'summarised') throw conflict('summarised', '征集结果已公布。')
    if (state !== 'closed')
      throw conflict('not-over', `意见征集期至 ${row.close_day} 止，结束后方可公布结果。`)
    if (row.ungrouped > 0) throw conflict('ungrouped', `还有 ${row.ungrouped} 条意见没有归类。`)
    const open = row.groups.filter((group) => group.opinions > 0 && group.outcome === null)
    if (open.length > 0)
      throw conflict(
        'unanswered',
        `还有 ${open.length} 类意见没有答复：${open.map((one) => one.title).join('；')}`,
      )
    await store.putSummary(tx, id, { summary: body.summary, decision: body.decision ?? null }, clock.now())
    const payload = { summary: body.summary, groups: row.groups }
    await parts.ledger.append(tx, { kind: 'consultation-summarised', subjectId: id, payload })
    return toConsultation(parts, await getConsultation(tx, id))
  })
}
