import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { MqttClient } from 'mqtt'
import type { Kernel } from '../../../../kernel/kernel.ts'
import { guessColumns } from '../../uploads/preview-file.ts'
import { type Access, type Connector, required } from './connector.ts'
import { type TopicMessage, toRelation } from './topic-rows.ts'
import {
  forgetBefore,
  hasUnread,
  type KeptMessage,
  openSpool,
  placeFrom,
  readSpool,
  spoolFolder,
} from './topic-spool.ts'

/** Messages that are loaded at a time. */
const messagesAtATime = 100_000
/** A topic that says nothing for so long has no more for now. */
const quietMs = 1_000
/** Time a topic is given to say something when it is looked at. */
const patienceMs = 5_000
/** Time one collection listens at most: what comes later is for the next. */
const listenMs = 30_000

/**
 * Topics of an MQTT 5 broker. The broker keeps messages of quality 1 in the session of the source while nobody listens; each is
 * on disk here before it is acknowledged, and is loaded from there with its place, so that none is lost and none counts twice.
 */
export const mqtt: Connector = {
  inspect: async (parts, access) => {
    const heard = await listen(access, null, patienceMs)
    if (heard.length === 0) throw new Error('已连接，但 5 秒内没有收到消息')
    const look = mkdtempSync(join(parts.kernel.lake.folder('batches'), 'look-'))
    try {
      const { relation } = await toRelation(heard.map(toTopic), { folder: look, expected: [] })
      return (await guessColumns(parts, relation)).columns.map((one) => one.field)
    } finally {
      rmSync(look, { recursive: true, force: true })
    }
  },
  hasNew: async ({ kernel }, ask) => {
    await drain(kernel, ask)
    return hasUnread(spoolFolder(kernel, ask.sourceId), placeFrom(ask.position))
  },
  collect: async ({ kernel }, ask) => {
    const folder = spoolFolder(kernel, ask.sourceId)
    if (!(await hasUnread(folder, placeFrom(ask.position)))) await drain(kernel, ask)
    const { messages, end, hasMore } = await readSpool(folder, placeFrom(ask.position), messagesAtATime)
    if (messages.length === 0) return null
    return {
      ...(await toRelation(messages.map(toTopic), { folder: ask.folder, expected: ask.expected ?? [] })),
      ...{ position: `${end.segment}:${end.at}`, hasMore },
      done: () => forgetBefore(folder, end),
    }
  },
}

/** Takes what the broker has kept into our own keeping. */
async function drain(kernel: Pick<Kernel, 'lake'>, access: Access & { sourceId: string }): Promise<void> {
  const spool = await openSpool(spoolFolder(kernel, access.sourceId))
  try {
    await listen(access, { clientId: `civitas-${access.sourceId}`, spool }, quietMs)
  } finally {
    await spool.close()
  }
}

type Kept = { clientId: string; spool: Awaited<ReturnType<typeof openSpool>> }

/** Listens until it has been quiet for a while. With a session each message is kept before it is acknowledged. */
async function listen(access: Access, session: Kept | null, patience: number): Promise<KeptMessage[]> {
  const client = await newClient(access, session)
  const heard: KeptMessage[] = []
  let timer: NodeJS.Timeout | undefined
  let end: NodeJS.Timeout | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      end = setTimeout(resolve, listenMs)
      client.on('error', reject)
      client.on('close', () => reject(new Error('连接被代理关闭')))
      client.handleMessage = (packet, done) => {
        clearTimeout(timer)
        timer = setTimeout(resolve, quietMs)
        const message = toMessage(packet.topic, packet.payload)
        // A broker that did not hear our word sends a message again, and says so.
        const isKnown = packet.dup && session?.spool.recent.has(message.digest)
        if (!session) heard.push(message)
        const kept = session && !isKnown ? session.spool.keep([message]) : Promise.resolve()
        session?.spool.recent.add(message.digest)
        kept.then(() => done(), reject)
      }
      client.on('connect', () => {
        timer ??= setTimeout(resolve, patience)
        // What is retained is sent to a new subscription only, or it would come again at every look (MQTT 5, 3.8.3.1).
        client.subscribe(required(access.connection.topic, '主题'), { qos: 1, rh: 1 }, (error) => {
          if (error) reject(new Error(`不能订阅主题：${error.message}`))
        })
      })
      // The broker may send what it kept with its first word: nothing is connected before somebody listens.
      client.connect()
    })
  } finally {
    clearTimeout(timer)
    clearTimeout(end)
    client.removeAllListeners('close')
    client.removeAllListeners('error')
    client.on('error', () => undefined)
    await client.endAsync().catch(() => undefined)
  }
  return heard
}

const monthSeconds = 30 * 86_400

async function newClient({ connection, secret }: Access, session: Kept | null): Promise<MqttClient> {
  const { default: library } = await import('mqtt')
  return library.connect(required(connection.url, '地址'), {
    ...{ protocolVersion: 5, reconnectPeriod: 0, connectTimeout: 10_000, manualConnect: true },
    ...(connection.user ? { username: connection.user, password: secret ?? undefined } : {}),
    ...(session
      ? { clientId: session.clientId, clean: false, properties: { sessionExpiryInterval: monthSeconds } }
      : { clean: true }),
  })
}

function toMessage(topic: string, payload: string | Buffer): KeptMessage {
  const text = payload.toString('utf8')
  const digest = createHash('sha256').update(`${topic}\n`).update(payload).digest('base64').slice(0, 22)
  return { topic, time: new Date().toISOString(), digest, text }
}

function toTopic({ topic, time, text }: KeptMessage): TopicMessage {
  return { from: { mqtt_topic: topic, mqtt_time: time }, text }
}
