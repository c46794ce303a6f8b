import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSm2KeyPair, type Sm2KeyPair } from '../../kernel/crypto.ts'

/** The SM2 key this installation signs tree heads with; made once, kept in the data directory, read by its owner only. */
export function openLogKey(dataFolder: string): Sm2KeyPair {
  const folder = join(dataFolder, 'tls')
  const file = join(folder, 'ledger-sm2.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pair = createSm2KeyPair()
  writeFileSync(file, JSON.stringify(pair), { mode: 0o600 })
  return pair
}
