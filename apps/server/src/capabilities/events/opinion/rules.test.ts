import { expect, test } from 'vitest'
import { areaOf, burstLevel, chooseWatch, hidePersons, isBurst } from './rules.ts'
import { bandKeysOf, shareOf, shinglesOf } from './similar-texts.ts'

const article = '望云大道改造工程将于下月启动，工期约八个月，期间实行半幅封闭施工，公共汽车线路相应调整。'

test('a text posted again shares a band with the first, another one does not', () => {
  const first = shinglesOf(article)
  const again = shinglesOf(`转发微博：${article.replaceAll('，', ' ')}#施工#`)
  const other = shinglesOf('城南湿地公园新栈道开放，周末免费，市民纷纷前往点赞打卡。')
  expect(shareOf(first, again)).toBeGreaterThan(0.9)
  expect(shareOf(first, other)).toBeLessThan(0.1)
  const shared = (keys: number[]) => bandKeysOf(first).filter((key, band) => key === keys[band]).length
  expect(shared(bandKeysOf(again))).toBeGreaterThan(4)
  expect(shared(bandKeysOf(other))).toBe(0)
})

const watch = (eventType: string, keywords: string[], exclusions: string[] = []) => ({
  ...{ eventType, keywords, exclusions, least: 20, factor: 5, active: true },
})

test('a text goes to the watch with most of its words, and to none that excludes it', () => {
  const watches = [watch('water', ['断水', '停水'], ['演习']), watch('power', ['停电']), watch('other', [])]
  const typeOf = (text: string) => chooseWatch(watches, text)?.watch.eventType
  expect(typeOf('停电又停水，断水一天')).toBe('water')
  expect(typeOf('停水演习，不停电')).toBe('power')
  expect(typeOf('公园开放')).toBe('other')
})

test('sixty against three is a burst, nineteen are too few, sixty against twenty are usual', () => {
  const usual = { least: 20, factor: 5 }
  expect(isBurst(usual, 60, 3)).toBe(true)
  expect(burstLevel(usual, 60, 3)).toBe('red')
  expect(isBurst(usual, 19, 0)).toBe(false)
  expect(isBurst(usual, 60, 20)).toBe(false)
})

test('the area is the smallest that holds half of those who name one', () => {
  const counts = [
    { code: '990102001001', count: 5 },
    { code: '990102001', count: 2 },
    { code: '990103', count: 1 },
  ]
  expect(areaOf(counts)).toBe('990102001001')
  expect(
    areaOf([
      { code: '990102001', count: 3 },
      { code: '990102002', count: 4 },
    ]),
  ).toBe('990102002')
  expect(areaOf([])).toBeNull()
})

test('numbers and names that are spoken to are hidden', () => {
  expect(hidePersons('//@小明：同意，电话13912345678')).toBe('同意，电话***********')
})
