import * as contract from '@civitas/contract'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { requireActing } from '../acting.ts'
import type { ServicesParts } from '../services-parts.ts'
import { ownedBy, requireOwn, requireSeen, seenByStaff } from './access.ts'
import * as decide from './decide.ts'
import { judgeAtIntake } from './intake.ts'
import { alertOfLicences } from './licence-alert.ts'
import { toDetail, toListRow, toPage, toTask } from './show.ts'
import { addEarlierFile, addFile, saveDraft, startApplication } from './start.ts'
import * as store from './store.ts'
import { submitApplication } from './submit.ts'
import { claimTask, finishTask } from './tasks.ts'
import { commitmentWay, toleranceWay } from './ways.ts'

/** 办件: from draft to delivery (SOC-002, SOC-004, SOC-006). */
export function bindApplications(parts: ServicesParts): void {
  bindApplying(parts)
  bindFiles(parts)
  bindHandling(parts)
  bindTasks(parts)
  bindPromises(parts)
  alertOfLicences(parts)
}

function bindApplying(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  const show = async (changed: Promise<store.AppRow>) => toDetail(parts, await changed)
  http.bind(contract.startServiceApplication, ({ body }, { principal }) =>
    show(startApplication(parts, principal, body)),
  )
  http.bind(contract.saveServiceDraft, ({ params, body }, { principal }) =>
    show(saveDraft(parts, principal, params.id, body)),
  )
  http.bind(contract.submitServiceApplication, ({ params, body }, { principal }) =>
    show(submitApplication(parts, principal, params.id, body)),
  )
  http.bind(contract.withdrawServiceApplication, ({ params, body }, { principal }) =>
    show(decide.withdrawApplication(parts, principal, params.id, body.reason)),
  )
  http.bind(contract.listMyApplications, async ({ query }, { principal }) => {
    const acting = await requireActing(parts, principal)
    return toPage(parts, store.listApplications(db, ownedBy(acting), query, clock.now()))
  })
  http.bind(contract.getServiceApplication, async ({ params }, { principal }) =>
    toDetail(parts, await requireSeen(parts, principal, params.id)),
  )
  http.bind(contract.getApplicationReceipt, async ({ params }, { principal }) => {
    const row = await requireSeen(parts, principal, params.id)
    if (!row.submitted_time) throw conflict('not-filed', '该办件尚未提交，没有回执。')
    const detail = await toDetail(parts, row)
    return {
      ...{ number: row.number ?? '', itemTitle: row.item_title, subjectName: row.subject_name },
      ...{ level: row.level, receivedBy: row.authority === 'desk' ? row.by_name : '网上提交' },
      ...{ submittedTime: row.submitted_time.toISOString(), organisationName: detail.organisationName },
      ...{ acceptDueDay: detail.acceptDueDay, limitDays: detail.limitDays, dueDay: detail.dueDay },
      materials: detail.materials.filter((one) => one.by !== 'missing').map((one) => one.title),
      link: `/portal/applications/${row.id}`,
    }
  })
  http.bind(contract.getApplicationWays, async ({ params }, { principal }) => {
    const row = await requireOwn(parts, principal, params.id)
    const version = await parts.frozenVersion(db, row.item_id, row.item_version)
    if (!version) throw notFound('事项版本', row.item_id)
    const { content } = version
    const [commitment, tolerance] = await Promise.all([
      commitmentWay(parts, db, row, content),
      toleranceWay(db, row, content),
    ])
    return {
      commitment: { ...commitment, duties: content.commitment?.duties ?? null },
      tolerance: { ...tolerance, days: content.tolerance?.days ?? null },
    }
  })
}

