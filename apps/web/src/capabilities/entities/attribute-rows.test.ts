import { describe, expect, it } from 'vitest'
import { toAttributeRows } from './attribute-rows.ts'

const schema = {
  properties: {
    kind: {
      label: { zh: '类别', en: 'Kind' },
      choices: [{ value: 'low', title: { zh: '低洼路段', en: 'Low road' } }],
    },
    area: { title: '面积', unit: 'm2' },
    built: { title: '建成年份' },
    closed: { title: '封闭' },
    empty: { title: '空' },
  },
}

describe('attributes in words', () => {
  it('follow the schema, say choices and units, and leave out what is empty', () => {
    const attributes = { extra: 'x', area: 1200, kind: 'low', built: 2019, closed: false, empty: '' }
    const words = { yes: '是', no: '否' }
    expect(toAttributeRows(attributes, schema, 'zh-CN', words)).toEqual([
      { key: 'kind', label: '类别', text: '低洼路段', isNamed: true },
      { key: 'area', label: '面积', text: '1200\u202fm²', isNamed: true },
      { key: 'built', label: '建成年份', text: '2019', isNamed: true },
      { key: 'closed', label: '封闭', text: '否', isNamed: true },
      { key: 'extra', label: 'extra', text: 'x', isNamed: false },
    ])
    expect(toAttributeRows({ kind: 'low' }, schema, 'en', words)[0]).toMatchObject({
      label: 'Kind',
      text: 'Low road',
    })
  })
})
