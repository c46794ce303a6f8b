import { expect, it } from 'vitest'
import { inTurn } from './in-turn.ts'

const holdFor = (ms: number) => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

it('keeps the order and lets other work of the loop in between', async () => {
  const seen: string[] = []
  for (let i = 0; i < 6; i++)
    inTurn(() => {
      holdFor(3)
      seen.push(`work ${i}`)
    })
  setImmediate(() => setImmediate(() => seen.push('other')))
  await expect.poll(() => seen.length).toBe(7)
  expect(seen.filter((one) => one !== 'other')).toEqual([0, 1, 2, 3, 4, 5].map((i) => `work ${i}`))
  expect(seen.indexOf('other')).toBeLessThan(6)
})

it('goes on after work that came while a slice ran', async () => {
  const seen: number[] = []
  inTurn(() => {
    seen.push(1)
    inTurn(() => seen.push(2))
  })
  await expect.poll(() => seen).toEqual([1, 2])
})
