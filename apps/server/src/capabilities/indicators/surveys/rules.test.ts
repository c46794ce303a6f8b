import type { SurveyQuestion } from '@civitas/contract'
import { describe, expect, it } from 'vitest'
import { type Answer, scoreRatings, sortAnswers } from './rules.ts'

const questions: SurveyQuestion[] = [{ id: 'all', title: '总体满意吗', kind: 'rating', required: true }]
const answer = (value: number, device: string, seconds = 60): Answer => ({
  deviceDigest: device,
  seconds,
  answers: [{ question: 'all', value }],
})

describe('a survey', () => {
  it('turns 4.2 of 5 over 100 answers into 84, and excludes 3 of one device beyond its limit (PLT-106)', () => {
    const good = Array.from({ length: 100 }, (_, i) => answer(i < 20 ? 5 : 4, `d${i}`))
    const more = Array.from({ length: 3 }, () => answer(1, 'd0'))
    const { valid, excluded } = sortAnswers([...good, ...more], questions, { perDevice: 1, minSeconds: 5 })
    expect(valid).toHaveLength(100)
    expect(excluded).toEqual({ device: 3, speed: 0, pattern: 0 })
    expect(scoreRatings(valid, questions)).toEqual({ mean: 4.2, score: 84 })
  })
  it('excludes what was answered too fast or all alike', () => {
    const many = Array.from(
      { length: 9 },
      (_, i): SurveyQuestion => ({ id: `q${i}`, title: 'q', kind: 'rating', required: true }),
    )
    const alike: Answer = {
      deviceDigest: 'x',
      seconds: 60,
      answers: many.map((one) => ({ question: one.id, value: 5 })),
    }
    const { valid, excluded } = sortAnswers([alike, { ...alike, deviceDigest: 'y', seconds: 2 }], many, {
      perDevice: 1,
      minSeconds: 5,
    })
    expect(valid).toEqual([])
    expect(excluded).toEqual({ device: 0, speed: 1, pattern: 1 })
    expect(scoreRatings([], questions)).toEqual({ mean: null, score: null })
  })
})
