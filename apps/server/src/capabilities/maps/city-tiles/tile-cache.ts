import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { TileAddress } from '../tile-address.ts'

/** Encoded tiles, gzip: the newest in memory, all of them in a folder of the data directory. */
export interface TileCache {
  /** The tile of a content version; made by `build` when it is in neither place. Two who ask at once share one making. */
  get(version: string, address: TileAddress, build: () => Promise<Uint8Array>): Promise<Buffer>
  /** Removes the tiles of other versions. */
  keepOnly(version: string): Promise<void>
}

const memoryBytes = 12 * 1024 * 1024
/** Tiles below this zoom are few enough to keep them all; deeper ones stay in memory only. */
const deepestStored = 16

const compress = promisify(gzip)

export function createTileCache(folder: string): TileCache {
  const memory = createMemory(memoryBytes)
  const making = new Map<string, Promise<Buffer>>()
  const fetchOrMake = async (key: string, deep: boolean, build: () => Promise<Uint8Array>) => {
    const file = join(folder, `${key}.mvt.gz`)
    const stored = deep ? undefined : await readIfThere(file)
    if (stored) return stored
    const made = await compress(await build(), { level: 6 })
    if (!deep) await writeWhole(file, made)
    return made
  }
  return {
    get: async (version, { z, x, y }, build) => {
      const key = `${version}/${z}/${x}/${y}`
      const held = memory.get(key)
      if (held) return held
      const begun = making.get(key)
      if (begun) return begun
      const work = fetchOrMake(key, z > deepestStored, build).finally(() => making.delete(key))
      making.set(key, work)
      const tile = await work
      memory.set(key, tile)
      return tile
    },
    keepOnly: async (version) => {
      await mkdir(folder, { recursive: true })
      const others = (await readdir(folder)).filter((name) => name !== version)
      await Promise.all(others.map((name) => rm(join(folder, name), { recursive: true, force: true })))
    },
  }
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** A tile cut short by a crash must not look like a tile, so it gets its name last. */
async function writeWhole(file: string, tile: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const partial = `${file}.${process.pid}.part`
  await writeFile(partial, tile)
  await rename(partial, file)
}

/** Keeps what was used last, up to so many bytes. */
function createMemory(limit: number) {
  const held = new Map<string, Buffer>()
  let bytes = 0
  return {
    get: (key: string) => {
      const tile = held.get(key)
      if (!tile) return undefined
      held.delete(key)
      held.set(key, tile)
      return tile
    },
    set: (key: string, tile: Buffer) => {
      if (held.has(key)) return
      held.set(key, tile)
      bytes += tile.length
      for (const [oldest, one] of held) {
        if (bytes <= limit) break
        held.delete(oldest)
        bytes -= one.length
      }
    },
  }
}
