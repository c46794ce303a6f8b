import { userError } from '../command.ts'
import type { Connection } from '../connect.ts'

/** Readings of one datastream: phenomenon time and result. */
export interface DataArray {
  id: number
  dataArray: Array<[string, number]>
}

/** Sends readings as SensorThings data arrays (OGC 18-088, clause 13); answers how many once they are durable. */
export async function sendDataArrays(connection: Connection, arrays: readonly DataArray[]): Promise<number> {
  const filled = arrays.filter((one) => one.dataArray.length > 0)
  if (filled.length === 0) return 0
  const response = await fetch(`${connection.url}/sta/v1.1/CreateObservations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${connection.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(
      filled.map(({ id, dataArray }) => ({
        Datastream: { '@iot.id': id },
        components: ['phenomenonTime', 'result'],
        'dataArray@iot.count': dataArray.length,
        dataArray,
      })),
    ),
  })
  const text = await response.text()
  if (!response.ok)
    throw userError(
      `平台拒收（${response.status}）：${detailOf(text)}`,
      `Refused (${response.status}): ${detailOf(text)}`,
    )
  return filled.reduce((sum, one) => sum + one.dataArray.length, 0)
}

function detailOf(text: string): string {
  try {
    return (JSON.parse(text) as { detail?: string }).detail ?? text
  } catch {
    return text.slice(0, 300)
  }
}
