import {
  type Client,
  createThing,
  type DevicePack,
  getPack,
  getThing,
  listDivisions,
  listThings,
} from '@civitas/sdk'
import { type Command, readFlags, say, UserError, userError } from '../command.ts'
import { type Connection, connect, connectFlags } from '../connect.ts'
import { sendDataArrays } from '../replay/send-data-arrays.ts'
import { toTable } from '../table.ts'
import { leadTo, valueAt } from './simulated-value.ts'

const flags = { ...connectFlags, devices: 'text', hours: 'text', live: 'yes-no', alarm: 'yes-no' } as const

/** One series of one simulated device. */
interface Stream {
  id: number
  name: string
  periodMs: number
  script: DevicePack['simulation'][number]
  /** Sets devices apart from one another. */
  seed: number
}

export const simulatePack: Command = {
  name: 'simulate pack',
  summary: { zh: '按设备类型包的脚本模拟设备', en: 'Play the script of a device-type pack' },
  usage: 'civitas simulate pack ID [--devices 3] [--hours 2] [--live] [--alarm]',
  run: async (args) => {
    const { values, words } = readFlags(args, flags)
    const [id] = words
    if (!id) throw new UserError(simulatePack.usage)
    const devices = toCount(values.devices, '--devices', 3, 1000)
    const hours = toCount(values.hours, '--hours', 2, 24 * 31)
    const connection = await connect(values)
    const { pack, info } = await connection.client.call(getPack, { params: { id } })
    if (info.installedVersion === null)
      throw userError(`类型包“${id}”还没有安装。`, `The pack “${id}” is not installed.`)
    if (pack.simulation.length === 0)
      throw userError(`类型包“${id}”没有模拟脚本。`, `The pack “${id}” has no script.`)
    const streams = await openStreams(connection.client, pack, devices)
    const now = Date.now()
    const counts = await Promise.all(
      streams.map((stream) => {
        const { id, dataArray } = toArray(stream, now - hours * 3_600_000, now)
        const rows = values.alarm ? crossLimits(pack, stream, dataArray) : dataArray
        return sendDataArrays(connection, [{ id, dataArray: rows }])
      }),
    )
    report(streams, counts)
    if (values.live) await playOn(connection, streams, now)
  },
}

function toCount(text: string | undefined, flag: string, usual: number, most: number): number {
  const count = text === undefined ? usual : Number(text)
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw userError(`${flag} 应为 1 至 ${most} 的整数。`, `${flag} must be a whole number from 1 to ${most}.`)
  return count
}

/** The simulated devices of each model, registered when they are not there yet, with what the script plays on them. */
async function openStreams(client: Client, pack: DevicePack, devices: number): Promise<Stream[]> {
  const models = [...new Set(pack.simulation.map((one) => one.model))]
  const streams: Stream[] = []
  for (const model of models) {
    const definition = pack.models.find((one) => one.id === model)?.definition
    for (let n = 1; n <= devices; n++) {
      const reference = `SIM-${model}-${n}`.toUpperCase()
      const id = await findOrCreate(client, model, reference, `${definition?.title.zh ?? model} 模拟 ${n}`, n)
      const { datastreams } = await client.call(getThing, { params: { id } })
      for (const script of pack.simulation.filter((one) => one.model === model)) {
        const stream = datastreams.find((one) => one.property === script.property)
        const period = definition?.properties.find((one) => one.id === script.property)?.periodSeconds
        if (!stream) continue
        const name = `${reference} ${script.property}`
        streams.push({ id: stream.datastreamId, name, periodMs: (period ?? 300) * 1000, script, seed: n })
      }
    }
  }
  return streams
}

async function findOrCreate(
  client: Client,
  thingType: string,
  reference: string,
  name: string,
  n: number,
): Promise<string> {
  const { items } = await client.call(listThings, {
    query: { type: thingType, search: reference, limit: 20 },
  })
  const known = items.find((one) => one.reference === reference)
  if (known) return known.id
  const position = await findPlace(client, n)
  const { thing } = await client.call(createThing, {
    body: { thingType, reference, name, ...(position ? { position } : {}) },
  })
  return thing.id
}

/** The middle of a grid, another one for each device; none before there are divisions. */
async function findPlace(client: Client, n: number): Promise<[number, number] | null> {
  const { items } = await client.call(listDivisions, { query: { level: 5, limit: 1, offset: n * 7 } })
  return (items[0]?.centre as [number, number] | undefined) ?? null
}

/** Values at every whole period after one instant up to another. */
function toArray(stream: Stream, fromMs: number, toMs: number) {
  const dataArray: Array<[string, number]> = []
  const { periodMs } = stream
  for (let ms = Math.floor(fromMs / periodMs + 1) * periodMs; ms <= toMs; ms += periodMs)
    dataArray.push([new Date(ms).toISOString(), valueAt(stream.script, stream.seed, ms)])
  return { id: stream.id, dataArray }
}

function report(streams: readonly Stream[], counts: readonly number[]): void {
  const header = say({ zh: '设备与属性,读数', en: 'device and property,readings' }).split(',')
  console.log(toTable([header, ...streams.map((one, i) => [one.name, String(counts[i])])]))
}

/** Lets the first device of each rule of the pack end a tenth beyond its limit, without a jump its model would flag. */
function crossLimits(pack: DevicePack, { script, seed }: Stream, dataArray: Array<[string, number]>) {
  const rule = pack.rules.find((one) => one.model === script.model && one.property === script.property)
  const limit = rule?.above ?? rule?.below
  if (seed !== 1 || limit === null || limit === undefined) return dataArray
  const definition = pack.models.find((one) => one.id === script.model)?.definition
  const jump = definition?.properties.find((one) => one.id === script.property)?.jumpAmount
  return leadTo(
    dataArray,
    limit * (rule?.above === null ? 0.9 : 1.1),
    (jump ?? Number.POSITIVE_INFINITY) * 0.8,
  )
}

/** Goes on until it is stopped. */
async function playOn(connection: Connection, streams: readonly Stream[], sinceMs: number): Promise<void> {
  console.error(say({ zh: '持续模拟中，Ctrl+C 停止。', en: 'Playing on; Ctrl+C stops.' }))
  let from = sinceMs
  let isOn = true
  process.once('SIGINT', () => {
    isOn = false
  })
  while (isOn) {
    await new Promise((next) => setTimeout(next, 1_000))
    const now = Date.now()
    const arrays = streams.map((one) => toArray(one, from, now)).filter((one) => one.dataArray.length > 0)
    if (arrays.length > 0) await sendDataArrays(connection, arrays)
    from = now
  }
}
