import { expect, it } from 'vitest'
import { asksForAll, wordsOf } from './words.ts'

it('finds names outside texts and comments, quoted or not', () => {
  const words = wordsOf(`SELECT "户 号", age /* 婚姻登记信息 */ FROM 户籍人口信息 h -- 企业登记信息
    WHERE name = '在校学生信息' AND x = 'it''s'`)
  expect([...words]).toEqual(expect.arrayContaining(['户 号', 'age', '户籍人口信息', 'h', 'name', 'x']))
  for (const absent of ['婚姻登记信息', '企业登记信息', '在校学生信息']) expect(words.has(absent)).toBe(false)
})

it.each([
  ['SELECT * FROM a', true],
  ['select distinct * from a', true],
  ['SELECT a.*, 1 FROM a', true],
  ["SELECT COLUMNS('x.*') FROM a", true],
  ['SELECT count(*), x * 2 FROM a', false],
])('knows whether %s asks for every column', (sql, all) => {
  expect(asksForAll(sql)).toBe(all)
})
