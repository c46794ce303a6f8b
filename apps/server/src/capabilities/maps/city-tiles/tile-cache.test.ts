import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, expect, it } from 'vitest'
import { createTileCache } from './tile-cache.ts'

const folder = mkdtempSync(join(tmpdir(), 'civitas-tiles-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function counting(text: string) {
  const made = { times: 0 }
  const build = async () => {
    made.times++
    return new TextEncoder().encode(text)
  }
  return { made, build }
}

const address = { z: 12, x: 3400, y: 1643 }

it('makes a tile once, also for two who ask at the same time', async () => {
  const cache = createTileCache(folder)
  const { made, build } = counting('tile')
  const [a, b] = await Promise.all([cache.get('v1', address, build), cache.get('v1', address, build)])
  await cache.get('v1', address, build)
  expect(made.times).toBe(1)
  expect(gunzipSync(a).toString()).toBe('tile')
  expect(b).toEqual(a)
})

it('finds after a restart what was made before', async () => {
  await createTileCache(folder).get('v1', address, counting('tile').build)
  const { made, build } = counting('other')
  const tile = await createTileCache(folder).get('v1', address, build)
  expect(made.times).toBe(0)
  expect(gunzipSync(tile).toString()).toBe('tile')
})

it('makes another version anew and removes the old', async () => {
  const cache = createTileCache(folder)
  await cache.get('v1', address, counting('old').build)
  const tile = await cache.get('v2', address, counting('new').build)
  expect(gunzipSync(tile).toString()).toBe('new')
  await cache.keepOnly('v2')
  expect(readdirSync(folder)).toEqual(['v2'])
})
