import type { MatchedArea, matchNeeds, OperationInput } from '@civitas/contract'
import { findUnit } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import { conflict } from '../../../kernel/problem.ts'
import { chooseDivision, type ReadParts, readValues } from '../read-indicators.ts'
import { requireIndicator } from '../registry/manage-definitions.ts'
import { spread, weigh } from './rules.ts'

const method =
  '各指标在所比区划间按（值−最小）÷（最大−最小）×100 归一，按权重平均得需求分与覆盖分；差距=需求分−覆盖分，差距大的在前。缺任一指标的区划不排名。'

/** Ranks the areas below a division by what they need against what they have. */
export async function matchAreas(
  parts: ReadParts,
  body: OperationInput<typeof matchNeeds>['body'],
  principal: Principal,
) {
  const division = chooseDivision(parts, body.division, principal.scope)
  const children = parts.territory.listChildren(division)
  if (children.length < 2) throw conflict('no-areas', '该区划之下没有可比较的区划。')
  const sides = (['needs', 'coverage'] as const).flatMap((side) =>
    body[side].map(({ indicator, weight }, i) => ({
      side: side === 'needs' ? ('need' as const) : ('coverage' as const),
      weight,
      one: requireIndicator(parts, indicator, `/body/${side}/${i}/indicator`),
    })),
  )
  const values = await readValues(
    parts,
    sides.map(({ one }) => one),
    children.map(({ code }) => code),
  )
  const scores = sides.map(({ one }) =>
    spread(children.map(({ code }) => values.get(`${one.id}/${code}`)?.value ?? null)),
  )
  const areas = children.map(({ code, name }, at): MatchedArea => {
    const part = (side: 'need' | 'coverage') =>
      weigh(
        sides.flatMap((each, i) =>
          each.side === side ? [{ score: scores[i]?.[at] ?? null, weight: each.weight }] : [],
        ),
      )
    const [need, coverage] = [part('need'), part('coverage')]
    return {
      ...{ code, name, place: null, need, coverage },
      gap: need === null || coverage === null ? null : Math.round((need - coverage) * 100) / 100,
      figures: sides.map(({ one }, i) => ({
        indicator: one.id,
        value: values.get(`${one.id}/${code}`)?.value ?? null,
        score: scores[i]?.[at] ?? null,
        time: values.get(`${one.id}/${code}`)?.time ?? null,
      })),
    }
  })
  return {
    method,
    divisionName: parts.territory.findDivisionName(division) ?? division,
    time: parts.kernel.clock.now().toISOString(),
    indicators: sides.map(({ one, side, weight }) => ({
      ...{ id: one.id, title: one.title.zh, side, weight },
      unitLabel: findUnit(one.unit)?.symbol.zh ?? one.unit,
    })),
    areas: inOrder(areas),
  }
}

function inOrder(areas: readonly MatchedArea[]): MatchedArea[] {
  const sorted = [...areas].sort(
    (a, b) => (b.gap ?? Number.NEGATIVE_INFINITY) - (a.gap ?? Number.NEGATIVE_INFINITY),
  )
  return sorted.map((one, i) => ({ ...one, place: one.gap === null ? null : i + 1 }))
}
