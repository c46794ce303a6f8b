import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import * as store from './file-store.ts'
import { nextFileTime, orderFile } from './order-file.ts'
import { lastPeriod } from './periods.ts'
import { writeFile } from './write-file.ts'

/** Rows of one file. */
const mostRows = 200_000
const longestMs = 400 * 86_400_000

interface Parts {
  kernel: Kernel
  /** Datastreams of a thing type; null when there is no such type. */
  propertiesOf(thingType: string): readonly string[] | null
}

/** Files of filtered and aggregated series, made by the clock and kept for download (PLT-016). */
export function startScheduledFiles(parts: Parts): { stop(): Promise<void> } {
  bindFiles(parts)
  const { kernel } = parts
  return startWorkQueue(kernel, 'scheduled-files', async (tx) => {
    const now = kernel.clock.now()
    const due = await store.takeDue(tx, now)
    if (!due) return false
    const { every } = due.definition
    const { fromMs, toMs } = lastPeriod(due.next_time.getTime(), every)
    await makeRun(kernel, tx, due, new Date(fromMs), new Date(toMs))
    await store.setNext(tx, due.id, nextFileTime(now, every))
    return true
  })
}

function bindFiles(parts: Parts): void {
  const { kernel } = parts
  const { http, db, clock } = kernel
  const find = async (id: string, { scope }: Principal) => {
    const [file] = (await store.listFiles(db, { id }, scope)).items
    if (!file) throw notFound('定时文件', id)
    return file
  }
  http.bind(contract.listScheduledFiles, ({ query }, { principal }) =>
    store.listFiles(db, query, principal.scope),
  )
  http.bind(contract.createScheduledFile, async ({ body }, { principal }) => {
    const properties = parts.propertiesOf(body.thingType)
    if (!properties) throw invalid('/body/thingType', '没有这种设备')
    if (!properties.includes(body.property)) throw invalid('/body/property', '设备没有这个数据流')
    const order = { definition: body, scope: principal.scope, createdBy: principal.name }
    return find(await orderFile(db, order, clock.now()), principal)
  })
  http.bind(contract.deleteScheduledFile, async ({ params }, { principal }) => {
    await find(params.id, principal)
    await store.deleteFile(db, params.id)
    return { done: true as const }
  })
  bindRuns(parts, find)
}

function bindRuns(
  { kernel }: Parts,
  find: (id: string, by: Principal) => Promise<contract.ScheduledFile>,
): void {
  const { http, db, clock } = kernel
  http.bind(contract.listScheduledRuns, async ({ params, query }, { principal }) => {
    await find(params.id, principal)
    return store.listRuns(db, params.id, query)
  })
  http.bind(contract.runScheduledFile, async ({ params, body }, { principal }) => {
    const { every } = await find(params.id, principal)
    const row = (await store.findFile(db, params.id)) as store.FileRow
    const period = lastPeriod(clock.now().getTime(), every)
    const from = new Date(body.from ?? period.fromMs)
    const to = new Date(body.to ?? period.toMs)
    if (from >= to) throw invalid('/body/to', '应晚于 from')
    if (to.getTime() - from.getTime() > longestMs) throw invalid('/body/from', '一次最多 400 天')
    const id = await makeRun(kernel, db, row, from, to)
    return (await store.listRuns(db, params.id, { id })).items[0] as contract.ScheduledRun
  })
  http.bind(contract.downloadScheduledRun, async ({ params }, { principal, reply }) => {
    const file = await find(params.id, principal)
    const run = await store.readContent(db, params.id, params.runId)
    if (!run?.content) throw notFound('数据文件', params.runId)
    const name = `${file.title}-${run.from_time.toISOString().slice(0, 13)}.${file.format}`
    reply.type(file.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
    return run.content as unknown as string
  })
}

/** Makes one file; one that would be too large is noted as failed with the reason. Answers the id of the run. */
async function makeRun(
  kernel: Kernel,
  db: Queryable,
  row: store.FileRow,
  from: Date,
  to: Date,
): Promise<string> {
  const id = newId()
  const rows = await store.readRows(db, row, from, to, mostRows)
  const isTooLarge = rows.length > mostRows
  await store.insertRun(
    db,
    {
      ...{ id, fileId: row.id, from, to, rows: isTooLarge ? 0 : rows.length },
      content: isTooLarge ? null : writeFile(row.definition, rows),
      error: isTooLarge ? `超过 ${mostRows} 行，请缩小范围或改为按小时、按天汇总` : null,
    },
    kernel.clock.now(),
  )
  return id
}
