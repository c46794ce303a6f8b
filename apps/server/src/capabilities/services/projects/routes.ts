import * as contract from '@civitas/contract'
import { applicationChanged, type OperationInput } from '@civitas/contract'
import { hasPermission, inScope, isInScope, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { requireActing, requireOrganisation, tellSubject } from '../acting.ts'
import { endOfWorkingDays } from '../applications/clock.ts'
import { toCase } from '../bundles/resolve.ts'
import { projectKnown, startBundle } from '../bundles/start-bundle.ts'
import { findBundle } from '../bundles/store.ts'
import { dayOf, takeGaplessNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { checkParcel } from './check-parcel.ts'
import { projectCode } from './rules.ts'
import { factsOf, readStages, toDetail, toRows, typeOf } from './show.ts'
import * as store from './store.ts'
import { bookForProject, judgeVisit, moveVisit, toVisit } from './visits.ts'
import { listVisits } from './visits-store.ts'

/** 工程建设项目审批 (SOC-007): one code, stages that are bundles, clocks over them. */
export function bindProjects(parts: ServicesParts): void {
  bindLists(parts)
  bindProposals(parts)
  bindOpinions(parts)
  bindStages(parts)
  bindVisits(parts)
}

const staff = ['services.accept', 'services.examine', 'services.decide', 'services.supervise'] as const
const isStaff = (principal: Principal) => staff.some((one) => hasPermission(principal, one))

async function show(parts: ServicesParts, id: string) {
  return toDetail(parts, (await store.findProject(parts.kernel.db, id)) as store.ProjectRecord)
}

/** The project of the caller’s own, as builder or as who acts for it. */
async function requireOwn(
  parts: ServicesParts,
  principal: Principal,
  id: string,
): Promise<store.ProjectRecord> {
  const { subject } = await requireActing(parts, principal, 'services', '工程建设')
  const project = await store.findProject(parts.kernel.db, id)
  if (!project || project.subject_id !== subject.id) throw notFound('建设项目', id)
  return project
}

/** A project of the caller’s place, or the caller’s own. */
async function requireSeen(
  parts: ServicesParts,
  principal: Principal,
  id: string,
): Promise<store.ProjectRecord> {
  const project = await store.findProject(parts.kernel.db, id)
  if (project && isStaff(principal) && isInScope(project.division_code, principal.scope)) return project
  if (isStaff(principal)) throw notFound('建设项目', id)
  return requireOwn(parts, principal, id)
}

function bindLists(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listProjectTypes, () => ({
    items: parts.domains.list('projectTypes').map((type) => ({
      ...{ id: type.id, title: type.title.zh, scope: type.scope, limitDays: type.limitDays },
      stages: type.stages.map((stage) => ({
        ...{ id: stage.id, title: stage.title.zh, lead: stage.lead, limitDays: stage.limitDays },
        items: parts.domains
          .get('serviceBundles', stage.bundle)
          .members.map((one) => parts.domains.get('serviceItems', one.item).title.zh),
      })),
    })),
  }))
  http.bind(contract.listServiceOffices, ({ query }, { principal }) => {
    if (!isStaff(principal)) throw forbidden('只有办理人员可以查看单位名单。')
    const ids = [...new Set(parts.identity.organisationsByName().values())]
    const { search = '', limit = 50, offset = 0 } = query
    const found = ids
      .map((id) => ({ id, name: parts.identity.findOrganisation(id)?.name ?? '' }))
      .filter((one) => one.name.includes(search))
    return { items: found.slice(offset, offset + limit), total: found.length }
  })
  http.bind(contract.listProjects, async ({ query }, { principal }) => {
    if (!isStaff(principal)) throw forbidden('只有办理和监察人员可以查看项目列表。')
    const { items, total } = await store.listProjects(db, inScope('p.division_code', principal.scope), query)
    return { items: await toRows(parts, items), total }
  })
  http.bind(contract.listMyProjects, async ({ query }, { principal }) => {
    const { subject } = await requireActing(parts, principal, 'services', '工程建设')
    const { items, total } = await store.listProjects(db, sql`p.subject_id = ${subject.id}`, query)
    return { items: await toRows(parts, items), total }
  })
  http.bind(contract.listPublicProjects, async ({ query }) => {
    const { items, total } = await store.listProjects(db, sql`p.state <> 'proposed'`, query)
    const rows = await toRows(parts, items)
    return {
      items: rows.map(({ code, name, typeTitle, state, stage, usedDays, limitDays }) => ({
        ...{ code, name, typeTitle, state, stage, usedDays, limitDays },
      })),
      total,
    }
  })
  http.bind(contract.getProject, async ({ params }, { principal }) =>
    toDetail(parts, await requireSeen(parts, principal, params.id)),
  )
}

function bindProposals(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.registerProject, async ({ body }, { principal }) =>
    show(parts, await registerProject(parts, principal, body)),
  )
  http.bind(contract.changeProposal, async ({ params, body }, { principal }) => {
    const known = await requireOwn(parts, principal, params.id)
    const checked = await checkParcel(parts, typeOf(parts, known.type_id), body.parcel)
    const now = clock.now()
    await db.transaction(async (tx) => {
      const project = (await store.findProject(tx, params.id, { lock: true })) as store.ProjectRecord
      if (project.stage) throw conflict('wrong-state', '已申报审批阶段的项目不能再调整红线。')
      const changed = { ...project, name: body.name, address: body.address, area_m2: body.areaM2 }
      await store.updateProject(tx, { ...changed, ...checked, parcel: body.parcel, checked_time: now }, now)
    })
    return show(parts, params.id)
  })
}

