import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetField } from '@civitas/contract'
import type { Kernel } from '../../../../kernel/kernel.ts'
import type { Delivery } from '../../batches/delivery.ts'
import type { DataParts } from '../../data-parts.ts'
import { digestOf } from '../../tables/write-version.ts'
import { guessColumns } from '../../uploads/preview-file.ts'
import { openFile } from '../../uploads/read-file.ts'
import { makePlain } from '../../uploads/take-upload.ts'
import { filesTaken, type TakenFile } from '../file-store.ts'
import type { Access, CollectAsk, Connector } from './connector.ts'
import { isData, manifestEnd, readManifest, requireDigest } from './manifest.ts'

/** A file of a server or bucket. */
export interface PlacedFile extends TakenFile {
  readonly bytes: number
  /** When it was last written, milliseconds since 1970. */
  readonly time: number
}

/** An open connection to a place with files. */
export interface FilePlace {
  list(): Promise<PlacedFile[]>
  /** Writes what a file has from a byte on to the end of one of ours; throws when the file has become another. */
  fetch(file: PlacedFile, to: { path: string; from: number }): Promise<void>
  close(): void
}

/** Times a file that breaks off is gone on with before the run fails. */
const attempts = 5

/** Makes a source of a place with files: each state of a file is taken once, the oldest first. */
export function watched(open: (access: Access) => Promise<FilePlace>): Connector {
  return {
    inspect: (parts, access) => inspectFirst(parts, access, open),
    collect: (parts, ask) => collectNext(parts, ask, open),
    hasNew: (parts, ask) =>
      using(open, ask, async (place) => {
        const files = (await place.list()).filter(isWanted(ask))
        return (await filesTaken(parts.kernel.db, ask.sourceId, files)).includes(false)
      }),
  }
}

async function using<T>(
  open: (access: Access) => Promise<FilePlace>,
  access: Access,
  work: (place: FilePlace) => Promise<T>,
): Promise<T> {
  const place = await open(access)
  try {
    return await work(place)
  } finally {
    place.close()
  }
}

/** Whether a file is data, by its name and by the pattern of the source, where `*` stands for anything. */
function isWanted({ connection }: Access): (file: PlacedFile) => boolean {
  const letters = (connection.names ?? '*')
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = new RegExp(`^${letters.join('.*')}$`)
  return ({ path }) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    return isData(name) && pattern.test(name)
  }
}

async function inspectFirst(
  parts: DataParts,
  access: Access,
  open: (access: Access) => Promise<FilePlace>,
): Promise<DatasetField[]> {
  const look = mkdtempSync(join(parts.kernel.lake.folder('batches'), 'look-'))
  try {
    const file = await using(open, access, async (place) => {
      const [first] = inOrder((await place.list()).filter(isWanted(access)))
      if (!first) throw new Error('已连接，但目录中还没有文件')
      await place.fetch(first, { path: join(look, 'raw'), from: 0 })
      return first
    })
    const { format } = await makePlain(look, file.path)
    const found = await guessColumns(parts, await openFile(parts, { format, folder: look }, {}))
    return found.columns.map((one) => one.field)
  } finally {
    rmSync(look, { recursive: true, force: true })
  }
}

function inOrder(files: readonly PlacedFile[]): PlacedFile[] {
  return files.toSorted((a, b) => a.time - b.time || a.path.localeCompare(b.path))
}

async function collectNext(
  parts: DataParts,
  ask: CollectAsk,
  open: (access: Access) => Promise<FilePlace>,
): Promise<Delivery | null> {
  const all = await using(open, ask, (place) => place.list())
  const next = await nextFile(parts.kernel, ask, all)
  if (!next) return null
  const { file, hasMore } = next
  const raw = join(ask.folder, 'raw')
  await fetchWhole(ask, file, open)
  const announcement = all.find((one) => one.path === `${file.path}${manifestEnd}`)
  const manifestPath = join(ask.folder, 'manifest')
  if (announcement)
    await using(open, ask, (place) => place.fetch(announcement, { path: manifestPath, from: 0 }))
  const manifest = await readManifest(manifestPath)
  const digest = await digestOf(raw)
  await requireDigest(raw, digest, manifest)
  const { format } = await makePlain(ask.folder, file.path)
  const relation = await openFile(parts, { format, folder: ask.folder }, {})
  return {
    ...{ relation, bytes: file.bytes, sm3: digest, announced: manifest?.rows, hasMore },
    file: { path: file.path, mark: file.mark },
  }
}

async function nextFile(
  { db }: Pick<Kernel, 'db'>,
  ask: CollectAsk,
  all: readonly PlacedFile[],
): Promise<{ file: PlacedFile; hasMore: boolean } | null> {
  const files = inOrder(all.filter(isWanted(ask)))
  const taken = await filesTaken(db, ask.sourceId, files)
  const [file, ...more] = files.filter((_, at) => !taken[at])
  return file ? { file, hasMore: more.length > 0 } : null
}

/** Fetches a file, going on where it broke off: in this run, or in one whose process was killed. */
async function fetchWhole(
  ask: CollectAsk,
  file: PlacedFile,
  open: (access: Access) => Promise<FilePlace>,
): Promise<void> {
  const [raw, state] = [join(ask.folder, 'raw'), join(ask.folder, 'raw.state')]
  const stamp = JSON.stringify([file.path, file.mark])
  const before = await readFile(state, 'utf8').catch(() => '')
  if (before !== stamp) await rm(raw, { force: true })
  await writeFile(state, stamp)
  for (let attempt = 1; ; attempt++) {
    const from = await sizeOf(raw)
    if (from > file.bytes) throw new Error(`文件 ${file.path} 在传输中被改写`)
    if (from === file.bytes) return
    try {
      await using(open, ask, (place) => place.fetch(file, { path: raw, from }))
      const size = await sizeOf(raw)
      if (size !== file.bytes) throw new Error(`文件 ${file.path} 应为 ${file.bytes} 字节，收到 ${size} 字节`)
    } catch (error) {
      if (attempt >= attempts || (await sizeOf(raw)) <= from) throw error
    }
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0
}
