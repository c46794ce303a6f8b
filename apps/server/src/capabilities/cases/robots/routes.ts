import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid } from '../../../kernel/problem.ts'
import type { CasesParts } from '../publish-case.ts'
import type { CaseRow } from '../store.ts'
import { bindPages } from './pages/routes.ts'
import { requireSteps } from './pages/rules.ts'
import { userAgentOf, wordsOf } from './pages/run-pages.ts'
import { listOrigins } from './pages/store.ts'
import { walkPages } from './pages/walk-pages.ts'
import { requireRows } from './rows/check-rows.ts'
import { bindRows } from './rows/routes.ts'
import { judge } from './rules.ts'
import { runRobots, seenOf } from './run-robots.ts'
import * as store from './store.ts'
import { withTimes } from './times/fire-robots.ts'

/** Past cases a version is tried on. */
const sampleSize = 200

export function bindRobots(parts: CasesParts): void {
  runRobots(parts)
  bindPages(parts)
  bindRows(parts)
  const { http, db, clock } = parts.kernel
  const shown = async (id: string) =>
    (await withTimes(parts, [await store.getRobot(db, id)]))[0] as contract.Robot
  http.bind(contract.listRobots, async () => ({ items: await withTimes(parts, await store.listRobots(db)) }))
  http.bind(contract.createRobot, async ({ body }, { principal }) => {
    await requireSound(parts, body.definition, principal)
    const id = newId()
    await db.transaction((tx) => store.writeVersion(tx, { id, ...body }, principal, clock.now()))
    return shown(id)
  })
  http.bind(contract.reviseRobot, async ({ params, body }, { principal }) => {
    await requireSound(parts, body.definition, principal)
    await store.getRobot(db, params.id)
    await db.transaction((tx) => store.writeVersion(tx, { id: params.id, ...body }, principal, clock.now()))
    return shown(params.id)
  })
  http.bind(contract.tryRobot, ({ params }) => tryVersion(parts, params.id, params.version))
  http.bind(contract.decideRobot, async ({ params, body }, { principal }) => {
    const version = await store.getVersion(db, params.id, params.version)
    if (version.state !== 'draft') throw conflict('decided', '此版本已审批。')
    if (version.writtenBy === principal.userId) throw forbidden('不能批准自己编写的机器人。', 'same-person')
    if (body.approve && version.tried === 0) throw conflict('not-tried', '请先用历史案件试运行，再批准。')
    const answer = { ...body, by: principal.name }
    await db.transaction((tx) => store.writeDecision(tx, params.id, params.version, answer, clock.now()))
    return shown(params.id)
  })
  http.bind(contract.pauseRobot, async ({ params, body }) => {
    await store.getRobot(db, params.id)
    await store.setPaused(db, params.id, body.paused)
    return shown(params.id)
  })
  http.bind(contract.listRobotRuns, ({ query }, { principal }) => store.listRuns(db, query, principal.scope))
}

async function requireSound(
  parts: CasesParts,
  definition: contract.RobotDefinition,
  by: Principal,
): Promise<void> {
  const { times } = definition
  if (times && times.days !== 'every' && times.days !== 'working' && !times.numbers)
    throw invalid('/body/definition/times/numbers', '请选择星期几或几号')
  if (definition.kind === 'rows') return requireRowRobot(parts, definition, by)
  if (!definition.signals) throw invalid('/body/definition/signals', '至少一个条件')
  const { domains, identity, kernel } = parts
  const type = domains.findCaseType(definition.caseType ?? '')
  if (!type) throw invalid('/body/definition/caseType', '没有这种案件类型')
  const task = type.stages.flatMap((stage) => stage.tasks).find((one) => one.id === definition.task)
  if (!task) throw invalid('/body/definition/task', '案件类型没有这项任务')
  const { kind, organisationId, classCode } = definition
  if (kind === 'dispatch' && !identity.findOrganisation(organisationId ?? null))
    throw invalid('/body/definition/organisationId', '请选择承办单位')
  if (kind === 'classify' && !type.classes?.some((one) => one.code === classCode))
    throw invalid('/body/definition/classCode', '案件类型没有这个小类')
  if (kind === 'web')
    requireSteps(definition.steps ?? [], await listOrigins(kernel.db), '/body/definition/steps')
}

async function requireRowRobot(
  parts: CasesParts,
  { rows, organisationId }: contract.RobotDefinition,
  { scope }: Principal,
): Promise<void> {
  if (!rows) throw invalid('/body/definition/rows', '请写明文件的列与规则')
  if (!parts.identity.findOrganisation(organisationId ?? null))
    throw invalid('/body/definition/organisationId', '请选择转人工时交由的单位')
  await requireRows(parts, rows, scope)
}

/** Judges the newest cases of the type as the version would, without doing anything. */
async function tryVersion(parts: CasesParts, id: string, version: number) {
  const { db } = parts.kernel
  const { definition } = await store.getVersion(db, id, version)
  if (definition.kind === 'rows') throw conflict('needs-file', '处理文件的机器人请用样例文件试运行。')
  const rows = await db.query<CaseRow>(sql`SELECT id, reference, title, class_code, division_code, level
    FROM cases.city_case WHERE type = ${definition.caseType ?? ''} ORDER BY opened_time DESC, id DESC LIMIT ${sampleSize}`)
  const items = rows.map((row) => ({
    ...{ caseId: row.id, caseReference: row.reference, caseTitle: row.title },
    ...judge(definition, seenOf(row)),
  }))
  const answer = {
    ...{ cases: rows.length, acts: items.filter((one) => one.acts).length, items: items.slice(0, 50) },
    ...(definition.kind === 'web' ? { rehearsal: await rehearse(parts, id, definition, rows[0]) } : {}),
  }
  if (answer.rehearsal?.sound !== false) await store.noteTrial(db, id, version, rows.length)
  return answer
}

/** Goes through the pages up to the first submission, with the newest case, and submits nothing. */
async function rehearse(parts: CasesParts, id: string, definition: contract.RobotDefinition, row?: CaseRow) {
  if (!row) throw conflict('no-sample', '还没有这类案件可供试运行。')
  const { db, clock } = parts.kernel
  const walk = await walkPages({
    ...{ steps: definition.steps ?? [], words: wordsOf(row), origins: await listOrigins(db) },
    ...{ userAgent: userAgentOf(id), beforeSubmit: null, now: clock.now },
  })
  if (walk.problem?.code === 'no-browser') throw walk.problem
  const steps = walk.steps.filter((one) => one.state === 'done').length
  return { sound: walk.problem === null, message: walk.problem?.message ?? '提交之前的步骤都能完成。', steps }
}
