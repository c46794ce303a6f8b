import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sm3 } from '../../../../kernel/crypto.ts'
import type { Transaction } from '../../../../kernel/db/database.ts'
import { newId } from '../../../../kernel/ids.ts'
import { Problem } from '../../../../kernel/problem.ts'
import type { CasesParts } from '../../publish-case.ts'
import { type ActiveRobot, listActiveOfKind } from '../store.ts'
import { lastFire } from '../times/store.ts'
import { readTable } from './read-table.ts'
import { keyOf, missingColumns } from './rules.ts'
import { insertBatch, isTaken } from './store.ts'

/** A file still being written is left for the next look. */
const quietMs = 3_000
const atMostBytes = 8 * 1024 * 1024

interface Given {
  fileName: string
  content: Buffer
  startedName: string | null
}

/** Puts a file before a robot; one that cannot be read, or was found in the folder before, is known by its fault or not taken. */
export async function putBefore(
  tx: Transaction,
  robot: ActiveRobot,
  given: Given,
  now: Date,
): Promise<string | null> {
  const { rows } = robot.definition
  if (!rows) throw new Error(`robot ${robot.id} has no rules for lines`)
  const id = newId()
  const table = await readTable(given.fileName, given.content).catch((error: unknown) => {
    if (error instanceof Problem && given.startedName === null)
      return (error.errors?.[0]?.message ?? error.message) as string
    throw error
  })
  const lacking = typeof table === 'string' ? [] : missingColumns(rows, table.headings)
  const fault =
    typeof table === 'string' ? table : lacking.length > 0 ? `缺少列：${lacking.join('、')}` : null
  const headings = typeof table === 'string' ? [] : table.headings
  const lines = typeof table === 'string' || fault ? [] : table.lines
  const made = await insertBatch(
    tx,
    {
      ...{ id, robot, divisionCode: rows.divisionCode, fileName: given.fileName, fault, headings },
      ...{ sm3: sm3(given.content), startedName: given.startedName },
      rows: lines.map(({ number, cells }) => ({ number, cells, key: keyOf(rows, cells) })),
    },
    now,
  )
  return made ? id : null
}

/** Takes the files of a robot’s folder it has not taken before and that were there by `until`. */
async function lookIntoFolder(
  parts: CasesParts,
  tx: Transaction,
  robot: ActiveRobot,
  until: number,
): Promise<void> {
  const folder = robot.definition.rows?.folder
  if (!folder) return
  const path = join(parts.kernel.config.data, 'robot-files', folder)
  await mkdir(path, { recursive: true })
  for (const fileName of (await readdir(path)).sort()) {
    if (!/\.(csv|xlsx)$/i.test(fileName) || fileName.startsWith('.')) continue
    const { size, mtimeMs } = await stat(join(path, fileName))
    if (size === 0 || size > atMostBytes || Date.now() - mtimeMs < quietMs || mtimeMs > until) continue
    const content = await readFile(join(path, fileName))
    if (await isTaken(tx, robot.id, fileName, sm3(content))) continue
    await putBefore(tx, robot, { fileName, content, startedName: null }, parts.kernel.clock.now())
  }
}

/**
 * Looks into the folders: all the time for robots without times, after each of their times for the others. Every process looks
 * for itself, since each may have a data folder of its own; a file is taken once by its name and content.
 */
export function createFolderWatch(parts: CasesParts): () => Promise<false> {
  const looked = new Map<string, number>()
  return async () => {
    for (const robot of await listActiveOfKind(parts.kernel.db, 'rows')) {
      if (!robot.definition.rows?.folder) continue
      const fire = robot.definition.times ? await lastFire(parts.kernel.db, robot.id) : null
      const until = fire ? fire.getTime() : Number.POSITIVE_INFINITY
      if (robot.definition.times && (!fire || looked.get(robot.id) === until)) continue
      await parts.kernel.db.transaction((tx) => lookIntoFolder(parts, tx, robot, until))
      looked.set(robot.id, until)
    }
    return false
  }
}