async function registerProject(
  parts: ServicesParts,
  principal: Principal,
  body: OperationInput<typeof contract.registerProject>['body'],
): Promise<string> {
  const { subject } = await requireActing(parts, principal, 'services', '工程建设')
  const type = parts.domains.find('projectTypes', body.typeId)
  if (!type) throw invalid('/body/typeId', '没有这种项目类型')
  const checked = await checkParcel(parts, type, body.parcel)
  const now = parts.kernel.clock.now()
  const id = newId()
  await parts.kernel.db.transaction(async (tx) => {
    const serial = await takeGaplessNumber(tx, `project-${dayOf(now).slice(0, 7)}`)
    await store.insertProject(tx, {
      ...{ id, code: projectCode(dayOf(now), checked.division_code, body.industry, serial) },
      ...{ name: body.name, type_id: type.id, subject_id: subject.id, subject_name: subject.name },
      ...{ industry: body.industry, address: body.address, investment_wan: body.investmentWan },
      ...{ area_m2: body.areaM2, parcel: body.parcel, ...checked, checked_time: now, state: 'proposed' },
      ...{ stage: null, created_time: now, updated_time: now },
    })
  })
  return id
}

function bindOpinions(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.askProjectOpinions, async ({ params, body }, { principal }) => {
    const project = await requireSeen(parts, principal, params.id)
    const now = clock.now()
    const due = endOfWorkingDays(parts.territory, body.days, now)
    await db.transaction(async (tx) => {
      for (const organisationId of new Set(body.organisationIds)) {
        if (!parts.identity.findOrganisation(organisationId))
          throw invalid('/body/organisationIds', '没有这个单位')
        const id = newId()
        if (!(await store.askOpinion(tx, { id, projectId: project.id, organisationId, now, due }))) continue
        parts.messaging.tell(tx, {
          ...{ key: `services.opinion:${id}`, title: `征求意见：${project.name}`, urgency: 'normal' },
          text: `项目 ${project.code} 策划生成，请于 ${dayOf(new Date(due.getTime() - 1))} 前回复意见。`,
          ...{ to: [{ organisationId }], category: 'task', link: `/console/projects/${project.id}` },
        })
      }
    })
    return show(parts, project.id)
  })
  http.bind(contract.giveProjectOpinion, async ({ params, body }, { principal }) => {
    const opinion = await store.findOpinion(db, params.id)
    if (!opinion || opinion.organisation_id !== requireOrganisation(principal).id)
      throw notFound('征求意见', params.id)
    if (opinion.time) throw conflict('wrong-state', '本单位已回复意见。')
    await store.giveOpinion(db, params.id, { ...body, now: clock.now() })
    return show(parts, opinion.project_id)
  })
}

