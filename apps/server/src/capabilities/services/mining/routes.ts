import { getItemEffect, getServiceStatistics, mineProcess } from '@civitas/contract'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { findInForce, readMaterials } from '../items/store.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { effectOf, findingsOf, lastDayOf, medianOf, type Side } from './rules.ts'
import * as store from './store.ts'

/** 流程挖掘与运行分析 from node logs (SOC-013). */
export function bindMining({ kernel: { http, db, clock } }: ServicesParts): void {
  const span = (query: { from?: string; to?: string }) => ({
    from: query.from ?? '1970-01-01',
    to: query.to ?? dayOf(clock.now()),
  })
  http.bind(mineProcess, async ({ params, query }) => {
    const item = await findInForce(db, params.id, dayOf(clock.now()))
    if (!item) throw notFound('服务事项', params.id)
    const asked = item.content.materials
    const [runs, steps, variants, uploads, named] = await Promise.all([
      store.readRuns(db, params.id, span(query)),
      store.readSteps(db, params.id, span(query)),
      store.readVariants(db, params.id, span(query)),
      store.readUploads(db, params.id, span(query)),
      readMaterials(
        db,
        asked.map((one) => one.material),
      ),
    ])
    const materials = asked.map(({ material, when }) => ({
      title: named.find((one) => one.code === material)?.title ?? material,
      isConditional: when !== undefined,
      uploads: uploads.find((one) => one.material === material)?.uploads ?? 0,
    }))
    const onTime = runs.filter((run) => run.used <= run.limit_days).length
    return {
      cases: runs.length,
      medianDays: medianOf(runs.map((run) => run.used)),
      totalDays: medianOf(runs.flatMap((run) => run.days ?? [])),
      onTimeRate: runs.length ? onTime / runs.length : null,
      // The longest wait first: that is where time is lost.
      steps: steps.sort((a, b) => (b.waitDays ?? 0) - (a.waitDays ?? 0)),
      variants,
      findings: findingsOf(item.content, { runs, steps, materials }),
    }
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
