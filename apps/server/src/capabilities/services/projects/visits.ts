import type { bookJointVisit, JointVisit, OperationInput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { requireActing, requireOrganisation, tellSubject } from '../acting.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { concludeVisit } from './rules.ts'
import type { ProjectRecord } from './store.ts'
import * as store from './visits-store.ts'

const slots = { morning: '上午', afternoon: '下午' } as const
const titles = { survey: '联合踏勘', 'drawing-review': '联合审图', acceptance: '联合验收' } as const

export function toVisit({ identity }: ServicesParts, row: store.VisitRecord): JointVisit {
  return {
    ...{ id: row.id, kind: row.kind, title: row.title, place: row.place, day: row.day, slot: row.slot },
    ...{ scope: row.scope, state: row.state, conclusion: row.conclusion },
    parties: row.parties.map((one) => ({
      organisationId: one.organisation_id,
      organisationName: identity.findOrganisation(one.organisation_id)?.name ?? '',
      ...{ passes: one.passes, opinion: one.opinion, actor: one.actor },
    })),
  }
}

async function show(parts: ServicesParts, id: string): Promise<JointVisit> {
  return toVisit(parts, (await store.findVisit(parts.kernel.db, id)) as store.VisitRecord)
}

/** Refuses a day nobody works and one that has passed. */
function requireWorkingDay({ territory, kernel }: ServicesParts, day: string): void {
  if (day < dayOf(kernel.clock.now())) throw invalid('/body/day', '不能预约过去的日期')
  const noon = Date.parse(`${day}T12:00:00+08:00`)
  if (!Number.isFinite(noon)) throw invalid('/body/day', '不是有效日期')
  if (territory.calendars.workingDaysBetween(new Date(noon - 86_400_000), new Date(noon)) === 0)
    throw invalid('/body/day', '该日不办公，请选择工作日')
}

/** The n-th working day after a time. */
export function workingDayAfter({ territory }: ServicesParts, days: number, from: Date): string {
  return dayOf(territory.calendars.endOf({ days, clock: 'working-day' }, from))
}

/** One booking for all parties; each of them is told. */
export async function insertBooking(
  parts: ServicesParts,
  tx: Transaction,
  visit: Omit<Parameters<typeof store.insertVisit>[1], 'id'>,
  organisationIds: readonly string[],
): Promise<string> {
  const id = newId()
  const parties = [...new Set(organisationIds)]
  await store.insertVisit(tx, { ...visit, id }, parties, parts.kernel.clock.now())
  parts.messaging.tell(tx, {
    ...{ key: `services.visit:${id}`, title: visit.title, urgency: 'normal', category: 'task' },
    text: `${visit.day} ${slots[visit.slot]}，${visit.place}。请届时参加，并填写本单位意见。`,
    ...{ to: parties.map((organisationId) => ({ organisationId })), link: '/console/projects' },
  })
  return id
}

/** Books for a project, with the offices one needs. */
export async function bookForProject(
  parts: ServicesParts,
  project: ProjectRecord,
  body: OperationInput<typeof bookJointVisit>['body'],
): Promise<JointVisit> {
  requireWorkingDay(parts, body.day)
  const unknown = body.organisationIds.find((id) => !parts.identity.findOrganisation(id))
  if (unknown) throw invalid('/body/organisationIds', '没有这个单位')
  const title = `${titles[body.kind]}${body.scope ? `（${body.scope}）` : ''}：${project.name}`
  const id = await parts.kernel.db.transaction((tx) =>
    insertBooking(
      parts,
      tx,
      {
        ...{ project_id: project.id, bundle_case_id: null, subject_id: project.subject_id, title },
        ...{
          kind: body.kind,
          place: project.address,
          day: body.day,
          slot: body.slot,
          scope: body.scope ?? null,
        },
      },
      body.organisationIds,
    ),
  )
  return show(parts, id)
}

/** Moves a visit; its applicant or one of its parties may, until somebody has given an opinion. */
export async function moveVisit(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  { day, slot }: { day: string; slot: JointVisit['slot'] },
): Promise<JointVisit> {
  const visit = await store.findVisit(parts.kernel.db, id)
  const isParty = visit?.parties.some((one) => one.organisation_id === principal.organisationId)
  if (
    !visit ||
    (!isParty &&
      (await requireActing(parts, principal, 'services', '工程建设')).subject.id !== visit.subject_id)
  )
    throw notFound('联合踏勘', id)
  if (visit.state !== 'booked' || visit.parties.some((one) => one.passes !== null))
    throw conflict('wrong-state', '该次联合踏勘已经开始或结束，不能改约。')
  requireWorkingDay(parts, day)
  await parts.kernel.db.transaction(async (tx) => {
    await store.updateVisit(tx, id, { day, slot })
    parts.messaging.tell(tx, {
      ...{ key: `services.visit:${id}:${day}:${slot}`, title: `改约：${visit.title}`, urgency: 'normal' },
      ...{
        text: `改为 ${day} ${slots[slot]}，${visit.place}。`,
        category: 'task',
        link: '/console/projects',
      },
      to: visit.parties.map((one) => ({ organisationId: one.organisation_id })),
    })
  })
  return show(parts, id)
}

/** The opinion of one party; with the last one the visit has its one conclusion. */
export async function judgeVisit(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  { passes, opinion }: { passes: boolean; opinion: string },
): Promise<JointVisit> {
  const { id: organisationId } = requireOrganisation(principal)
  const { db, clock } = parts.kernel
  const known = await store.findVisit(db, id)
  if (!known?.parties.some((one) => one.organisation_id === organisationId)) throw notFound('联合踏勘', id)
  if (known.state !== 'booked') throw conflict('wrong-state', '该次联合踏勘已经形成结论。')
  await db.transaction(async (tx) => {
    await store.writeParty(tx, {
      ...{ visitId: id, organisationId, passes, opinion, actor: principal.name, now: clock.now() },
    })
    const now = (await store.findVisit(tx, id)) as store.VisitRecord
    const { state, conclusion } = concludeVisit(toVisit(parts, now).parties.map(named))
    if (state === 'booked') return
    await store.updateVisit(tx, id, { state, conclusion })
    await tellSubject(parts, tx, now.subject_id, {
      ...{
        key: `services.visit:${id}:${state}`,
        title: `${now.title}：${state === 'passed' ? '通过' : '未通过'}`,
      },
      text: conclusion ?? '',
      link: now.project_id
        ? `/portal/projects/${now.project_id}`
        : `/portal/bundle-cases/${now.bundle_case_id}`,
    })
  })
  return show(parts, id)
}

const named = (one: JointVisit['parties'][number]) => ({
  ...{ name: one.organisationName, passes: one.passes, opinion: one.opinion },
})