function bindFiles(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.addApplicationFile, async ({ params, body }, { principal }) =>
    toDetail(parts, await addFile(parts, principal, params.id, body)),
  )
  http.bind(contract.useEarlierFile, async ({ params, body }, { principal }) =>
    toDetail(parts, await addEarlierFile(parts, principal, params.id, body.material)),
  )
  http.bind(contract.getApplicationFile, async ({ params }, { principal, reply }) => {
    const file = await store.findFile(db, params.id)
    if (!file) throw notFound('材料', params.id)
    const holding = await store.findHolding(db, params.id)
    const seen = await Promise.all(
      holding.map((row) =>
        requireSeen(parts, principal, row.id).then(
          () => true,
          () => false,
        ),
      ),
    )
    // A bounded power reaches the papers of what it reaches, not every paper of the firm.
    const acting = await parts.identity.subjects.ofCaller(db, principal)
    const ofSelf = acting?.by.id === file.subject_id
    const ofWhole = acting?.subject.id === file.subject_id && acting.scenes === null
    if (!ofSelf && !ofWhole && !seen.some(Boolean)) throw notFound('材料', params.id)
    reply.type(file.content_type).header('cache-control', 'private, no-store')
    return file.content
  })
}

function bindHandling(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  const show = async (changed: Promise<store.AppRow>) => toDetail(parts, await changed)
  http.bind(contract.listServiceApplications, ({ query }, { principal }) =>
    toPage(parts, store.listApplications(db, seenByStaff(principal), query, clock.now())),
  )
  http.bind(contract.judgeIntake, ({ params, body }, { principal }) =>
    show(judgeAtIntake(parts, principal, params.id, body)),
  )
  http.bind(contract.suspendServiceApplication, ({ params, body }, { principal }) =>
    show(decide.suspendApplication(parts, principal, params.id, body)),
  )
  http.bind(contract.resumeServiceApplication, ({ params, body }, { principal }) =>
    show(decide.resumeApplication(parts, principal, params.id, body.note)),
  )
  http.bind(contract.extendServiceApplication, ({ params, body }, { principal }) =>
    show(decide.extendApplication(parts, principal, params.id, body)),
  )
  http.bind(contract.decideServiceApplication, ({ params, body }, { principal }) =>
    show(decide.decideApplication(parts, principal, params.id, body)),
  )
  http.bind(contract.deliverServiceApplication, ({ params, body }, { principal }) =>
    show(decide.deliverApplication(parts, principal, params.id, body.way)),
  )
  http.bind(contract.checkCommitment, ({ params, body }, { principal }) =>
    show(decide.checkPromise(parts, principal, params.id, body)),
  )
}

function bindTasks(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listServiceTasks, async ({ query }, { principal }) => {
    const { items, total } = await store.listTasksOf(db, principal.organisationId, query)
    return { items: items.map((task) => toTask(parts, task, task)), total }
  })
  http.bind(contract.claimServiceTask, ({ params }, { principal }) => claimTask(parts, principal, params.id))
  http.bind(contract.finishServiceTask, ({ params, body }, { principal }) =>
    finishTask(parts, principal, params.id, body),
  )
}

function bindPromises(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.openGreenChannel, async ({ body }) => {
    const id = newId()
    await db.query(sql`INSERT INTO services.green_channel (id, title, from_day, to_day, numbers, item_ids, share)
      VALUES (${id}, ${body.title}, ${body.from}, ${body.to}, ${body.numbers}, ${body.itemIds}, ${body.share})`)
    return { id }
  })
  http.bind(contract.listOpenPromises, async ({ query }, { principal }) => {
    const open = sql`a.organisation_id = ${principal.organisationId} AND ((a.tolerance IS NOT NULL AND a.state <> 'draft')
      OR (a.commitment->>'verdict' IS NULL AND a.commitment->>'checkDueDay' IS NOT NULL))`
    const { items, total } = await store.listApplications(db, open, query, clock.now())
    return {
      items: items.map((row) => ({
        application: toListRow(parts, row),
        kind: row.tolerance ? ('tolerance' as const) : ('commitment' as const),
        dueDay: row.tolerance?.dueDay ?? row.commitment?.checkDueDay ?? null,
      })),
      total,
    }
  })
}
