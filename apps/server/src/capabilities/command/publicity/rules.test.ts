import { expect, it } from 'vitest'
import { fillTemplate, unfilled, usualTemplate } from './rules.ts'

const known = {
  ...{ title: '老城内涝', kind: '暴雨内涝', place: '云城区枫屏街道', level: 'Ⅲ级（黄）较大' },
  time: '11月24日10时15分',
}

it('says what is known, and in words what is not known yet (PLT-100)', () => {
  const full = fillTemplate(usualTemplate, { ...known, facts: ['被困 3人'], measures: ['封控下穿通道'] })
  expect(full).toContain('11月24日10时15分，云城区枫屏街道发生老城内涝（暴雨内涝）')
  expect(full).toContain('目前被困 3人。')
  expect(full).toContain('已开展的工作：封控下穿通道。')
  const early = fillTemplate(usualTemplate, { ...known, facts: [], measures: [] })
  expect(early).toContain('正在赶赴现场')
  expect(unfilled(early)).toBeNull()
})

it('leaves a word of the template it does not know, and finds it', () => {
  expect(unfilled(fillTemplate('{place}：{weather}', { ...known, facts: [], measures: [] }))).toBe(
    '{weather}',
  )
})
