import { loadDomains } from '@civitas/domain-kit'
import { domains } from '@civitas/domains'
import { describe, expect, it } from 'vitest'
import { formatExpression } from './format.ts'
import { parseExpression, type Vocabulary } from './parse.ts'
import type { ExpressionError } from './tokens.ts'

const registry = loadDomains(domains)
const vocabulary: Vocabulary = {
  domains: registry,
  hasIndicator: (id) => Boolean(registry.findIndicator(id)),
  self: 'city.mine',
}
const parse = (text: string) => parseExpression(text, vocabulary)

function faultOf(text: string): ExpressionError {
  try {
    parse(text)
  } catch (error) {
    return error as ExpressionError
  }
  throw new Error('no fault')
}

describe('expressions', () => {
  it('give the same formula again, whatever a person wrote', () => {
    const texts = [
      'ratio(count(cases, type=city-base.parts-repair, status=closed, inTime=true, window=30d, by=closedTime), count(cases, status=closed, window=30d, by=closedTime))',
      'avg(readings.depth, type=waterlogging.gauge, window=15m, each=latest, keep>15)',
      'p90(cases.handleMinutes, status=closed, window=30d, by=closedTime) / 60',
      '([city-base.events-today] + 2) * 3 - min([city-base.cases-open], 7)',
      'past([city-base.cases-open], 1M)',
      'online(air.station) / devices(air.station) * 100',
      'count(entities, type=city-base.manhole, state="需维修")',
      'manual()',
    ]
    for (const text of texts) {
      const formula = parse(text)
      expect(parse(formatExpression(formula)), text).toEqual(formula)
    }
  })

  it('read signs of a Chinese keyboard and precedence', () => {
    const named = parse('count（data，dataset=“户籍（清洗）”）')
    expect(named).toEqual({ kind: 'dataset', aggregate: 'count', dataset: '户籍（清洗）' })
    expect(parse('1＋2×3')).toEqual({
      kind: 'arithmetic',
      op: 'add',
      of: [
        { kind: 'number', value: 1 },
        {
          kind: 'arithmetic',
          op: 'multiply',
          of: [
            { kind: 'number', value: 2 },
            { kind: 'number', value: 3 },
          ],
        },
      ],
    })
  })

  it('spell growth out as (now − then) ÷ then × 100', () => {
    expect(formatExpression(parse('growth([city-base.cases-open], 1d)'))).toBe(
      '([city-base.cases-open] - past([city-base.cases-open], 1d)) / past([city-base.cases-open], 1d) * 100',
    )
  })

  it('name the place of a fault', () => {
    expect(faultOf('count(cases) + [city.unknown]')).toMatchObject({
      position: 15,
      message: '没有指标“city.unknown”',
    })
    expect(faultOf('count(cases, window=3w)').position).toBe(20)
    expect(faultOf('count(cases').message).toContain('“)”')
    expect(faultOf('avg(readings.width, type=waterlogging.gauge)').message).toContain('depth')
    expect(faultOf('total(cases)')).toMatchObject({ position: 0, length: 5 })
    expect(faultOf('')).toMatchObject({ message: '公式为空' })
    expect(faultOf('1 + 2 3').position).toBe(6)
    expect(faultOf('1 # 2')).toMatchObject({ position: 2, message: '不认识的字符“#”' })
    expect(faultOf('avg(cases, window=1d)').message).toContain('handleMinutes')
  })
})
