import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { type Client, type Connector, getThing, listConnectors, listThings, type Thing } from '@civitas/sdk'
import { type Command, readFlags, say, UserError, userError } from '../command.ts'
import { connect, connectFlags } from '../connect.ts'
import { type ReplayCounts, replayFile } from '../replay/replay-file.ts'
import { toTable } from '../table.ts'

const flags = { ...connectFlags, station: 'text', connector: 'text', from: 'text', to: 'text' } as const

export const replay: Command = {
  name: 'replay',
  summary: { zh: '把真实数据文件回放到设备', en: 'Feed files of real readings to things' },
  usage:
    'civitas replay FILE.csv[.gz] … [--station REFERENCE[,REFERENCE]] [--connector ID] [--from TIME] [--to TIME]',
  run: async (args) => {
    const { values, words: files } = readFlags(args, flags)
    if (files.length === 0) throw new UserError(replay.usage)
    const absent = files.find((file) => !existsSync(file))
    if (absent) throw userError(`没有文件 ${absent}`, `There is no file ${absent}`)
    const connection = await connect(values)
    const connector = await findConnector(connection.client, values.connector)
    const things = await findThings(connection.client, connector, files, values.station)
    if (connector.attribution) console.error(say(connector.attribution))
    const progress = showProgress(files)
    const began = performance.now()
    const counts = await Promise.all(
      files.map(async (path, i) => {
        const thing = things[i] as Thing
        const { datastreams } = await connection.client.call(getThing, { params: { id: thing.id } })
        return replayFile({
          ...{ connection, connector, path, fromMs: toMs(values.from, 0), toMs: toMs(values.to, Infinity) },
          datastreams: new Map(datastreams.map((one) => [one.property, one.datastreamId])),
          onProgress: (sent) => progress.update(i, sent),
        })
      }),
    )
    progress.end()
    report(files, things, counts, (performance.now() - began) / 1000)
  },
}

function toMs(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  const ms = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00+08:00` : text)
  if (Number.isNaN(ms)) throw userError(`“${text}”不是时间。`, `“${text}” is no time.`)
  return ms
}

/** The connector named, or the only one for files. */
async function findConnector(client: Client, id: string | undefined): Promise<Connector> {
  const all = (await client.call(listConnectors)).filter((one) => one.format === 'csv')
  const found = id ? all.find((one) => one.id === id) : all.length === 1 ? all[0] : undefined
  if (found) return found
  const known = all.map((one) => one.id).join(', ')
  throw userError(`请用 --connector 指明映射：${known}`, `Name the mapping with --connector: ${known}`)
}

/** A thing for each file: those named, or the things of the connector’s model in the order of their numbers. */
async function findThings(
  client: Client,
  connector: Connector,
  files: readonly string[],
  named: string | undefined,
): Promise<Thing[]> {
  const { items } = await client.call(listThings, { query: { type: connector.thingType, limit: 500 } })
  const sorted = items.sort((a, b) => (a.reference < b.reference ? -1 : 1))
  if (named === undefined) {
    if (sorted.length < files.length)
      throw userError(
        `${files.length} 个文件，只有 ${sorted.length} 个 ${connector.thingType} 设备。`,
        `${files.length} files but only ${sorted.length} things of ${connector.thingType}.`,
      )
    return sorted.slice(0, files.length)
  }
  const references = named.split(',')
  if (references.length !== files.length)
    throw userError('--station 的个数应与文件数相同。', '--station must name one thing for each file.')
  return references.map((reference) => {
    const thing = sorted.find((one) => one.reference === reference || one.name === reference)
    if (!thing) throw userError(`没有编号为 ${reference} 的设备。`, `There is no thing ${reference}.`)
    return thing
  })
}

/** Writes how far each file is on one line of the terminal; nothing when the output is kept in a file. */
function showProgress(files: readonly string[]) {
  const rows = files.map(() => 0)
  const { stderr } = process
  return {
    update: (i: number, counts: ReplayCounts) => {
      rows[i] = counts.rows
      if (stderr.isTTY) stderr.write(`\r${files.map((file, n) => `${basename(file)} ${rows[n]}`).join('  ')}`)
    },
    end: () => {
      if (stderr.isTTY) stderr.write('\n')
    },
  }
}

function report(
  files: readonly string[],
  things: readonly Thing[],
  counts: readonly ReplayCounts[],
  seconds: number,
): void {
  const header = say({ zh: '文件,设备,行,读数,缺测', en: 'file,thing,rows,readings,missing' }).split(',')
  const rows = files.map((file, i) => {
    const { rows, readings, missing } = counts[i] as ReplayCounts
    return [basename(file), (things[i] as Thing).name, String(rows), String(readings), String(missing)]
  })
  console.log(toTable([header, ...rows]))
  const readings = counts.reduce((sum, one) => sum + one.readings, 0)
  const rate = Math.round(readings / seconds)
  console.log(
    say({
      zh: `共 ${readings} 个读数，用时 ${seconds.toFixed(1)} 秒，每秒 ${rate} 个；缺测的没有写入。`,
      en: `${readings} readings in ${seconds.toFixed(1)} s, ${rate} a second; missing values were not written.`,
    }),
  )
}
