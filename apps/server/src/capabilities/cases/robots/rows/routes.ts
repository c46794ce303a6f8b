import * as contract from '@civitas/contract'
import type { Scope } from '../../../../kernel/access.ts'
import { conflict, invalid, Problem } from '../../../../kernel/problem.ts'
import type { CasesParts } from '../../publish-case.ts'
import { filled } from '../pages/rules.ts'
import { listSavings } from '../savings-store.ts'
import * as robots from '../store.ts'
import { putBefore } from './folder.ts'
import { forgetRows } from './forget-rows.ts'
import { readTable } from './read-table.ts'
import { keptDays, keyOf, missingColumns, ruleFor } from './rules.ts'
import * as store from './store.ts'
import { writeResult } from './write-result.ts'

export function bindRows(parts: CasesParts): void {
  const { http, db, clock, jobs } = parts.kernel
  jobs.every('cases-robot-forget', '40 3 * * *', async () => {
    const before = new Date(clock.now().getTime() - keptDays * 86_400_000)
    await db.transaction((tx) => forgetRows(tx, before))
  })
  http.bind(contract.tryRobotRows, ({ params, body }) => tryRows(parts, params, body))
  http.bind(contract.startRobotBatch, async ({ params, body }, { principal }) => {
    const robot = await getRowRobot(parts, params.id)
    const table = await readTable(body.fileName, Buffer.from(body.content, 'base64'))
    requireColumns(robot.definition.rows as contract.RobotRows, table.headings)
    const given = { fileName: body.fileName, content: Buffer.from(body.content, 'base64') }
    const id = await db.transaction((tx) =>
      putBefore(tx, robot, { ...given, startedName: principal.name }, clock.now()),
    )
    return store.getBatch(db, id ?? '', principal.scope)
  })
  http.bind(contract.listRobotBatches, ({ query }, { principal }) =>
    store.listBatches(db, query, principal.scope),
  )
  http.bind(contract.listRobotRows, async ({ params, query }, { principal }) => {
    await store.getBatch(db, params.id, principal.scope)
    return store.listRows(db, params.id, query)
  })
  http.bind(contract.settleRobotRow, ({ params, body }, { principal }) =>
    settle(parts, { ...params, ...body, by: principal.name }, principal.scope),
  )
  http.bind(contract.listRobotRowSteps, async ({ params }, { principal }) => {
    await store.getBatch(db, params.id, principal.scope)
    return { items: await store.listRowSteps(db, params.id, params.number) }
  })
  http.bind(contract.getRobotRowPicture, async ({ params }, { principal, reply }) => {
    await store.getBatch(db, params.id, principal.scope)
    const picture = await store.getRowPicture(db, params)
    reply.type('image/jpeg').header('cache-control', 'private, max-age=86400')
    return picture
  })
  http.bind(contract.exportRobotBatch, async ({ params }, { principal, reply }) => {
    const batch = await store.getBatch(db, params.id, principal.scope)
    const { items } = await store.listRows(db, params.id, { limit: 100_000 })
    reply.type('text/csv; charset=utf-8')
    return writeResult(batch, items)
  })
  http.bind(contract.getRobotSavings, async ({ query }, { principal }) => ({
    items: await listSavings(db, query, principal.scope),
  }))
}

async function getRowRobot({ kernel }: CasesParts, id: string): Promise<robots.ActiveRobot> {
  const robot = await robots.getRobot(kernel.db, id)
  const active = robot.versions.find((one) => one.version === robot.activeVersion)
  if (!active) throw conflict('not-approved', '机器人还没有批准的版本，不能处理文件。')
  if (active.definition.kind !== 'rows') throw conflict('not-of-rows', '这个机器人不处理文件。')
  if (robot.paused) throw conflict('paused', '机器人已停用，请先启用。')
  return { id, name: robot.name, version: active.version, definition: active.definition }
}

function requireColumns(rows: contract.RobotRows, headings: readonly string[]): void {
  const lacking = missingColumns(rows, headings)
  if (lacking.length > 0) throw invalid('/body/content', `文件缺少列：${lacking.join('、')}`)
}

/** Says for each line of a sample what would be done, without doing anything. */
async function tryRows(
  { kernel }: CasesParts,
  params: { id: string; version: number },
  body: { fileName: string; content: string },
) {
  const { definition } = await robots.getVersion(kernel.db, params.id, params.version)
  if (!definition.rows) throw conflict('not-of-rows', '这个机器人不处理文件。')
  const { rows } = definition
  const { headings, lines } = await readTable(body.fileName, Buffer.from(body.content, 'base64'))
  requireColumns(rows, headings)
  const seen = new Set<string>()
  const items = lines.map(({ number, cells }): contract.RobotRowTrial => {
    const key = keyOf(rows, cells)
    const isAgain = seen.has(key)
    seen.add(key)
    const found = ruleFor(rows, cells)
    const act = found?.act.kind ?? null
    const says = found ? filled(found.act.title ?? found.act.reference ?? found.act.note ?? '', cells) : ''
    const fault = isAgain ? '与前面的行相同，不再办理' : found ? null : '没有一条规则适用于此行'
    return { number, rule: found?.rule ?? null, act, says, fault }
  })
  await robots.noteTrial(kernel.db, params.id, params.version, items.length)
  const acts = items.filter(
    (one) => !one.fault && one.act && one.act !== 'skip' && one.act !== 'people',
  ).length
  const left = items.filter((one) => one.act === null || one.act === 'people').length
  return { rows: items.length, acts, left, items: items.slice(0, 200) }
}

async function settle(
  { kernel: { db, clock } }: CasesParts,
  given: { id: string; number: number; act: 'by-hand' | 'again'; comment: string; by: string },
  scope: Scope,
): Promise<contract.RobotRow> {
  await store.getBatch(db, given.id, scope)
  const to =
    given.act === 'again'
      ? { state: 'waiting' as const, reason: '' }
      : { state: 'by-hand' as const, reason: `${given.by}：${given.comment}` }
  const settled = await db
    .transaction((tx) => store.settleRow(tx, { batchId: given.id, number: given.number }, to, clock.now()))
    .catch((error: { code?: string }) => {
      if (error.code !== '23505') throw error
      throw new Problem('conflict', 'done-before', '相同的一行已经办理过。')
    })
  if (!settled) throw conflict('not-left', '此行不在等待人工。')
  const [row] = (await store.listRows(db, given.id, { number: given.number })).items
  return row as contract.RobotRow
}
