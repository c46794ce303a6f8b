import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { copyFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sm3 } from '../../../../kernel/crypto.ts'
import type { DataParts } from '../../data-parts.ts'
import { digestOf } from '../../tables/write-version.ts'
import { guessColumns } from '../../uploads/preview-file.ts'
import { openFile } from '../../uploads/read-file.ts'
import { makePlain } from '../../uploads/take-upload.ts'
import { filesTaken } from '../file-store.ts'
import { type Access, type CollectAsk, type Connector, required } from './connector.ts'
import { isData, manifestEnd, readManifest, requireDigest } from './manifest.ts'

/** A folder of the server other systems put files into (SFTP, rsync, a mounted share): the oldest file is taken first. */
export const folder: Connector = {
  inspect: async (parts, access) => {
    const at = folderOf(parts, access)
    const [file] = await waitingFiles(at)
    if (!file) throw new Error(`文件夹 ${at} 中还没有文件`)
    const look = mkdtempSync(join(parts.kernel.lake.folder('batches'), 'look-'))
    try {
      await copyFile(join(at, file), join(look, 'raw'))
      const { format } = await makePlain(look, file)
      const found = await guessColumns(parts, await openFile(parts, { format, folder: look }, {}))
      return found.columns.map((one) => one.field)
    } finally {
      rmSync(look, { recursive: true, force: true })
    }
  },
  collect: async (parts, ask) => {
    const at = folderOf(parts, ask)
    const next = await nextFile(parts, ask, at)
    if (!next) return null
    const { file, mark, hasMore } = next
    const path = join(at, file)
    const manifest = await readManifest(`${path}${manifestEnd}`)
    const bytes = (await stat(path)).size
    await copyFile(path, join(ask.folder, 'raw'))
    const digest = await digestOf(join(ask.folder, 'raw'))
    await requireDigest(join(ask.folder, 'raw'), digest, manifest)
    const { format } = await makePlain(ask.folder, file)
    const relation = await openFile(parts, { format, folder: ask.folder }, {})
    return {
      ...{ relation, bytes, sm3: digest, announced: manifest?.rows, hasMore },
      file: { path: file, mark },
      done: () => putAway(at, file),
    }
  },
}

/** The oldest file that has not been loaded. One that was, and whose process was cut then, is put away first. */
async function nextFile(
  { kernel }: Pick<DataParts, 'kernel'>,
  ask: CollectAsk,
  at: string,
): Promise<{ file: string; mark: string; hasMore: boolean } | null> {
  const names = await waitingFiles(at)
  for (const [place, file] of names.entries()) {
    const { size, mtimeMs } = await stat(join(at, file))
    const mark = `${size} ${mtimeMs}`
    const [isTaken] = await filesTaken(kernel.db, ask.sourceId, [{ path: file, mark }])
    if (!isTaken) return { file, mark, hasMore: place < names.length - 1 }
    await putAway(at, file)
  }
  return null
}

/** Makes the folder, so that it can be seen where files belong. */
export function folderOf(
  { kernel }: Pick<DataParts, 'kernel'>,
  { connection }: Pick<Access, 'connection'>,
): string {
  const path = join(kernel.config.data, 'inbox', required(connection.folder, '文件夹'))
  mkdirSync(path, { recursive: true })
  return path
}

/** Whole files, the oldest first; what is still being written ends in `.part`. */
export async function waitingFiles(at: string): Promise<string[]> {
  const names = readdirSync(at, { withFileTypes: true })
    .filter((one) => one.isFile() && isData(one.name))
    .map((one) => one.name)
  const aged = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(join(at, name))).mtimeMs })),
  )
  return aged.sort((a, b) => a.time - b.time || a.name.localeCompare(b.name)).map((one) => one.name)
}

/** Moves a file that is loaded out of the way, with its manifest. */
export async function putAway(at: string, file: string): Promise<void> {
  const done = join(at, 'done')
  mkdirSync(done, { recursive: true })
  const stamp = sm3(`${file} ${(await stat(join(at, file))).mtimeMs}`).slice(0, 8)
  await rename(join(at, file), join(done, `${stamp}-${file}`))
  await rename(join(at, `${file}${manifestEnd}`), join(done, `${stamp}-${file}${manifestEnd}`)).catch(
    () => undefined,
  )
}
