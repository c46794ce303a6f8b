import { standardClasses } from '@civitas/domain-kit'
import { describe, expect, it } from 'vitest'
import { createClassifier } from './classifier.ts'
import { compareEvents } from './similar.ts'

const classes = standardClasses.map((one) => ({ id: one.id, words: [one.title.zh] }))

describe('createClassifier', () => {
  it('reads the class from messy words of citizens', () => {
    const classifier = createClassifier(classes)
    const best = (text: string) => classifier.guess(text)[0]?.id
    expect(best('我们这边自来水管爆了破裂!!水流一地')).toBe('gbt30428.events.0402')
    expect(best('楼下 好多垃圾暴露在外没人管')).toBe('gbt30428.events.0102')
    expect(best('非机动车乱停乱放 堵住盲道')).toBe('gbt30428.events.0506')
    expect(best('烧烤摊露天冒烟')).toBe('gbt30428.events.0510')
  })

  it('says why, and how sure it is', () => {
    const [guess] = createClassifier(classes).guess('路面塌陷了一个大坑')
    expect(guess?.because).toContain('塌陷')
    expect(guess?.confidence).toBeGreaterThan(0.5)
  })

  it('says nothing of words it does not know', () => {
    expect(createClassifier(classes).guess('hello 123')).toEqual([])
  })

  it('learns what people confirm', () => {
    const classifier = createClassifier(classes)
    const text = '窨井盖子不见了'
    expect(classifier.guess(text)[0]?.id).not.toBe('gbt30428.components.0114')
    for (let i = 0; i < 20; i++) classifier.learn('gbt30428.components.0114', text)
    expect(classifier.guess(text)[0]?.id).toBe('gbt30428.components.0114')
  })
})

describe('compareEvents', () => {
  const base = {
    type: 'x',
    standardClass: null,
    text: '解放路口水管爆裂，水流很大',
    position: [118.9, 33.4] as const,
    time: new Date('2025-06-01T08:00:00Z'),
  }
  const later = (minutes: number) => new Date(base.time.getTime() + minutes * 60_000)

  it('puts the same thing told in other words far above another thing nearby', () => {
    const same = compareEvents(base, {
      ...base,
      text: '解放路这里自来水管爆裂了!!!',
      position: [118.9003, 33.4001],
      time: later(12),
    })
    const other = compareEvents(base, {
      ...base,
      type: 'y',
      text: '路灯不亮已经三天了',
      position: [118.9003, 33.4001],
      time: later(12),
    })
    expect(same.score).toBeGreaterThan(0.6)
    expect(other.score).toBeLessThan(0.45)
    expect(same.sharedWords).toContain('水管')
  })

  it('falls with distance and time', () => {
    const near = compareEvents(base, { ...base, position: [118.9001, 33.4] }).score
    const far = compareEvents(base, { ...base, position: [118.91, 33.4] }).score
    const old = compareEvents(base, { ...base, time: later(2880) }).score
    expect(near).toBeGreaterThan(far)
    expect(near).toBeGreaterThan(old)
  })

  it('does without a place', () => {
    const { score, metres } = compareEvents(base, { ...base, position: null })
    expect(metres).toBeNull()
    expect(score).toBeCloseTo(1, 5)
  })
})
