import * as contract from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { dayOf } from '../grants/rules.ts'
import * as store from './results-store.ts'
import { findProject, findRun } from './store.ts'
import { decides } from './who-decides.ts'

function toResult(row: store.ResultRow, today: string): contract.SealedResult {
  return {
    ...{ id: row.id, projectId: row.project_id, projectTitle: row.project_title, runId: row.run_id },
    ...{ title: row.title, kind: row.kind, summary: row.summary, landingPlan: row.landing_plan },
    ...{ dueDay: row.due_day, landedDay: row.landed_day, benefit: row.benefit },
    ...{ benefitAmount: row.benefit_amount, isLate: (row.landed_day ?? today) > row.due_day },
    ...{ userId: row.user_id, userName: row.user_name, createdTime: row.created_time.toISOString() },
  }
}

/** Binds the register of what was made of released results, and what it brought. */
export function bindResults(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  const today = () => dayOf(clock.now())
  http.bind(contract.registerSealedResult, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const run = await findRun(tx, params.id)
      const project = run && (await findProject(tx, run.project_id))
      if (!run || project?.user_id !== principal.userId) throw notFound('运行记录', params.id)
      if (run.state !== 'released') throw conflict('not-released', '结果放行后才能登记成果。')
      if (body.dueDay < today()) throw invalid('/body/dueDay', '计划落地日期不能早于今天')
      const row = await store.insertResult(tx, {
        ...{ id: newId(), project_id: run.project_id, run_id: run.id, title: body.title, kind: body.kind },
        ...{ summary: body.summary, landing_plan: body.landingPlan, due_day: body.dueDay },
        ...{ user_name: principal.name, created_time: clock.now() },
      })
      return toResult(row, today())
    }),
  )
  http.bind(contract.landSealedResult, async ({ params, body }, { principal }) => {
    const row = await store.findResult(db, params.id)
    if (row?.user_id !== principal.userId) throw notFound('受控计算成果', params.id)
    if (body.landedDay > today()) throw invalid('/body/landedDay', '落地日期不能晚于今天')
    return toResult(await store.landResult(db, params.id, body), today())
  })
  http.bind(contract.listSealedResults, async ({ query }, { principal }) => {
    const of = decides(principal) ? ('everybody' as const) : { userId: principal.userId }
    const { items, ...sums } = await store.listResults(db, of, query)
    return { items: items.map((row) => toResult(row, today())), ...sums }
  })
}
