import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DevicePack } from '@civitas/contract'
import { repositoryRoot } from '../../../kernel/root.ts'

/** Device-type packs the platform ships, by id. */
export function readShippedPacks(): Map<string, DevicePack> {
  const folder = join(repositoryRoot(), 'apps/server/src/capabilities/sensing/models/packs')
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const packs = files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as DevicePack)
  return new Map(packs.map((pack) => [pack.id, pack]))
}
