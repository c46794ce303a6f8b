import type { ArticleContent } from '@civitas/contract'
import { describe, expect, it } from 'vitest'
import { checkContent, isLate, linksOf } from './rules.ts'

const content = (body: string): ArticleContent => ({ title: '公示', summary: '', body, keywords: [] })
const none = () => false

describe('checkContent', () => {
  it('stops a citizen id whose check digit is right, with its middle hidden', () => {
    const [found, ...more] = checkContent(content('王某，身份证号 11010519491231002X。'), [], none)
    expect(more).toEqual([])
    expect(found).toMatchObject({ kind: 'personal', weight: 'refuse', excerpt: '110105********002X' })
  })

  it('lets eighteen digits pass that are no citizen id', () => {
    expect(checkContent(content('合同编号 110105194912310021。'), [], none)).toEqual([])
  })

  it('doubts a mobile number and stops a bank card', () => {
    const found = checkContent(content('电话 13812345678，账号 6222021234567890128。'), [], none)
    expect(found.map((one) => [one.kind, one.weight])).toContainEqual(['personal', 'warn'])
  })

  it('names the right name for a wrong one, also where the right one contains it', () => {
    const words = [{ word: '市场监管局', kind: 'wrong-name' as const, instead: '云川市市场监管局' }]
    expect(checkContent(content('云川市市场监管局通知'), words, none)).toEqual([])
    expect(checkContent(content('市场监管局通知'), words, none)[0]?.text).toContain('应为“云川市市场监管局”')
  })

  it('finds links that lead nowhere', () => {
    const body = '见[指南](/portal/services/x)与[旧文](/portal/news/gone)'
    expect(linksOf(body)).toEqual(['/portal/services/x', '/portal/news/gone'])
    expect(checkContent(content(body), [], (link) => link.endsWith('gone'))).toHaveLength(1)
  })
})

it('a request that waits for its applicant is not late', () => {
  const row = { received_time: new Date(0), due_time: new Date(1000), answered_time: null }
  expect(isLate({ ...row, state: 'correcting' }, new Date(2000))).toBe(false)
  expect(isLate({ ...row, state: 'received' }, new Date(2000))).toBe(true)
})
