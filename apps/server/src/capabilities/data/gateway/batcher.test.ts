import { expect, test } from 'vitest'
import { createBatcher } from './batcher.ts'

test('what is asked at once goes in one run, and each gets its own answer', async () => {
  const runs: number[][] = []
  const ask = createBatcher<number, number>(1, async (asks) => {
    runs.push([...asks])
    return asks.map((one) => one * 10)
  })
  expect(await Promise.all([ask(1), ask(2), ask(3)])).toEqual([10, 20, 30])
  expect(runs).toEqual([[1, 2, 3]])
})

test('what comes while every lane is busy goes together in the next run', async () => {
  const open: (() => void)[] = []
  const runs: number[][] = []
  const ask = createBatcher<number, number>(1, async (asks) => {
    runs.push([...asks])
    if (runs.length === 1) await new Promise<void>((done) => open.push(done))
    return asks
  })
  const first = ask(1)
  await expect.poll(() => open.length).toBe(1)
  const later = [ask(2), ask(3)]
  open[0]?.()
  expect(await Promise.all([first, ...later])).toEqual([1, 2, 3])
  expect(runs).toEqual([[1], [2, 3]])
})

test('a run that fails fails its asks and no other', async () => {
  const ask = createBatcher<number, number>(2, async (asks) => {
    if (asks.includes(1)) throw new Error('no')
    return asks
  })
  await expect(Promise.all([ask(1)])).rejects.toThrow('no')
  expect(await ask(2)).toBe(2)
})
