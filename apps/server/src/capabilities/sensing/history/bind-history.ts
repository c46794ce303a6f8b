import * as contract from '@civitas/contract'
import type { Kernel } from '../../../kernel/kernel.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import type { ThingModels } from '../models/registry.ts'
import { agePartitions } from './age-partitions.ts'
import { readCitySeries } from './city-series.ts'
import { measureHistory } from './history-files.ts'
import { forgetHistory, listRetentionClasses, saveRetentionClass } from './retention.ts'
import { rollUp } from './roll-up.ts'
import { refreeze } from './thaw.ts'

/** Keeps sums current, moves closed days to the lake, forgets what is old; and says how that goes. */
export function bindHistory(kernel: Kernel, index: DatastreamIndex, models: ThingModels): void {
  const { http, config, jobs } = kernel
  jobs.every('sensing-roll-up', '* * * * *', async () => {
    await rollUp(kernel)
    await refreeze(kernel)
  })
  jobs.every('sensing-age-history', '23 2 * * *', async () => {
    await agePartitions(kernel, config.hotDays)
    await forgetHistory(kernel, index)
  })
  http.bind(contract.getHistoryStatus, () => getStatus(kernel))
  http.bind(contract.ageHistory, async ({ body }) => ({
    hoursSummed: await rollUp(kernel),
    moved: await agePartitions(kernel, body.hotDays ?? config.hotDays),
  }))
  http.bind(contract.listRetentionClasses, () => listRetentionClasses(kernel))
  http.bind(contract.saveRetentionClass, ({ params, body }) =>
    saveRetentionClass(kernel, { id: params.id, ...body }, (type) => Boolean(models.findThingType(type))),
  )
  http.bind(contract.getCitySeries, async ({ query }, { principal }) => {
    const sample = index.thingsOf(query.thingType)[0]
    const stream = sample && index.findDatastream(sample.id, query.property)
    if (!stream) throw notFound('数据流', `${query.thingType}/${query.property}`)
    if (query.from >= query.to) throw invalid('/query/to', '应晚于 from')
    return {
      ...index.describe(stream.id),
      points: await readCitySeries(kernel.db, query, principal.scope),
    }
  })
}

async function getStatus(kernel: Kernel): Promise<contract.HistoryStatus> {
  const found = await measureHistory(kernel.db)
  return {
    hotDays: kernel.config.hotDays,
    hotRows: found.hot_rows,
    hotBytes: found.hot_bytes,
    files: found.files,
    fileRows: found.rows,
    fileBytes: found.bytes,
    oldestTime: found.oldest?.toISOString() ?? null,
    rollupBytes: found.rollup_bytes,
    hoursToSum: found.due,
  }
}
