import type { OperationInput, getSocialRisk as operation, SocialRisk } from '@civitas/contract'
import { divisionPrefix, isInScope, type Principal } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { forbidden, invalid } from '../../../kernel/problem.ts'
import type { EventsParts } from '../publish-event.ts'
import { type ByPart, rateAreas, riskLimits, riskMethod, riskParts, toShares, usualWeights } from './rules.ts'

const dayMs = 86_400_000
/** Ways on which residents complain. */
const complaining = ['citizen', 'hotline']

/** The index for the divisions right below one, of a span and of the span before. */
export async function getSocialRisk(
  parts: EventsParts,
  query: OperationInput<typeof operation>['query'],
  { scope }: Principal,
): Promise<SocialRisk> {
  const { territory, kernel } = parts
  const division = query.division ?? scope.divisions[0] ?? territory.cityCode() ?? ''
  const row = territory.findDivision(division)
  if (!row) throw invalid('/query/division', `没有区划 ${division}`)
  if (!isInScope(division, scope)) throw forbidden('该区划不在您的管辖范围内。', 'outside-scope')
  const days = query.days ?? 30
  const to = kernel.clock.now()
  const from = new Date(to.getTime() - days * dayMs)
  const before = new Date(from.getTime() - days * dayMs)
  const children = territory.listChildren(division).filter((one) => isInScope(one.code, scope))
  const counts = await countBoth(parts, { division, length: children[0]?.code.length ?? 6, before, from, to })
  const shares = toShares({
    complaints: query.complaints ?? usualWeights.complaints,
    disputes: query.disputes ?? usualWeights.disputes,
    order: query.order ?? usualWeights.order,
  })
  const codes = new Set(children.map((one) => one.code))
  const rated = rateAreas(
    children.map(({ code }) => ({
      population: territory.findDivision(code)?.population ?? null,
      ...(counts.get(code) ?? { now: none(), before: none() }),
    })),
    shares,
  )
  return {
    ...{ division, name: row.name, from: from.toISOString(), to: to.toISOString(), weights: shares },
    areas: children.map(({ code, name }, i) => {
      const { parts: components, ...rest } = rated[i] as (typeof rated)[number]
      const population = territory.findDivision(code)?.population ?? null
      return { division: code, name, population, ...components, ...rest }
    }),
    unassigned: [...counts]
      .filter(([code]) => !codes.has(code))
      .reduce((sum, [, { now }]) => sum + riskParts.reduce((part, name) => part + now[name], 0), 0),
    ...{ method: riskMethod, limits: riskLimits },
  }
}

const none = (): ByPart => ({ complaints: 0, disputes: 0, order: 0 })

interface Spans {
  division: string
  length: number
  before: Date
  from: Date
  to: Date
}

async function countBoth({ kernel, domains }: EventsParts, spans: Spans) {
  const typesOf = (kind: string) =>
    domains
      .list('eventTypes')
      .filter((one) => one.socialRisk === kind)
      .map((one) => one.id)
  const rows = await countRows(kernel.db, spans, { disputes: typesOf('dispute'), order: typesOf('order') })
  const counts = new Map<string, { now: ByPart; before: ByPart }>()
  for (const { area, part, isNow, n } of rows) {
    const one = counts.get(area) ?? { now: none(), before: none() }
    one[isNow ? 'now' : 'before'][part] += n
    counts.set(area, one)
  }
  return counts
}

/** Complaints are counted by report, disputes and matters of order by event that was not dismissed. */
function countRows(
  db: Queryable,
  { division, length, before, from, to }: Spans,
  types: { disputes: string[]; order: string[] },
): Promise<Array<{ area: string; part: keyof ByPart; isNow: boolean; n: number }>> {
  const prefix = divisionPrefix(division)
  return db.query(sql`SELECT coalesce(left(e.division_code, ${length}), '') AS area, x.part,
      x.time >= ${from} AS "isNow", count(*)::int AS n
    FROM (SELECT event_id, 'complaints' AS part, taken_time AS time FROM events.report
        WHERE channel = ANY(${complaining}) AND taken_time >= ${before} AND taken_time < ${to}
      UNION ALL SELECT id, CASE WHEN type = ANY(${types.order}) THEN 'order' ELSE 'disputes' END, raised_time
        FROM events.event WHERE type = ANY(${[...types.disputes, ...types.order]}) AND state <> 'merged'
          AND raised_time >= ${before} AND raised_time < ${to}) x
    JOIN events.event e ON e.id = x.event_id
    WHERE e.state <> 'dismissed' AND starts_with(e.division_code, ${prefix})
    GROUP BY 1, 2, 3`)
}
