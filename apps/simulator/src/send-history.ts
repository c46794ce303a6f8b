import type { Reading } from './device.ts'
import type { Access } from './session.ts'

/** Readings in one message; under 200 KB. */
const chunk = 2_000

/** The gateway’s credential does not cover these devices: nothing more may be sent for them. */
export class NotCovered extends Error {}

/**
 * Sends readings, oldest first, as SensorThings data arrays (OGC 18-088, clause 13) over HTTP with the gateway’s credential.
 * Answers once all are durable.
 */
export async function sendHistory(url: string, access: Access, readings: readonly Reading[]): Promise<void> {
  const sorted = [...readings].sort((a, b) => a.timeMs - b.timeMs)
  for (let at = 0; at < sorted.length; at += chunk) await post(url, access, sorted.slice(at, at + chunk))
}

async function post(url: string, access: Access, readings: readonly Reading[]): Promise<void> {
  const basic = Buffer.from(`${access.credential}:${access.key}`).toString('base64')
  const response = await fetch(`${url}/sta/v1.1/CreateObservations`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
    body: JSON.stringify(toDataArrays(readings)),
  })
  if (response.ok) return void (await response.arrayBuffer())
  const text = await response.text()
  if (response.status === 403) throw new NotCovered(text)
  throw new Error(`HTTP ${response.status}: ${text.slice(0, 300)}`)
}

/** One data array for each datastream. */
export function toDataArrays(readings: readonly Reading[]) {
  const rows = new Map<number, Array<[string, number]>>()
  for (const { datastreamId, timeMs, result } of readings) {
    const row: [string, number] = [new Date(timeMs).toISOString(), result]
    const known = rows.get(datastreamId)
    if (known) known.push(row)
    else rows.set(datastreamId, [row])
  }
  return [...rows].map(([id, dataArray]) => ({
    Datastream: { '@iot.id': id },
    components: ['phenomenonTime', 'result'],
    'dataArray@iot.count': dataArray.length,
    dataArray,
  }))
}
