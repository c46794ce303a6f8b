import { getItemEffect, getServiceStatistics, mineProcess } from '@civitas/contract'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { findInForce } from '../items/store.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { bindImprovements } from './improvements.ts'
import { mine } from './mine.ts'
import { effectOf, lastDayOf, type Side } from './rules.ts'
import * as store from './store.ts'

/** 流程挖掘与运行分析 from node logs (SOC-013). */
export function bindMining(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  bindImprovements(parts)
  const span = (query: { from?: string; to?: string }) => ({
    from: query.from ?? '1970-01-01',
    to: query.to ?? dayOf(clock.now()),
  })
  http.bind(mineProcess, async ({ params, query }) => {
    const item = await findInForce(db, params.id, dayOf(clock.now()))
    if (!item) throw notFound('服务事项', params.id)
    return mine(db, item, span(query))
  })
  http.bind(getItemEffect, async ({ params, query }) => {
    const [before, after] = await Promise.all(
      [query.before, query.after].map(async (month) => {
        const to = lastDayOf(month)
        const found = await store.readMonth(db, params.id, { from: `${month}-01`, to })
        if (!found) throw invalid('/query', `${month} 没有生效的事项版本`)
        return { month, ...found }
      }),
    )
    return effectOf(before as Side, after as Side)
  })
  http.bind(getServiceStatistics, ({ query }) => store.readFigures(db, span(query), dayOf(clock.now())))
}
