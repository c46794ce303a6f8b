import * as contract from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { makeSample } from './prepare-rows.ts'
import { bindResults } from './results.ts'
import { preparedMask } from './rules.ts'
import { runCode } from './run-code.ts'
import { tryProgram } from './run-program.ts'
import * as store from './store.ts'
import { decides } from './who-decides.ts'

const smallestCell = 10
const queries = 20

/** Binds controlled computing. */
export function bindSealed(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.applySealed, ({ body }, { principal }) => apply(parts, principal, body))
  http.bind(contract.listSealed, async ({ query }, { principal }) => {
    const of = decides(principal) ? ('everybody' as const) : { userId: principal.userId }
    const { items, total } = await store.listProjects(db, of, query)
    return { items: items.map(store.toProject), total }
  })
  http.bind(contract.decideSealed, ({ params, body }) =>
    db.transaction(async (tx) => {
      const row = await store.findProject(tx, params.id, { lock: true })
      if (!row) throw notFound('受控计算项目', params.id)
      const isAgain = row.state === 'suspended'
      if (row.state !== 'asked' && !isAgain) throw conflict('decided', '该项目已经审批。')
      if (!body.approve && !body.reason) throw invalid('/body/reason', '请写明理由')
      const next = {
        ...row,
        state: body.approve ? ('approved' as const) : ('refused' as const),
        reason: body.reason ?? null,
        ...{ min_cell: body.minCell ?? row.min_cell, budget: body.budget ?? row.budget },
        violations: body.approve ? 0 : row.violations,
      }
      return store.toProject(await store.updateProject(tx, row.id, next))
    }),
  )
  http.bind(contract.getSealedSample, async ({ params }, { principal }) => {
    const row = await mine(parts, principal, params.id)
    if (row.state !== 'approved') throw conflict('not-approved', '项目获批后提供合成样例。')
    return { items: await makeSample(parts, row) }
  })
  http.bind(contract.runSealed, ({ params, body }, { principal }) =>
    runCode(parts, principal, params.id, body),
  )
  http.bind(contract.trySealed, async ({ params, body }, { principal }) => {
    const row = await mine(parts, principal, params.id)
    if (row.state !== 'approved') throw conflict('not-approved', '项目获批后可以试运行。')
    return tryProgram(parts, row, body.code)
  })
  bindResults(parts)
  http.bind(contract.listSealedRuns, async ({ params, query }, { principal }) => {
    await mine(parts, principal, params.id)
    const { items, total } = await store.listRuns(db, params.id, query)
    return { items: items.map((row) => store.toRun(row, hasPermission(principal, 'data.secure'))), total }
  })
  http.bind(contract.inspectSealedRun, ({ params, body }, { principal }) =>
    inspectRun(parts, principal, params.id, body),
  )
}

async function mine(parts: DataParts, principal: Principal, id: string): Promise<store.ProjectRow> {
  const row = await store.findProject(parts.kernel.db, id)
  if (!row || !(row.user_id === principal.userId || decides(principal))) throw notFound('受控计算项目', id)
  return row
}

type Application = contract.OperationInput<typeof contract.applySealed>['body']

/** Only what the catalogue shares can be computed with; what names a person goes in as tokens. */
async function apply(
  parts: DataParts,
  principal: Principal,
  body: Application,
): Promise<contract.SealedProject> {
  const dataset = await findDataset(parts.kernel.db, body.datasetId)
  if (await store.isSuspended(parts.kernel.db, principal.userId))
    throw forbidden('您的受控计算项目因违规已暂停，恢复前不能再申请。', 'partner-suspended')
  if (dataset?.state !== 'published') throw notFound('数据资源', body.datasetId)
  if (dataset.sharing === 'none') throw forbidden('该资源不予共享，不能用于受控计算。', 'not-shared')
  const columns = body.columns.map((name, i) => {
    const field = dataset.fields.find((one) => one.name === name && one.isShared !== false)
    const isSecret = field?.grade === 'important' || field?.grade === 'core'
    if (!field || isSecret) throw invalid(`/body/columns/${i}`, `信息项“${name}”不能用于受控计算`)
    return { ...field, shown: preparedMask(field) }
  })
  const row = await store.insertProject(parts.kernel.db, {
    ...{ id: newId(), user_id: principal.userId, user_name: principal.name, title: body.title },
    ...{ purpose: body.purpose, team: body.team, plan: body.plan, dataset_id: dataset.id, columns },
    ...{ min_cell: smallestCell, budget: queries, created_time: parts.kernel.clock.now() },
  })
  return store.toProject(row)
}

function inspectRun(
  parts: DataParts,
  principal: Principal,
  id: string,
  { release, reason }: { release: boolean; reason?: string },
): Promise<contract.SealedRun> {
  return parts.kernel.db.transaction(async (tx) => {
    const run = await store.findRun(tx, id)
    if (!run) throw notFound('运行记录', id)
    if (run.state !== 'held') throw conflict('not-held', '该结果不在待检查状态。')
    const project = await store.findProject(tx, run.project_id)
    if (project?.user_id === principal.userId) throw forbidden('不能检查自己项目的结果。', 'own-project')
    if (!release && !reason) throw invalid('/body/reason', '请写明不放行的理由')
    await parts.ledger.append(tx, {
      ...{ kind: 'data.sealed-release', subjectId: id },
      payload: { release, reason: reason ?? null, outputHash: run.output_hash, inspector: principal.userId },
    })
    return store.toRun(
      await store.setRunState(tx, id, release ? 'released' : 'withheld', reason ?? null),
      true,
    )
  })
}
