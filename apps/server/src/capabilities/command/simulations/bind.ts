import * as contract from '@civitas/contract'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { actorOf, type CommandParts } from '../parts.ts'
import type { Travel } from '../resources/travel.ts'
import { lookAround } from './around.ts'
import * as assess from './assess.ts'
import { simulationModels } from './models.ts'
import * as queue from './queue.ts'
import { checkParameters } from './run-models.ts'

/** How often runs that wait are looked for, ms. */
const everyMs = 500

/** Binds the simulation desk and answers how to stop it: the run in hand is finished first. */
export function bindSimulations(parts: CommandParts, travel: Travel): { stop(): Promise<void> } {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listSimulationModels, () => [...simulationModels])
  http.bind(contract.runSimulation, ({ body }, { principal }) => {
    if (!simulationModels.some((one) => one.id === body.model)) throw invalid('/body/model', '没有这个模型')
    checkParameters(body.model, body.parameters)
    const run = { ...body, seed: body.seed ?? 42, by: actorOf(principal) }
    return db.transaction(async (tx) => queue.toRun(await queue.insertRun(tx, run, clock.now())))
  })
  http.bind(contract.listSimulations, async ({ query }) =>
    (await queue.listRuns(db, query.model)).map(queue.toRun),
  )
  http.bind(contract.getSimulation, async ({ params }) => {
    const row = await queue.findRun(db, params.id)
    if (!row) throw notFound('推演', params.id)
    return queue.toRun(row)
  })
  http.bind(contract.cancelSimulation, async ({ params }) => {
    if (!(await queue.findRun(db, params.id))) throw notFound('推演', params.id)
    const row = await queue.cancelRun(db, params.id, clock.now())
    if (!row) throw conflict('run-over', '推演已经结束，不能取消。')
    return queue.toRun(row)
  })
  http.bind(contract.lookAround, ({ body }, { principal }) => lookAround(parts, body, principal.scope))
  bindAssessments(parts)
  return workThrough(parts, travel)
}

function bindAssessments(parts: CommandParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.assessIncident, ({ params, body }, { principal }) =>
    assess.assessIncident(parts, params.id, body.radiusM, principal),
  )
  http.bind(contract.listAssessments, ({ params }, { principal }) =>
    assess.listAssessments(parts, params.id, principal),
  )
  http.bind(contract.overrideAssessment, ({ params, body }, { principal }) =>
    db.transaction((tx) => assess.overrideValue(parts, tx, params, body.value, principal)),
  )
  http.bind(contract.approveAssessment, ({ params, body }, { principal }) =>
    db.transaction((tx) => assess.approve(parts, tx, params.id, body, principal)),
  )
}

function workThrough(parts: CommandParts, travel: Travel): { stop(): Promise<void> } {
  const { kernel } = parts
  let running: Promise<void> | null = null
  let stopped = false
  const work = async () => {
    while (!stopped && (await queue.runNext(parts, travel)));
  }
  const timer = setInterval(() => {
    if (running || !kernel.config.roles.includes('worker')) return
    running = work()
      .catch((error: Error) => kernel.log.warn({ error: error.message }, 'simulations could not be run'))
      .finally(() => {
        running = null
      })
  }, everyMs)
  return {
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}
