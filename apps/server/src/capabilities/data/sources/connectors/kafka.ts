import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Consumer, EachBatchPayload, Kafka, SASLOptions } from 'kafkajs'
import { newId } from '../../../../kernel/ids.ts'
import { guessColumns } from '../../uploads/preview-file.ts'
import { type Access, type Connector, required } from './connector.ts'
import { type TopicMessage, toRelation } from './topic-rows.ts'

/** Messages, and bytes of them, that are loaded at a time. */
const messagesAtATime = 100_000
const bytesAtATime = 64 * 1024 * 1024
/** Messages that are looked at to tell the columns. */
const sampleSize = 200
/** Time without a message after which what had come is taken, and the rest left for the next collection. */
const quietMs = 15_000

/**
 * A topic of Apache Kafka (protocol 0.11 and later). The broker keeps messages for its own time and by number: how far each
 * partition has been read stands in the position of the source, which is written with the rows, so that none counts twice.
 */
export const kafka: Connector = {
  inspect: async (parts, access) => {
    const { messages } = await withCluster(access, (cluster) =>
      read(cluster, access, { from: {}, atMost: sampleSize }),
    )
    if (messages.length === 0) throw new Error('已连接，但主题中还没有消息')
    const look = mkdtempSync(join(parts.kernel.lake.folder('batches'), 'look-'))
    try {
      const { relation } = await toRelation(messages, { folder: look, expected: [] })
      return (await guessColumns(parts, relation)).columns.map((one) => one.field)
    } finally {
      rmSync(look, { recursive: true, force: true })
    }
  },
  hasNew: async (_, ask) => {
    const spans = await withCluster(ask, (cluster) => spansOf(cluster, ask, placesFrom(ask.position)))
    return spans.some((one) => one.start < one.end)
  },
  collect: async (_, ask) => {
    const from = placesFrom(ask.position)
    const { messages, places, hasMore, note } = await withCluster(ask, (cluster) =>
      read(cluster, ask, { from, atMost: messagesAtATime }),
    )
    const position = JSON.stringify(places)
    if (messages.length === 0) return position === ask.position ? null : { relation: null, position }
    const rows = await toRelation(messages, { folder: ask.folder, expected: ask.expected ?? [] })
    return { ...rows, ...{ position, hasMore }, ...(note ? { note } : {}) }
  },
}

/** The number of the next message by partition. */
type Places = Readonly<Record<string, string>>

function placesFrom(position: string | null): Places {
  return position ? (JSON.parse(position) as Places) : {}
}

/** What is to be read of a partition: from `start` up to, but without, `end`. */
interface Span {
  readonly partition: number
  readonly start: bigint
  readonly end: bigint
  /** Messages the broker has removed before they were read. */
  readonly lost: bigint
}

async function withCluster<T>(access: Access, work: (cluster: Kafka) => Promise<T>): Promise<T> {
  const { default: library } = await import('kafkajs')
  const { default: snappy } = await import('kafkajs-snappy')
  library.CompressionCodecs[library.CompressionTypes.Snappy] = snappy
  const { connection, secret } = access
  const brokers = required(connection.brokers, '代理地址')
    .split(/[,，\s]+/)
    .filter(Boolean)
  const sasl = connection.user && {
    ...{ mechanism: connection.mechanism ?? 'plain', username: connection.user, password: secret ?? '' },
  }
  const cluster = new library.Kafka({
    ...{ clientId: 'civitas', brokers, ssl: connection.tls ?? false },
    ...(sasl ? { sasl: sasl as SASLOptions } : {}),
    ...{ connectionTimeout: 5_000, requestTimeout: 20_000, logLevel: library.logLevel.NOTHING },
    retry: { retries: 2, initialRetryTime: 200 },
  })
  try {
    return await work(cluster)
  } catch (error) {
    throw new Error(`Kafka：${(error as Error).message}`)
  }
}

