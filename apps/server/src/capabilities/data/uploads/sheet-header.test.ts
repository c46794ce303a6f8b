import { expect, it } from 'vitest'
import { findHeader, newHeader } from './sheet-header.ts'

it('finds the titles below a title over merged cells', () => {
  const rows = [
    ['2025年商铺台账', '2025年商铺台账', '2025年商铺台账'],
    ['填报单位：市场监管局', null, null],
    ['编号', '日期', '面积'],
    ['A01', '2025-06-01', '12.5'],
  ]
  expect(findHeader(rows)).toEqual({ titles: ['编号', '日期', '面积'], from: 3 })
})

it('reads a header of two lines, whichever way merged cells are read', () => {
  const expected = { titles: ['编号', '地址 街道', '地址 门牌'], from: 2 }
  const data = ['A01', '望云街道', '3号']
  expect(findHeader([['编号', '地址', null], [null, '街道', '门牌'], data])).toEqual(expected)
  expect(findHeader([['编号', '地址', '地址'], ['编号', '街道', '门牌'], data])).toEqual(expected)
})

it('takes a plain first row for what it is, gaps and all', () => {
  const rows = [
    ['姓名', null, '年龄'],
    ['张三', '男', '30'],
    [null, '女', '31'],
  ]
  expect(findHeader(rows)).toEqual({ titles: ['姓名', '列2', '年龄'], from: 1 })
  expect(findHeader([['编号'], ['A1'], ['A2']])).toEqual({ titles: ['编号'], from: 1 })
})

it('lets every row of data through once, in order', () => {
  const header = newHeader()
  const rows = Array.from({ length: 9 }, (_, i) => [`${i}`, 'x'])
  const out = [['号', '名'], ...rows].flatMap((row) => [...header.take(row)])
  expect([...out, ...header.end()]).toEqual(rows)
  expect(header.titles()).toEqual(['号', '名'])
})
