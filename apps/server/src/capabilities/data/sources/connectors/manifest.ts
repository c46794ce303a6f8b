import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/** Name that ends the manifest of a file: `rows.csv` is announced by `rows.csv.manifest.json`. */
export const manifestEnd = '.manifest.json'

/** What the sender says of a file. */
export interface Manifest {
  readonly rows?: number
  readonly sm3?: string
  readonly sha256?: string
}

/** Whether a file is data by its name: no manifest, nothing hidden, and nothing that is still being written (`.part`). */
export function isData(name: string): boolean {
  return !name.startsWith('.') && !name.endsWith('.part') && !name.endsWith(manifestEnd)
}

/** The manifest at a path, or null when there is none. */
export async function readManifest(path: string): Promise<Manifest | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as Manifest)
}

/** Refuses a file that is not what its manifest says. `digest` is its SM3. */
export async function requireDigest(path: string, digest: string, manifest: Manifest | null): Promise<void> {
  if (manifest?.sm3 && manifest.sm3.toLowerCase() !== digest)
    throw new Error('摘要不符：文件与清单中的 SM3 不一致')
  if (!manifest?.sha256) return
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  if (manifest.sha256.toLowerCase() !== hash.digest('hex'))
    throw new Error('摘要不符：文件与清单中的 SHA-256 不一致')
}
