import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetField, SourceConnection } from '@civitas/contract'
import { guessColumns } from '../../uploads/preview-file.ts'
import { jsonLines } from '../../uploads/read-file.ts'
import { type Access, type Connector, required } from './connector.ts'
import { newTokens } from './oauth.ts'

type Item = Record<string, unknown>

/** An HTTP API that answers JSON in pages: by the number of the page, or by the address of the next one. */
export const http: Connector = {
  inspect: async (parts, access) => {
    for await (const items of readPages(access)) return describeItems(parts, items)
    throw new Error('接口没有返回记录')
  },
  collect: async (_parts, ask) => {
    const path = join(ask.folder, 'rows.jsonl')
    const out = createWriteStream(path)
    const names = new Set<string>()
    for await (const items of readPages(ask))
      for (const item of items) {
        for (const name of Object.keys(item)) names.add(name)
        if (!out.write(`${JSON.stringify(item)}\n`)) await once(out, 'drain')
      }
    out.end()
    await once(out, 'finish')
    return { relation: jsonLines(path, [...names]), bytes: (await stat(path)).size }
  },
}

async function describeItems(
  parts: Parameters<Connector['inspect']>[0],
  items: readonly Item[],
): Promise<DatasetField[]> {
  const folder = mkdtempSync(join(parts.kernel.lake.folder('batches'), 'look-'))
  try {
    const path = join(folder, 'rows.jsonl')
    writeFileSync(path, items.map((item) => `${JSON.stringify(item)}\n`).join(''))
    const names = [...new Set(items.flatMap((item) => Object.keys(item)))]
    return (await guessColumns(parts, jsonLines(path, names))).columns.map((one) => one.field)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Pages that are read of one source at most: a source that never ends is not one. */
const mostPages = 10_000

async function* readPages(access: Access): AsyncGenerator<Item[]> {
  const { connection } = access
  const tokens = connection.tokenUrl ? newTokens(access) : null
  const ask = async (url: string, token: string | null) =>
    fetch(url, {
      headers: { accept: 'application/json', ...headersOf(access, token) },
      signal: AbortSignal.timeout(60_000),
    })
  let address: string | null = required(connection.url, '地址')
  for (let page = 1; address && page <= mostPages; page++) {
    const url = addressOf(address, connection, page)
    let answer = await ask(url, (await tokens?.current()) ?? null)
    // A token may end before its time.
    if (answer.status === 401 && tokens) answer = await ask(url, await tokens.renew())
    if (!answer.ok) throw new Error(`接口返回 ${answer.status}`)
    const body: unknown = await answer.json()
    const items = itemsOf(body, connection.items)
    if (items.length === 0) return
    yield items
    if (connection.next) {
      const next = at(body, connection.next)
      address = typeof next === 'string' && next ? new URL(next, address).toString() : null
    } else if (!connection.pageParameter) address = null
    else if (connection.pageSize && items.length < connection.pageSize) return
  }
}

function headersOf({ connection, secret }: Access, token: string | null): Record<string, string> {
  if (token) return { authorization: `Bearer ${token}` }
  if (!secret) return {}
  const { header } = connection
  return header ? { [header]: secret } : { authorization: `Bearer ${secret}` }
}

function addressOf(
  address: string,
  { pageParameter, pageSize, next }: SourceConnection,
  page: number,
): string {
  if (!pageParameter || next) return address
  const url = new URL(address)
  url.searchParams.set(pageParameter, String(page))
  if (pageSize && !url.searchParams.has('limit')) url.searchParams.set('limit', String(pageSize))
  return url.toString()
}

function at(body: unknown, path: string): unknown {
  return path
    .split('.')
    .filter(Boolean)
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], body)
}

function itemsOf(body: unknown, path: string | undefined): Item[] {
  const items = path ? at(body, path) : body
  if (!Array.isArray(items)) throw new Error(`返回内容中没有记录列表${path ? `：${path}` : ''}`)
  return items.filter(
    (item): item is Item => typeof item === 'object' && item !== null && !Array.isArray(item),
  )
}
