import {
  type Batch,
  createUpload,
  finishUpload,
  getBatch,
  getRun,
  listInbox,
  loadUpload,
  type OperationInput,
  type PipelineRun,
  type Upload,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { vi } from 'vitest'

/** Sends a piece of a file as a program would. */
export async function sendPiece(client: Client, id: string, offset: number, content: Buffer) {
  const { baseUrl, token } = client.options
  const answer = await fetch(`${baseUrl}/api/data/uploads/${id}/bytes?offset=${offset}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token?.()}`, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(content),
  })
  return { status: answer.status, body: await answer.json() }
}

/** Sends a whole file. */
export async function sendFile(client: Client, name: string, content: Buffer | string): Promise<Upload> {
  const bytes = Buffer.from(content)
  const { id } = await client.call(createUpload, { body: { name, bytes: bytes.length } })
  await sendPiece(client, id, 0, bytes)
  return client.call(finishUpload, { params: { id } })
}

const ended = ['loaded', 'count-mismatch', 'quarantined', 'over-quota', 'refused', 'failed']

/** Waits until a batch has come to its end. */
export function batchDone(client: Client, id: string): Promise<Batch> {
  return vi.waitFor(
    async () => {
      const batch = await client.call(getBatch, { params: { id } })
      if (!ended.includes(batch.state)) throw new Error(`still ${batch.step}`)
      return batch
    },
    { timeout: 30_000, interval: 100 },
  )
}

/** Waits until a run has come to its end. */
export function runDone(client: Client, id: string): Promise<PipelineRun> {
  return vi.waitFor(
    async () => {
      const run = await client.call(getRun, { params: { id } })
      if (run.state === 'waiting' || run.state === 'running') throw new Error(`still ${run.state}`)
      return run
    },
    { timeout: 30_000, interval: 100 },
  )
}

/** Loads a file and waits for the end of it. */
export async function loadFile(
  client: Client,
  file: { name: string; content: Buffer | string },
  body: OperationInput<typeof loadUpload>['body'],
): Promise<Batch> {
  const { id } = await sendFile(client, file.name, file.content)
  return batchDone(client, (await client.call(loadUpload, { params: { id }, body })).id)
}

export const problemOf = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error) => error.problem,
  )

/** Waits until a message of this title is in the inbox. */
export async function toldOf(client: Client, title: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const { items } = await client.call(listInbox, { query: {} })
      if (!items.some((one) => one.title === title)) throw new Error(`no message “${title}”`)
    },
    { timeout: 15_000, interval: 100 },
  )
}
