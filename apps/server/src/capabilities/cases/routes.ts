import * as contract from '@civitas/contract'
import type { CaseType } from '@civitas/domain-kit'
import { hasPermission, type Principal } from '../../kernel/access.ts'
import { forbidden, notFound } from '../../kernel/problem.ts'
import { countOpen } from './acts/count-cases.ts'
import { listRequests } from './acts/pause-case.ts'
import { bindActs, whoIs } from './acts/routes.ts'
import { listSupervisions } from './acts/supervision-store.ts'
import { findUndoable } from './acts/undo-act.ts'
import { bindAdoptions } from './adoptions/routes.ts'
import { bindAppraisal } from './appraisal/routes.ts'
import { bindBoards } from './boards/bind.ts'
import { bindCentre } from './centre/routes.ts'
import { attachCheckPhoto, checkCase, mayCheck } from './check-case.ts'
import { listClasses, saveClass } from './classes.ts'
import { listDispatches } from './desk/list-dispatches.ts'
import { bindDuties } from './duties/routes.ts'
import { listEntries } from './entries-store.ts'
import { bindLinks } from './links/analyse-links.ts'
import { listMarks } from './marks.ts'
import { bindNetworks } from './networks/routes.ts'
import { openCase, registerCase } from './open-case.ts'
import { bindOpenness } from './openness/routes.ts'
import { bindPapers } from './papers/routes.ts'
import { bindPublications } from './publications/routes.ts'
import type { CasesParts } from './publish-case.ts'
import { getOutcomePhoto, getReportOutcome } from './report-outcome.ts'
import { bindRobots } from './robots/routes.ts'
import { bindSpotChecks } from './spot-checks/routes.ts'
import { isBlindTo } from './spot-checks/store.ts'
import * as store from './store.ts'
import { bindSupervisionRules } from './supervision-rules/routes.ts'
import * as attachments from './tasks/attachments.ts'
import * as handle from './tasks/handle-task.ts'
import { maskAttachment } from './tasks/mask-attachment.ts'
import * as tasks from './tasks/store.ts'
import { findMoveTime } from './timers/store.ts'
import { bindTypeDesigns } from './types/routes.ts'
import { bindViews } from './views/routes.ts'

export function bindRoutes(parts: CasesParts): void {
  bindCases(parts)
  bindTasks(parts)
  bindOutcomes(parts)
  bindActs(parts)
  bindDuties(parts)
  bindAppraisal(parts)
  bindLinks(parts)
  bindRobots(parts)
  bindSpotChecks(parts)
  bindViews(parts)
  bindPapers(parts)
  bindTypeDesigns(parts)
  bindSupervisionRules(parts)
  bindPublications(parts)
  bindOpenness(parts)
  bindAdoptions(parts)
  bindCentre(parts)
  bindBoards(parts)
  bindNetworks(parts)
}

function bindCases(parts: CasesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listCaseTypes, () => listTypes(parts))
  http.bind(contract.listCases, async ({ query }, { principal }) => {
    const page = await store.listCases(db, query, principal.scope, clock.now())
    return { ...page, items: page.items.map((row) => store.toCase(parts, row)) }
  })
  http.bind(contract.getCase, ({ params }, { principal }) => getCase(parts, params.id, principal))
  http.bind(contract.openCase, ({ body }, context) =>
    openCase(parts, body, context.principal, whoIs(context)),
  )
  http.bind(contract.registerCase, ({ body }, context) =>
    registerCase(parts, body, context.principal, whoIs(context)),
  )
  http.bind(contract.countCases, ({ query }, { principal }) =>
    countOpen(db, query, principal.scope, clock.now()),
  )
  http.bind(contract.listCaseClasses, async ({ query }) => ({ items: await listClasses(parts, query.type) }))
  http.bind(contract.saveCaseClass, ({ params, body }, { principal }) =>
    saveClass(parts, params, body, principal.name),
  )
  http.bind(contract.attachCheckPhoto, ({ params, body }, context) =>
    attachCheckPhoto(parts, params.id, body, context.principal, whoIs(context)),
  )
  http.bind(contract.checkCase, ({ params, body }, context) =>
    checkCase(parts, params.id, body, context.principal, whoIs(context)),
  )
}

function bindOutcomes(parts: CasesParts): void {
  const { http } = parts.kernel
  http.bind(contract.getReportOutcome, ({ params }, { principal }) =>
    getReportOutcome(parts, params.id, principal),
  )
  http.bind(contract.getOutcomePhoto, async ({ params }, { principal, reply }) => {
    const found = await getOutcomePhoto(parts, params, principal)
    reply.type(found.contentType).header('cache-control', 'private, max-age=86400')
    return found.content
  })
}