function bindStages(parts: ServicesParts): void {
  const { http, db, clock, messages } = parts.kernel
  http.bind(contract.startProjectStage, async ({ params }, { principal }) => {
    const project = await requireOwn(parts, principal, params.id)
    const id = await startStage(parts, principal, project, params.stage)
    const row = await findBundle(db, id)
    return toCase(parts, row as NonNullable<typeof row>)
  })
  http.bind(contract.promiseProjectItem, async ({ params, body }, { principal }) => {
    const project = await requireOwn(parts, principal, params.id)
    const member = (await readStages(parts, project))
      .flatMap((one) => one.members)
      .find((one) => one.item === body.item)
    if (!member) throw invalid('/body/item', '该项目没有这个事项')
    if (!member.mayPromise) throw conflict('not-promisable', '该事项须办结后才能进入下一阶段，不能承诺。')
    if (!member.applicationId) throw conflict('not-filed', '请先申报该事项，再作出承诺。')
    const { item, text } = body
    const promise = { projectId: project.id, item, text, byName: principal.name, now: clock.now() }
    await db.transaction(async (tx) => {
      await store.insertPromise(tx, promise)
      await parts.ledger.append(tx, {
        ...{ kind: 'services.project-promise', subjectId: project.id },
        payload: { code: project.code, item, text, by: principal.name },
      })
    })
    return show(parts, project.id)
  })
  messages.subscribe(
    'services.follow-project',
    applicationChanged,
    (tx, { body }) => follow(parts, tx, body.applicationId),
    { when: (body) => body.bundleCaseId !== null },
  )
}

/** Begins the form of a stage when it is open; one that was begun goes on. */
async function startStage(
  parts: ServicesParts,
  principal: Principal,
  project: store.ProjectRecord,
  stageId: string,
): Promise<string> {
  const declared = typeOf(parts, project.type_id).stages.find((one) => one.id === stageId)
  if (!declared) throw notFound('审批阶段', stageId)
  const fresh = await refreshCheck(parts, project)
  const stage = (await readStages(parts, fresh)).find((one) => one.id === stageId)
  if (stage?.bundleCaseId) return stage.bundleCaseId
  if (stage?.why) {
    const barred = stageId === typeOf(parts, project.type_id).stages[0]?.id
    throw conflict(barred ? 'plan-conflict' : 'stage-closed', stage.why)
  }
  const origin = { projectId: project.id, facts: factsOf(fresh), known: projectKnown(fresh) }
  const bundleCaseId = await startBundle(parts, principal, declared.bundle, origin)
  const now = parts.kernel.clock.now()
  await parts.kernel.db.transaction(async (tx) => {
    const row = (await store.findProject(tx, project.id, { lock: true })) as store.ProjectRecord
    await store.insertStage(tx, { projectId: project.id, stage: stageId, bundleCaseId })
    await store.updateProject(tx, { ...row, state: 'running', stage: stageId }, now)
  })
  return bundleCaseId
}

/** Plans change: a proposal is laid over them again when its first stage is filed. */
async function refreshCheck(
  parts: ServicesParts,
  project: store.ProjectRecord,
): Promise<store.ProjectRecord> {
  if (project.stage) return project
  const checked = await checkParcel(parts, typeOf(parts, project.type_id), project.parcel)
  const now = parts.kernel.clock.now()
  const fresh = { ...project, ...checked, checked_time: now }
  await store.updateProject(parts.kernel.db, fresh, now)
  return fresh
}

/** A project is done when the mandatory items of its last stage are. */
async function follow(parts: ServicesParts, tx: Transaction, applicationId: string): Promise<void> {
  const found = await store.findProjectOf(tx, applicationId)
  if (!found) return
  const project = await store.findProject(tx, found.project_id, { lock: true })
  if (!project) return
  const now = parts.kernel.clock.now()
  const isDone = (await readStages(parts, project)).every((one) => one.state === 'done')
  if (isDone && project.state !== 'done')
    await tellSubject(parts, tx, project.subject_id, {
      ...{ key: `services.project-done:${project.id}`, title: `项目审批全部办结：${project.name}` },
      ...{ text: `项目代码 ${project.code}。`, link: `/portal/projects/${project.id}` },
    })
  await store.updateProject(tx, { ...project, state: isDone ? 'done' : 'running' }, now)
}

function bindVisits(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.bookJointVisit, async ({ params, body }, { principal }) =>
    bookForProject(parts, await requireSeen(parts, principal, params.id), body),
  )
  http.bind(contract.moveJointVisit, ({ params, body }, { principal }) =>
    moveVisit(parts, principal, params.id, body),
  )
  http.bind(contract.judgeJointVisit, ({ params, body }, { principal }) =>
    judgeVisit(parts, principal, params.id, body),
  )
  http.bind(contract.listJointVisits, async ({ query }, { principal }) => {
    const mine = sql`EXISTS (SELECT 1 FROM services.joint_visit_party p WHERE p.visit_id = v.id
      AND p.organisation_id = ${principal.organisationId})`
    const { items, total } = await listVisits(db, mine, query)
    return { items: items.map((one) => toVisit(parts, one)), total }
  })
}
