import * as contract from '@civitas/contract'
import { isInScope } from '../../../kernel/access.ts'
import { hashSecret, newSecret } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { forbidden, invalid, notFound, unauthenticated } from '../../../kernel/problem.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import { bucketSecondsFor, readBuckets } from '../datastreams/series.ts'
import * as store from './embed-store.ts'

const hourMs = 3_600_000
const mostPoints = 300

/** Charts of one series in frames of other sites, opened by a read-only token that expires (PLT-016). */
export function bindSeriesEmbeds({ kernel, index }: { kernel: Kernel; index: DatastreamIndex }): void {
  const { http, db, clock } = kernel
  const toEmbed = (row: store.EmbedRow): contract.SeriesEmbed => ({
    ...{ id: row.id, title: row.title, datastreamId: row.datastream_id, hours: row.hours },
    ...{ thingName: index.find(row.datastream_id)?.thing.name ?? '—', createdBy: row.created_by },
    ...{ createdTime: row.created_time.toISOString(), expiresTime: row.expires_time.toISOString() },
    lastReadTime: row.last_read_time?.toISOString() ?? null,
  })
  http.bind(contract.listSeriesEmbeds, async ({ query }, { principal }) => {
    const { rows, total } = await store.listEmbeds(db, query, principal.scope)
    return { items: rows.map(toEmbed), total }
  })
  http.bind(contract.createSeriesEmbed, async ({ body }, { principal }) => {
    const stream = index.find(body.datastreamId)
    if (!stream || !isInScope(stream.thing.divisionCode, principal.scope))
      throw invalid('/body/datastreamId', '没有这个数据流')
    const [token, now] = [newSecret(), clock.now()]
    const row = {
      ...{ id: newId(), title: body.title, datastream_id: body.datastreamId, hours: body.hours },
      ...{ division_code: stream.thing.divisionCode, token_hash: hashSecret(token) },
      ...{ created_time: now, created_by: principal.name },
      expires_time: new Date(now.getTime() + body.validDays * 24 * hourMs),
    }
    await store.insertEmbed(db, row)
    return { embed: toEmbed({ ...row, last_read_time: null }), token }
  })
  http.bind(contract.deleteSeriesEmbed, async ({ params }, { principal }) => {
    if (!(await store.deleteEmbed(db, params.id, principal.scope))) throw notFound('嵌入图表', params.id)
    return { done: true as const }
  })
  http.bind(contract.readSeriesEmbed, async ({ params }, { raw }) => {
    const row = await store.findEmbed(db, params.id)
    const token = raw.headers['x-embed-token']
    if (!row || typeof token !== 'string' || hashSecret(token) !== row.token_hash)
      throw unauthenticated('图表不存在或令牌无效。', 'wrong-embed-token')
    const to = clock.now()
    if (row.expires_time <= to) throw forbidden('图表的令牌已过期。', 'embed-expired')
    await store.noteRead(db, row.id, to)
    const from = new Date(to.getTime() - row.hours * hourMs)
    const seconds = Math.max(60, bucketSecondsFor(from.getTime(), to.getTime(), mostPoints))
    const points = await readBuckets(kernel, row.datastream_id, from, to, seconds)
    return {
      ...{ title: row.title, thingName: index.find(row.datastream_id)?.thing.name ?? '—' },
      ...{
        unit: index.describe(row.datastream_id).unitLabel,
        from: from.toISOString(),
        to: to.toISOString(),
      },
      points: points.map(({ time, value }) => ({ time, value })),
    }
  })
}