function bindTasks(parts: CasesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listTasks, async ({ query }, { principal }) => {
    const page = await tasks.listTasks(db, query, viewerOf(principal))
    return { items: await tasks.toTasks(parts, db, page.items), total: page.total }
  })
  http.bind(contract.listDispatches, ({ query }, { principal }) =>
    listDispatches(parts, query, principal.scope),
  )
  http.bind(contract.getTask, async ({ params }, { principal }) => {
    const row = await tasks.findTask(db, params.id, principal.scope)
    if (!row) throw notFound('任务', params.id)
    return ((await tasks.toTasks(parts, db, [row])) as [contract.Task])[0]
  })
  http.bind(contract.acceptTask, ({ params }, context) =>
    handle.acceptTask(parts, params.id, context.principal, whoIs(context)),
  )
  http.bind(contract.attachEvidence, ({ params, body }, context) =>
    handle.attachEvidence(parts, params.id, body, context.principal, whoIs(context)),
  )
  http.bind(contract.completeTask, ({ params, body }, context) =>
    handle.completeTask(parts, params.id, body, context.principal, whoIs(context)),
  )
  http.bind(contract.maskAttachment, ({ params, body }, context) =>
    maskAttachment(parts, params.id, body, context.principal, whoIs(context)),
  )
  http.bind(contract.getAttachment, async ({ params }, { principal, reply }) => {
    const found = await attachments.findAttachmentContent(db, params.id, principal.scope)
    if (!found) throw notFound('附件', params.id)
    reply.type(found.contentType).header('cache-control', 'private, max-age=86400')
    return found.content
  })
}

function viewerOf(principal: Principal): tasks.TaskViewer {
  const { userId, organisationId, scope } = principal
  return { userId, organisationId, scope, dispatches: hasPermission(principal, 'cases.dispatch') }
}

function listTypes({ domains }: CasesParts): contract.CaseTypeInfo[] {
  return domains.list('caseTypes').map((type) => ({
    id: type.id,
    domain: type.id.split('.')[0] as string,
    title: type.title,
    stages: type.stages.map((stage) => ({
      id: stage.id,
      title: stage.title,
      tasks: stage.tasks.map(({ id, title }) => ({ id, title })),
    })),
    checkForm: JSON.parse(JSON.stringify(type.check?.form ?? {})),
    checkTitle: type.check?.title ?? null,
    evaluates: type.evaluates === true,
    hasClasses: (type.classes?.length ?? 0) > 0,
    needsPlace: !type.hasNoPlace,
  }))
}

async function getCase(parts: CasesParts, id: string, principal: Principal) {
  const { db } = parts.kernel
  const row = await store.findCase(db, id, { scope: principal.scope })
  if (!row) throw notFound('案件', id)
  if (await isBlindTo(db, id, principal.userId))
    throw forbidden('您被抽中盲评本案，提交抽查结果前不能查看承办情况。', 'blind')
  const { scope } = principal
  const type = parts.types.find(row.type, row.type_version)
  const check = type?.check
  const [rows, entries, may, photos, children, merged, requests, supervisions, marks, undoable, moveTime] =
    await Promise.all([
      tasks.listCaseTasks(db, id),
      listEntries(db, id),
      mayCheck(db, row, principal),
      attachments.listCheckAttachments(db, id),
      store.listRelatedCases(db, { parentId: id }),
      store.listRelatedCases(db, { mergedInto: id }),
      listRequests(db, { caseId: id, limit: 100 }, scope),
      listSupervisions(parts, { caseId: id, limit: 100 }, principal),
      listMarks(parts, db, id),
      findUndoable(db, id),
      row.state === 'open' ? findMoveTime(db, id) : null,
    ])
  return {
    case: store.toCase(parts, row),
    tasks: await tasks.toTasks(parts, db, rows),
    entries,
    mayCheck: may,
    checkForm: JSON.parse(JSON.stringify(check?.form ?? {})),
    checkPhotos: { required: check?.photosRequired ?? 0, withinM: check?.photoWithin_m ?? null },
    checkAttachments: photos,
    children: children.map((one) => store.toCase(parts, one)),
    merged: merged.map((one) => store.toCase(parts, one)),
    requests: requests.items,
    supervisions: supervisions.items,
    marks,
    units: namedUnits(parts, rows),
    waiting: waitingFor(type, row.stage, moveTime),
    undoable: undoable?.id ?? null,
  }
}

/** The stage a case enters by itself once its waiting time is over. */
function waitingFor(type: CaseType | undefined, stage: string, until: Date | null) {
  const exit = type?.stages.find((one) => one.id === stage)?.exits.find((one) => one.after)
  if (!until || !exit) return null
  const next = type?.stages.find((one) => one.id === exit.to)
  return { until: until.toISOString(), stageTitle: next?.title ?? exit.title }
}

/** The units that answers name by id, so that people read names. */
function namedUnits(
  { identity }: CasesParts,
  rows: readonly tasks.TaskRow[],
): { id: string; name: string }[] {
  const answers = new Set(rows.flatMap((row) => Object.values(row.form ?? {}).flat()))
  return [...answers].flatMap((answer) => {
    const unit = typeof answer === 'string' ? identity.findOrganisation(answer) : undefined
    return unit ? [{ id: unit.id, name: unit.name }] : []
  })
}
