import { describe, expect, it } from 'vitest'
import { costOf, scanCode, suppress } from './rules.ts'

describe('scanning code', () => {
  it.each([
    ['SELECT street, count(*) AS n FROM 居民 GROUP BY street', undefined],
    ['SELECT * FROM 居民 LIMIT 100', undefined],
    [`SELECT * FROM read_text('/etc/passwd')`, '不能读取文件'],
    [`SELECT count(*) AS n, sum(age * (name = 'x')::int) FROM 居民`, '只能直接作用于信息项'],
    ['SELECT count(*) AS n, avg(age) FILTER (WHERE id = 1) FROM 居民', '不能使用 FILTER'],
    ['SELECT n FROM (SELECT count(*) AS n FROM 居民)', '不含子查询'],
    ['SELECT street, string_agg(name) FROM 居民 GROUP BY street', '不支持函数'],
    ['SELECT street, max(age), count(*) AS n FROM 居民 GROUP BY street', '不支持函数'],
  ])('%s', (code, why) => {
    const { refused } = scanCode(code)
    if (why) expect(refused).toContain(why)
    else expect(refused).toBeUndefined()
  })

  it('knows whether every cell is counted', () => {
    expect(scanCode('SELECT a, COUNT(*) n FROM t GROUP BY a').isCounted).toBe(true)
    expect(scanCode('SELECT a, avg(b) FROM t GROUP BY a').isCounted).toBe(false)
    expect(scanCode(`SELECT 'count(*) as n' FROM t`).isCounted).toBe(false)
  })
})

describe('suppression', () => {
  it('hides a cell of 2 and the next smallest, so that it cannot be had from the total', () => {
    const table = {
      columns: ['street', 'n', 'mean'],
      rows: [
        ['甲', 40, 1],
        ['乙', 2, 9],
        ['丙', 15, 3],
        ['丁', 30, 4],
      ],
    }
    const { table: out, hidden } = suppress(table, ['street'], 10)
    expect(hidden).toBe(2)
    expect(out.rows).toEqual([
      ['甲', 40, 1],
      ['乙', null, null],
      ['丙', null, null],
      ['丁', 30, 4],
    ])
  })

  it('leaves no line of a cross table with one hidden cell', () => {
    const rows = ['a', 'b', 'c'].flatMap((x, i) =>
      ['p', 'q', 'r'].map((y, j) => [x, y, i === 0 && j === 0 ? 2 : 20 + i * 3 + j] as (string | number)[]),
    )
    const { table } = suppress({ columns: ['x', 'y', 'n'], rows }, ['x', 'y'], 10)
    for (const at of [0, 1]) {
      for (const value of new Set(table.rows.map((row) => row[at])))
        expect(table.rows.filter((row) => row[at] === value && row[2] === null)).not.toHaveLength(1)
    }
  })

  it('hides nothing where every cell is large', () => {
    const table = { columns: ['n'], rows: [[500]] }
    expect(suppress(table, [], 10)).toEqual({ table, hidden: 0 })
  })
})

it('charges what overlaps earlier queries', () => {
  expect(costOf(['age', 'street'], [])).toBe(1)
  expect(costOf(['age', 'street'], [['street'], ['income'], ['age', 'street']])).toBe(3)
})
