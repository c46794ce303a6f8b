import { describe, expect, it } from 'vitest'
import { palettes } from '../tokens.ts'
import { drawnKinds, foldSmall, type KitItem } from './kit-data.ts'
import { kitOption } from './kit-option.ts'

const look = {
  palette: palettes.dark,
  scale: 1,
  texts: { other: '其他', open: '开', close: '收', low: '低', high: '高', weekdays: ['周一'] },
}
const of = (items: KitItem[]) => ({ items, unit: '元', precision: 2 })

describe('the chart kit', () => {
  it('draws every kind, of nothing too', () => {
    for (const kind of drawnKinds) expect(kitOption(kind, of([]), look), kind).toHaveProperty('series')
  })
  it('tells the four values of a candle (PLT-093)', () => {
    const option = kitOption(
      'k-line',
      of([{ name: '6月1日', open: 10, high: 12, low: 9.5, close: 11 }]),
      look,
    )
    const { formatter } = option.tooltip as { formatter: (points: { dataIndex: number }[]) => string }
    const text = formatter([{ dataIndex: 0 }])
    for (const part of ['开 10.00', '高 12.00', '低 9.50', '收 11.00']) expect(text).toContain(part)
    expect(option.series).toMatchObject([{ type: 'candlestick', data: [[10, 11, 9.5, 12]] }])
  })
  it('folds a long list into seven, and begins bars at zero', () => {
    const items = Array.from({ length: 10 }, (_, i) => ({ name: `n${i}`, value: i }))
    const folded = foldSmall(items, '其他')
    expect(folded).toHaveLength(7)
    expect(folded.at(-1)).toEqual({ name: '其他', value: 6 })
    const { min } = kitOption('bar', of(items), look).yAxis as { min: (extent: { min: number }) => number }
    expect(min({ min: 5 })).toBe(0)
  })
  it('shows at most seven series', () => {
    const items = Array.from({ length: 9 }, (_, i) => ({ name: 'a', group: `g${i}`, value: i }))
    expect(kitOption('stacked-bar', of(items), look).series).toHaveLength(7)
  })
})
