import { createCredential, createThing } from '@civitas/contract'
import type { BenchServer } from './server.ts'

export interface BenchThings {
  /** Ids of the datastreams of the wanted property. */
  datastreams: number[]
  credential: { name: string; key: string }
}

/** Registers gauges through the API and one gateway that may speak for all of them. */
export async function registerGauges(
  server: BenchServer,
  count: number,
  property: string,
): Promise<BenchThings> {
  const datastreams: number[] = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const i = next++
      const { datastreams: streams } = await server.admin.call(createThing, {
        body: {
          thingType: 'waterlogging.gauge',
          reference: `B${i}`,
          name: `压测水位计 ${i}`,
          attributes: { point_kind: 'underpass' },
        },
      })
      datastreams.push(streams.find((one) => one.property === property)?.datastreamId as number)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  const credential = await server.admin.call(createCredential, {
    body: { name: 'bench-gateway', kind: 'gateway', thingType: 'waterlogging.gauge' },
  })
  return { datastreams, credential }
}
