import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrokenLine } from '../../batches/stage.ts'
import { jsonLines } from '../../uploads/read-file.ts'

/** A message of a topic: what says where it is from, by column name, and what it says. */
export interface TopicMessage {
  readonly from: Readonly<Record<string, string | null>>
  readonly text: string
}

/** Rows of messages: an object, or a list of them; anything else is kept as a row that does not fit. */
export async function toRelation(
  messages: readonly TopicMessage[],
  { folder, expected }: { folder: string; expected: readonly string[] },
) {
  const names = new Set([...Object.keys(messages[0]?.from ?? {}), ...expected])
  const broken: BrokenLine[] = []
  const lines: string[] = []
  for (const [at, { from, text }] of messages.entries()) {
    const rows = rowsOf(text)
    if (!rows) broken.push({ line: at + 1, reason: '消息不是 JSON 对象', raw: { ...from, text } })
    for (const row of rows ?? []) {
      for (const name of Object.keys(row)) names.add(name)
      lines.push(`${JSON.stringify({ ...from, ...row })}\n`)
    }
  }
  const path = join(folder, 'rows.jsonl')
  await writeFile(path, lines)
  return { relation: jsonLines(path, [...names]), broken }
}

function rowsOf(text: string): Record<string, unknown>[] | null {
  try {
    const value: unknown = JSON.parse(text)
    const list = Array.isArray(value) ? value : [value]
    const isRow = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one)
    return list.every(isRow) ? list : null
  } catch {
    return null
  }
}
