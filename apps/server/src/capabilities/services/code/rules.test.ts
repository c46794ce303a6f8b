import { codeText, readCodeToken } from '@civitas/contract'
import { expect, it } from 'vitest'
import { isFresh, sceneFault } from './rules.ts'

const bare = { pseudonym: 'p1', nonce: 'n1', issued: 1_000_000, life: 60, kind: 'd' as const }
const token = `${codeText(bare)}.k1.3046ab`

it('reads what it wrote, and nothing else', () => {
  expect(readCodeToken(token)).toMatchObject({
    ...bare,
    keyId: 'k1',
    signed: codeText(bare),
    signature: '3046ab',
  })
  for (const wrong of [
    '',
    'https://example.org',
    token.replace('CIVITAS1', 'X'),
    `${token}.x`,
    token.slice(0, -1),
  ])
    expect(readCodeToken(wrong), wrong).toBeNull()
})

it('is fresh for its life, offline a little longer', () => {
  const one = readCodeToken(token)!
  const at = (seconds: number) => new Date((1_000_000 + seconds) * 1000)
  expect(isFresh(one, at(40), false)).toBe(true)
  expect(isFresh(one, at(61), false)).toBe(false)
  expect(isFresh(one, at(179), true)).toBe(true)
  expect(isFresh(one, at(181), true)).toBe(false)
  expect(isFresh(one, at(-60), false)).toBe(false)
})

it('asks the scene first', () => {
  const scene = { state: 'active', terminals: ['T1'], fields: [], from_hour: 8, to_hour: 18 }
  const noon = new Date('2025-06-03T04:00:00Z')
  expect(sceneFault(scene, 'T1', noon)).toBeNull()
  expect(sceneFault(scene, 'T2', noon)).toBe('unknown-terminal')
  expect(sceneFault(scene, 'T1', new Date('2025-06-03T12:00:00Z'))).toBe('outside-hours')
  expect(sceneFault({ ...scene, state: 'draft' }, 'T1', noon)).toBe('scene-not-active')
})
