import * as contract from '@civitas/contract'
import { requireWholeCity } from '../../../kernel/access.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { findContact } from '../duty/contacts.ts'
import { lockOpen } from '../incidents/keep-incident.ts'
import { findIncident } from '../incidents/store.ts'
import { actorOf, type CommandParts, iso } from '../parts.ts'
import { answerProposal, toProposal, urgeProposal } from './propose-plans.ts'
import { resolvePosts, todayOf } from './registry.ts'
import { startPlan, toStart } from './start-plan.ts'
import * as store from './store.ts'

export function bindPlans(parts: CommandParts): void {
  bindRegistry(parts)
  bindStarts(parts)
  parts.timers.on('proposal-unanswered', (tx, id) => urgeProposal(parts, tx, id))
}

function bindRegistry(parts: CommandParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listPlans, async () => {
    const rows = await store.listCurrent(db)
    return rows.map((row) => ({
      ...store.toVersion(row, todayOf(clock.now())),
      drills: row.drills,
      lastDrill: iso(row.last_drill),
    }))
  })
  http.bind(contract.getPlan, async ({ params }) => {
    const rows = await store.listVersions(db, params.planId)
    const current = rows.find((one) => one.state === 'approved') ?? rows[0]
    if (!current) throw notFound('预案', params.planId)
    const posts = await resolvePosts(db, params.planId, current.document, clock.now())
    return { versions: rows.map((row) => store.toVersion(row, todayOf(clock.now()))), posts }
  })
  http.bind(contract.savePlanDraft, ({ params, body }, { principal }) => {
    requireWholeCity(principal.scope)
    requireSound(body.document)
    return db.transaction(async (tx) => {
      const draft = { planId: params.planId, ...body, by: principal.name }
      return store.toVersion(await store.saveDraft(tx, draft, clock.now()), todayOf(clock.now()))
    })
  })
  http.bind(contract.approvePlan, ({ params, body }, { principal }) => {
    requireWholeCity(principal.scope)
    return db.transaction(async (tx) => {
      const row = await store.approveDraft(tx, params.planId, body.version, principal.name, clock.now())
      if (!row) throw conflict('no-draft', `预案没有第 ${body.version} 版草稿。`)
      return store.toVersion(row, todayOf(clock.now()))
    })
  })
  http.bind(contract.setPostHolder, ({ params, body }) =>
    db.transaction(async (tx) => {
      const plan = await store.findApproved(tx, params.planId)
      if (!plan) throw notFound('预案', params.planId)
      if (body.contactId && !(await findContact(tx, body.contactId)))
        throw invalid('/body/contactId', '通讯录里没有这个人')
      await store.setHolder(tx, params.planId, params.post, body.contactId)
      const posts = await resolvePosts(tx, params.planId, plan.document, clock.now())
      const found = posts.find((one) => one.post === params.post)
      if (!found) throw notFound('岗位', params.post)
      return found
    }),
  )
}

/** Tasks name posts and phases the plan has. */
function requireSound(document: contract.PlanDocument): void {
  document.levels.forEach((level, at) => {
    level.tasks.forEach((task, index) => {
      const path = `/body/document/levels/${at}/tasks/${index}`
      if (!task.post || !document.posts.some((one) => one.id === task.post))
        throw invalid(`${path}/post`, `任务“${task.title.zh}”的责任岗位不在预案岗位中`)
      if (task.phase && !document.phases.some((one) => one.id === task.phase))
        throw invalid(`${path}/phase`, `任务“${task.title.zh}”的阶段不在预案阶段中`)
    })
  })
}

function bindStarts(parts: CommandParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.startPlan, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const incident = await lockOpen(tx, params.id, principal.scope)
      return startPlan(parts, tx, incident, body, actorOf(principal))
    }),
  )
  http.bind(contract.listPlanStarts, async ({ params }, { principal }) => {
    const row = await findIncident(db, params.id, { scope: principal.scope })
    if (!row) throw notFound('突发事件', params.id)
    return (await store.listStarts(db, row.id)).map(toStart)
  })
  http.bind(contract.listPlanProposals, async ({ query }, { principal }) => {
    const [rows, plans] = await Promise.all([
      store.listProposals(db, query.incidentId, principal.scope),
      store.listApproved(db),
    ])
    return rows.map((row) => toProposal(parts, row, plans))
  })
  http.bind(contract.answerPlanProposal, ({ params, body }, { principal }) =>
    answerProposal(parts, params.id, body, principal),
  )
}
