import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { type FileHandle, open, readFile, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kernel } from '../../../../kernel/kernel.ts'

/** A message as it is kept: topic, time of receipt, digest of what it says, and what it says. */
export interface KeptMessage {
  readonly topic: string
  readonly time: string
  readonly digest: string
  readonly text: string
}

/** Bytes after which another file is begun, so that what is loaded can be removed. */
const segmentBytes = 64 * 1024 * 1024
/** Bytes looked at for messages a broker may send again: more than are ever on their way. */
const tailBytes = 1 << 20

/** Where a source has been read to: number of the file, and bytes of it. */
export interface SpoolPlace {
  readonly segment: number
  readonly at: number
}

export function placeFrom(position: string | null): SpoolPlace {
  const [segment = 0, at = 0] = (position ?? '0:0').split(':').map(Number)
  return { segment, at }
}

/** Folder of the messages of a source that were received; they stay until they are loaded. */
export function spoolFolder({ lake }: Pick<Kernel, 'lake'>, sourceId: string): string {
  const folder = join(lake.folder('topics'), sourceId)
  mkdirSync(folder, { recursive: true })
  return folder
}

function segmentsOf(folder: string): number[] {
  return readdirSync(folder)
    .map((name) => Number(name.replace(/\.jsonl$/, '')))
    .filter(Number.isInteger)
    .sort((a, b) => a - b)
}

const fileOf = (folder: string, segment: number) => join(folder, `${segment}.jsonl`)

/** Opens the last file for writing, without the part of a line a cut may have left. */
export async function openSpool(folder: string): Promise<{
  recent: Set<string>
  keep(messages: readonly KeptMessage[]): Promise<void>
  close(): Promise<void>
}> {
  let segment = segmentsOf(folder).at(-1) ?? 0
  const recent = new Set((await mend(fileOf(folder, segment))).map((one) => one.digest))
  let file: FileHandle = await open(fileOf(folder, segment), 'a')
  return {
    recent,
    keep: async (messages) => {
      await file.appendFile(messages.map((one) => `${JSON.stringify(one)}\n`).join(''))
      await file.datasync()
      if ((await file.stat()).size < segmentBytes) return
      await file.close()
      file = await open(fileOf(folder, ++segment), 'a')
    },
    close: () => file.close(),
  }
}

/** Cuts off half a line, and answers the last messages. */
async function mend(path: string): Promise<KeptMessage[]> {
  if (!existsSync(path)) return []
  const content = await readFile(path)
  const end = content.lastIndexOf(10) + 1
  if (end < content.length) await truncate(path, end)
  const tail = content
    .subarray(Math.max(0, end - tailBytes), end)
    .toString('utf8')
    .split('\n')
  return (end > tailBytes ? tail.slice(1) : tail).filter(Boolean).map((line) => JSON.parse(line))
}

/** Messages after a place, at most so many, and the place after them. */
export async function readSpool(
  folder: string,
  from: SpoolPlace,
  limit: number,
): Promise<{ messages: KeptMessage[]; end: SpoolPlace; hasMore: boolean }> {
  const messages: KeptMessage[] = []
  let end = from
  for (const segment of segmentsOf(folder).filter((one) => one >= from.segment)) {
    const content = await readFile(fileOf(folder, segment))
    let at = segment === from.segment ? from.at : 0
    for (let next = content.indexOf(10, at); next >= 0; next = content.indexOf(10, at)) {
      if (messages.length >= limit) return { messages, end, hasMore: true }
      messages.push(JSON.parse(content.subarray(at, next).toString('utf8')))
      at = next + 1
      end = { segment, at }
    }
  }
  return { messages, end, hasMore: false }
}

/** Whether messages wait after a place. */
export async function hasUnread(folder: string, from: SpoolPlace): Promise<boolean> {
  for (const segment of segmentsOf(folder)) {
    const { size } = await stat(fileOf(folder, segment))
    if (segment > from.segment ? size > 0 : segment === from.segment && size > from.at) return true
  }
  return false
}

/** Removes the files before a place. */
export async function forgetBefore(folder: string, { segment }: SpoolPlace): Promise<void> {
  for (const one of segmentsOf(folder).filter((other) => other < segment))
    await rm(fileOf(folder, one), { force: true })
}
