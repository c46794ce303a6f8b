import { describe, expect, it } from 'vitest'
import { changedRows } from './changed-rows.ts'

const schema = { properties: { range_m: { title: '量程', unit: 'm' }, live: { title: '启用' } } }
const words = { yes: '是', no: '否', own: { name: '名称' } }

describe('what a version changed', () => {
  it('names each changed attribute with its former and new value in words', () => {
    const version = {
      before: { name: '一号', attributes: { range_m: 3, live: false } },
      after: { name: '二号', attributes: { range_m: 5, live: false } },
    }
    expect(changedRows(version, schema, 'zh-CN', words)).toEqual([
      { key: 'name', label: '名称', before: '一号', after: '二号' },
      { key: 'range_m', label: '量程', before: '3\u202fm', after: '5\u202fm' },
    ])
  })
  it('shows what was added and what was taken away', () => {
    const rows = changedRows({ before: { live: true }, after: { range_m: 1 } }, schema, 'zh-CN', words)
    expect(rows.map((row) => [row.label, row.before, row.after])).toEqual([
      ['启用', '是', ''],
      ['量程', '', '1\u202fm'],
    ])
  })
})
