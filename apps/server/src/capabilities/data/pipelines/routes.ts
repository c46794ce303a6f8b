import * as contract from '@civitas/contract'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { ownsData } from '../catalogue/rules.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { organisationSeen } from '../spaces/routes.ts'
import { startDataWork } from '../work.ts'
import { assertionGate } from './assertions.ts'
import { changePipelineAs, createPipelineAs, getPipelineRow, trySteps } from './edit-pipeline.ts'
import { listModels, offerModels } from './models.ts'
import { doRun, enqueueRun } from './run-pipeline.ts'
import { isScheduleDue } from './schedule.ts'
import * as store from './store.ts'

/** Binds pipelines, and runs what is due. */
export function bindPipelines(parts: DataParts): { stop(): Promise<void> } {
  const { http, db, jobs, messages } = parts.kernel
  parts.gates.push(assertionGate(parts))
  offerModels(parts)
  http.bind(contract.listPipelines, async ({ query }, { principal }) => {
    const { items, total } = await store.listPipelines(db, {
      ...query,
      organisation: organisationSeen(principal),
    })
    return { items: items.map((row) => store.toPipeline(parts, row)), total }
  })
  http.bind(contract.getPipeline, async ({ params }, { principal }) =>
    store.toPipeline(parts, await getPipelineRow(parts, principal, params.id)),
  )
  http.bind(contract.createPipeline, ({ body }, { principal }) => createPipelineAs(parts, principal, body))
  http.bind(contract.changePipeline, ({ params, body }, { principal }) =>
    changePipelineAs(parts, principal, params.id, body),
  )
  http.bind(contract.tryPipeline, ({ body }, { principal }) => trySteps(parts, principal, body))
  http.bind(contract.listPipelineModels, async () => listModels(parts))
  http.bind(contract.runPipeline, async ({ params, body }, { principal }) => {
    const pipeline = await getPipelineRow(parts, principal, params.id)
    if ((body.from || body.to) && !pipeline.partition)
      throw invalid('/body/from', '该流水线没有分区信息项，不能按日期回补')
    if (!body.from && !body.to && (await store.isWaiting(db, pipeline.id)))
      throw conflict('already-waiting', '已有一次运行在排队。')
    const settings = { ...(body.from ? { from: body.from } : {}), ...(body.to ? { to: body.to } : {}) }
    return enqueueRun(parts, pipeline, { cause: body.from || body.to ? '回补' : '手动', settings })
  })
  http.bind(contract.listRuns, async ({ query }, { principal }) => {
    const { items, total } = await store.listRuns(db, { ...query, organisation: organisationSeen(principal) })
    return { items: items.map(store.toRun), total }
  })
  http.bind(contract.getRun, async ({ params }, { principal }) => {
    const run = await store.findRun(db, params.id)
    const dataset = run && (await findDataset(db, run.dataset_id))
    if (!run || !dataset || !ownsData(principal, dataset.organisation_id)) throw notFound('运行', params.id)
    return store.toRun(run)
  })
  messages.subscribe('data.run-after-input', contract.versionPublished, async (tx, { body }) => {
    for (const pipeline of await store.pipelinesAfter(tx, body.datasetId))
      if (!(await store.isWaiting(tx, pipeline.id)))
        await enqueueRun(parts, pipeline, { cause: '上游更新', db: tx })
  })
  jobs.every('data-pipelines', '* * * * *', () => runScheduled(parts))
  return startDataWork(parts.kernel, { name: 'data-run', next: store.dueRuns, run: (id) => doRun(parts, id) })
}

/** Puts the pipelines whose minute has come into the queue. */
export async function runScheduled(parts: DataParts): Promise<void> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  for (const pipeline of await store.scheduledPipelines(db)) {
    if (!isScheduleDue(pipeline.schedule, now, parts.territory.calendars)) continue
    if (await store.isWaiting(db, pipeline.id)) continue
    await enqueueRun(parts, pipeline, { cause: '定时' })
  }
}