/** What is new in each partition. */
async function spansOf(cluster: Kafka, { connection }: Access, from: Places): Promise<Span[]> {
  const admin = cluster.admin()
  try {
    await admin.connect()
    const topic = required(connection.topic, '主题')
    if (!(await admin.listTopics()).includes(topic)) throw new Error(`没有主题 ${topic}，或无权读取`)
    return (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => {
      const [first, end] = [BigInt(low), BigInt(high)]
      const next = BigInt(from[partition] ?? low)
      // A topic that was made anew begins again.
      const start = next > end ? first : next < first ? first : next
      return { partition, start, end, lost: next < first ? first - next : 0n }
    })
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}

interface Read {
  readonly from: Places
  readonly atMost: number
}

async function read(cluster: Kafka, access: Access, { from, atMost }: Read) {
  const spans = await spansOf(cluster, access, from)
  const lost = spans.reduce((sum, one) => sum + one.lost, 0n)
  const next = new Map(spans.map((one) => [one.partition, one.start]))
  const messages: TopicMessage[] = []
  const open = spans.filter((one) => one.start < one.end)
  if (open.length > 0) await consume(cluster, access, { open, next, messages, atMost })
  return {
    messages,
    places: Object.fromEntries([...next].map(([partition, at]) => [partition, String(at)])),
    hasMore: open.some((one) => (next.get(one.partition) as bigint) < one.end),
    note: lost > 0n ? `有 ${lost} 条消息在读取前已超过主题的保留期` : null,
  }
}

interface Consuming {
  readonly open: readonly Span[]
  readonly next: Map<number, bigint>
  readonly messages: TopicMessage[]
  readonly atMost: number
}

/** Reads the open spans to their ends, until it is enough, or nothing has come for a while. */
async function consume(cluster: Kafka, { connection }: Access, what: Consuming): Promise<void> {
  const topic = required(connection.topic, '主题')
  const consumer = cluster.consumer({
    // A group of its own: one that was left by a process that died would be waited for.
    groupId: `civitas-${newId()}`,
    ...{ maxWaitTimeInMs: 500, allowAutoTopicCreation: false },
    retry: { retries: 2, restartOnFailure: async () => false },
  })
  try {
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await untilRead(consumer, topic, what)
  } finally {
    await consumer.disconnect().catch(() => undefined)
  }
}

function untilRead(consumer: Consumer, topic: string, what: Consuming): Promise<void> {
  const { open, next, messages, atMost } = what
  let bytes = 0
  let timer: NodeJS.Timeout | undefined
  return new Promise<void>((resolve, reject) => {
    const wait = () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        if (messages.length > 0) resolve()
        else reject(new Error(`主题有新消息，但 ${quietMs / 1000} 秒内没有收到`))
      }, quietMs)
    }
    const isDone = () =>
      bytes >= bytesAtATime ||
      messages.length >= atMost ||
      open.every((one) => (next.get(one.partition) as bigint) >= one.end)
    const take = async ({ batch }: EachBatchPayload) => {
      const span = open.find((one) => one.partition === batch.partition)
      for (const message of batch.messages) {
        const offset = BigInt(message.offset)
        if (!span || isDone() || offset < (next.get(batch.partition) as bigint) || offset >= span.end)
          continue
        bytes += message.value?.length ?? 0
        messages.push(toMessage(batch.partition, message))
        next.set(batch.partition, offset + 1n)
      }
      // Numbers may have gaps: marks of transactions, and what was compacted away.
      const passed = BigInt(batch.lastOffset()) + 1n
      if (span && !isDone() && passed > (next.get(batch.partition) as bigint))
        next.set(batch.partition, passed < span.end ? passed : span.end)
      wait()
      if (isDone()) resolve()
    }
    consumer.on('consumer.crash', ({ payload }) => reject(payload.error))
    wait()
    consumer
      .run({ autoCommit: false, eachBatch: take })
      .then(() => {
        for (const { partition, start } of open) consumer.seek({ topic, partition, offset: String(start) })
      })
      .catch(reject)
  }).finally(() => clearTimeout(timer))
}

function toMessage(partition: number, message: EachBatchPayload['batch']['messages'][number]): TopicMessage {
  return {
    from: {
      ...{ kafka_partition: String(partition), kafka_offset: message.offset },
      kafka_time: new Date(Number(message.timestamp)).toISOString(),
      kafka_key: message.key?.toString('utf8') ?? null,
    },
    text: message.value?.toString('utf8') ?? '',
  }
}
