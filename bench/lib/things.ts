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

export interface BenchFleet {
  /** Datastream ids of each device. */
  streams: number[][]
  credential: { name: string; key: string }
}

/**
 * Registers devices through the API, four values each (a pair of gauges behind one sender: battery and signal, which no
 * rule follows, so that the path of a reading is measured alone), and a credential for all of them.
 */
export async function insertGauges(server: BenchServer, count: number): Promise<BenchFleet> {
  const pairs: number[][] = []
  let next = 0
  const worker = async () => {
    while (next < count * 2) {
      const i = next++
      const { datastreams } = await server.admin.call(createThing, {
        body: {
          thingType: 'waterlogging.gauge',
          reference: `F${i}`,
          name: `压测设备 ${i}`,
          attributes: { point_kind: 'underpass' },
        },
      })
      const sent = datastreams.filter((one) => one.property === 'battery' || one.property === 'signal')
      pairs.push(sent.map((one) => one.datastreamId))
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  const credential = await server.admin.call(createCredential, {
    body: { name: 'bench-fleet', kind: 'gateway', thingType: 'waterlogging.gauge' },
  })
  const streams = Array.from({ length: count }, (_, i) => [
    ...(pairs[2 * i] as number[]),
    ...(pairs[2 * i + 1] as number[]),
  ])
  return { streams, credential }
}
