import { describe, expect, it } from 'vitest'
import {
  aggregate,
  columnsOfProgram,
  drawHalves,
  isOfRowsAlone,
  type Pair,
  scanProgram,
} from './program-rules.ts'

const code =
  'function cell(row) { return { street: row.street, band: 1 } } function values(row) { return { age: 1 } }'
const rows = Array.from({ length: 30 }, (_, i) => ({
  street: i < 20 ? '甲' : '乙',
  age: 20 + i,
  name: `人${i}`,
}))
const pairsOf = (cell: (row: (typeof rows)[0]) => object | null, values = (_: (typeof rows)[0]) => ({})) =>
  rows.map((row) => [cell(row), values(row)] as unknown as Pair)

describe('a program', () => {
  it.each([
    [code, undefined, undefined],
    ['fetch("http://x"); function cell() {}', '不能读取文件、网络', true],
    ['import("fs"); function cell() {}', '不能读取文件、网络', true],
    ['function cell() { return eval("1") }', '不能使用 eval', undefined],
    ['cell.constructor("x")', '不能使用 constructor', undefined],
    ['// cell\nprint(1)', '程序须有函数 cell', undefined],
  ])('is read before it runs: %s', (text, why, isViolation) => {
    const scan = scanProgram(text)
    if (why) expect(scan.refused).toContain(why)
    else expect(scan.refused).toBeUndefined()
    expect(scan.isViolation).toBe(isViolation)
  })

  it('gets the columns it names', () => {
    expect(columnsOfProgram(code, ['street', 'age', 'name'])).toEqual(['street', 'age'])
  })
})

describe('what it says of a row', () => {
  const halves = drawHalves(30)
  it('is asked again in two halves, drawn anew', () => {
    expect([...halves[0], ...halves[1]].sort((a, b) => a - b)).toEqual(rows.map((_, at) => at))
    expect(halves.map((half) => half.length)).toEqual([15, 15])
  })

  it('stands when it is the same without the other half, and does not when another row is in it', () => {
    const pairs = pairsOf((row) => ({ street: row.street }))
    const again = halves.map((half) => half.map((at) => pairs[at] as Pair))
    expect(isOfRowsAlone(pairs, halves, again)).toBe(true)
    const carried = again.map((half, part) =>
      part === 0 ? half : half.map(() => [{ street: 40 }, {}] as Pair),
    )
    expect(isOfRowsAlone(pairs, halves, carried)).toBe(false)
    expect(isOfRowsAlone(pairs, halves, [again[0] ?? []])).toBe(false)
  })
})

describe('its table', () => {
  it('is counted here: rows of each cell, mean and deviation', () => {
    const made = aggregate(
      code,
      rows,
      pairsOf(
        (row) => ({ street: row.street, band: 1 }),
        (row) => ({ age: row.age }),
      ),
      10,
    )
    expect(made.fault).toBeUndefined()
    expect(made).toMatchObject({
      dimensions: ['street', 'band'],
      table: {
        columns: ['street', 'band', 'n', 'age_mean', 'age_sd'],
        rows: [
          ['乙', 1, 10, 44.5, 2.872],
          ['甲', 1, 20, 29.5, 5.766],
        ],
      },
    })
  })

  it('has no label with what another row holds, nor a name made of data, nor a cell of many things', () => {
    const fault = (cell: (row: (typeof rows)[0]) => object | null) =>
      aggregate(code, rows, pairsOf(cell), 10).fault
    expect(fault(() => ({ street: '人3' }))).toContain('含明细数据')
    expect(fault((row) => ({ street: row.street, band: row.age * 1_000_000 }))).toContain('含明细数据')
    expect(fault(() => ({ 人3: 1 }))).toContain('名称须直接写在程序里')
    expect(fault((row) => ({ [row.street]: 1 }))).toContain('相同的维度')
    expect(aggregate(code, rows, [], 10).fault).toContain('每行')
  })

  it('has no mean of few, or of one who makes most of it', () => {
    const only = (which: (row: (typeof rows)[0]) => number) =>
      aggregate(
        code,
        rows,
        pairsOf(
          () => ({ band: 1 }),
          (row) => ({ age: which(row) }),
        ),
        10,
      ).table?.rows[0]
    expect(only((row) => (row.name === '人3' ? row.age : 0))).toEqual([1, 30, null, null])
    expect(only((row) => (row.name === '人3' ? 1_000_000 : 1))).toEqual([1, 30, null, null])
    expect(only((row) => 1 + row.age / 1_000_000)?.[2]).toBe(1)
    expect(only(() => 0)).toEqual([1, 30, 0, 0])
  })
})
