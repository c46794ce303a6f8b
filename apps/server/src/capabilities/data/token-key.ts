import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../kernel/config.ts'
import { sm3 } from '../../kernel/crypto.ts'

/**
 * The key of the tokens that stand for sensitive values. From the key processes of a cluster share, or a file in the data
 * directory, made once and read by its owner only. With another key old tokens no longer join with new ones.
 */
export function openTokenKey({ data, secretKey }: Pick<Config, 'data' | 'secretKey'>): string {
  if (secretKey) return sm3(`civitas-data-token/1 ${secretKey}`)
  const folder = join(data, 'tls')
  const file = join(folder, 'data-token.key')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const key = randomBytes(32).toString('hex')
  writeFileSync(file, `${key}\n`, { mode: 0o600 })
  return key
}
