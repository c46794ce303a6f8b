import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decryptSm4, encryptSm4 } from './crypto.ts'

/** Keeps secrets of other systems (keys we must present to them) unreadable in the database and its dumps. */
export interface Sealer {
  seal(secret: string): string
  /** Throws when it was sealed with another key. */
  open(sealed: string): string
}

/**
 * Seals with SM4 under the key of the installation: `secretKey` (32 hex digits), which processes of a cluster share, or a
 * file in the data directory, made once and read by its owner only.
 */
export function createSealer(dataFolder: string, secretKey: string | undefined): Sealer {
  const key = secretKey ? Buffer.from(secretKey, 'hex') : readOrMakeKey(dataFolder)
  return {
    seal: (secret) => encryptSm4(Buffer.from(secret), key),
    open: (sealed) => decryptSm4(sealed, key).toString('utf8'),
  }
}

function readOrMakeKey(dataFolder: string): Buffer {
  const folder = join(dataFolder, 'tls')
  const file = join(folder, 'secret.key')
  if (existsSync(file)) return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const key = randomBytes(16)
  writeFileSync(file, `${key.toString('hex')}\n`, { mode: 0o600 })
  return key
}
