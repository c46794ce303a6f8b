import * as contract from '@civitas/contract'
import { hasPermission } from '../../../kernel/access.ts'
import type { CallerContext } from '../../../kernel/http/request.ts'
import { forbidden, notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { listUsable, toAnalysisTable } from './access.ts'
import { followQuery, forgetQuery, readSqlLineage } from './follow-queries.ts'
import { offerToPages } from './for-pages.ts'
import { commonModels } from './models.ts'
import { runModel } from './run-model.ts'
import { runQuery } from './run-query.ts'
import * as store from './store.ts'

/** Binds queries, saved analyses and common models. */
export function bindAnalysis(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  offerToPages(parts)
  http.bind(contract.listAnalysisTables, async ({ query }, { principal }) => {
    const { items, total } = await listUsable(parts, principal, query)
    return { items: items.map((one) => toAnalysisTable(parts, one)), total }
  })
  http.bind(contract.runAnalysisQuery, ({ body }, context) =>
    runQuery(parts, context.principal, {
      sql: body.sql,
      limit: body.limit ?? 1000,
      signal: whenLeft(context),
    }),
  )
  http.bind(contract.listQueryLog, async ({ query }, { principal }) => {
    const of = hasPermission(principal, 'data.govern') ? 'everybody' : { userId: principal.userId }
    const { items, total } = await store.listQueryLog(db, of, query)
    return { items: items.map((row) => ({ ...row, time: row.time.toISOString() })), total }
  })
  http.bind(contract.listAnalyses, ({ query }, { principal }) => store.listAnalyses(db, principal, query))
  http.bind(contract.saveAnalysis, async ({ body }, { principal }) => {
    const lineage = await readSqlLineage(parts, principal, body.sql)
    return db.transaction(async (tx) => {
      const saved = await store.saveAnalysis(tx, principal, body, clock.now())
      if (!saved) throw forbidden('只能修改自己的分析。', 'not-mine')
      await followQuery(parts, tx, saved, lineage)
      return saved
    })
  })
  http.bind(contract.deleteAnalysis, async ({ params }, { principal }) => {
    return db.transaction(async (tx) => {
      if (!(await store.deleteAnalysis(tx, principal.userId, params.id))) throw notFound('分析', params.id)
      await forgetQuery(parts, tx, params.id)
      return { done: true as const }
    })
  })
  http.bind(contract.listDataModels, () => ({ items: commonModels.map(({ sql: _, ...model }) => model) }))
  http.bind(contract.runDataModel, ({ params, body }, context) =>
    runModel(parts, context.principal, params.id, body.inputs, whenLeft(context)),
  )
}

/** Fires when the caller has gone before the answer: what nobody waits for is stopped. */
function whenLeft({ raw, reply }: CallerContext): AbortSignal {
  const left = new AbortController()
  raw.raw.on('close', () => {
    if (!reply.raw.writableEnded) left.abort()
  })
  reply.raw.on('close', () => {
    if (!reply.raw.writableFinished) left.abort()
  })
  return left.signal
}
