import { expect, it } from 'vitest'
import { type Found, verdictOf } from './rules.ts'

const time = new Date(0)
const value = (text: string): Found => ({
  is: 'value',
  value: text,
  source: '民政',
  time,
  isStale: false,
  isDisputed: false,
})
const nothing: Found = { is: 'nothing', source: '民政', time }
const away: Found = { is: 'unreachable', why: '数据源超时', source: '民政' }

it.each([
  [[{ claimed: '张三', found: value('张三 ') }], '一致'],
  [[{ claimed: '张叁', found: value('张三') }], '不一致'],
  [[{ claimed: '张三', found: nothing }], '无记录'],
  [[{ claimed: '未婚', found: away }], '无法核验(数据源超时)'],
  [
    [
      { claimed: '张叁', found: value('张三') },
      { claimed: '未婚', found: away },
    ],
    '无法核验(数据源超时)',
  ],
])('%j is %s', (claims, text) => {
  expect(verdictOf(claims).text).toBe(text)
})
