import type { Principal } from '../../../../kernel/access.ts'
import { Problem } from '../../../../kernel/problem.ts'
import { parseJson, Undecodable } from '../../ingest/decode-readings.ts'
import type { HeldCredential } from '../../things/credentials.ts'
import type { Caller, SensorThingsParts } from '../sensorthings/request.ts'
import { serve, writeIn } from '../sensorthings/serve.ts'
import { createObservations, reasonOf } from '../sensorthings/write/create-observations.ts'

/** Who is behind a connection. */
export interface Publisher {
  id?: string
  principal?: Principal
  credential?: HeldCredential
}

const streamTopic = /^v1\.1\/(Multi)?Datastreams\(['"]?(\d+)['"]?\)\/Observations$/

/**
 * Whether a packet is created the whole way of SensorThings, rather than as a plain reading of a device: everything
 * people publish, and what a device says of a datastream no device model describes.
 */
export function isWholeWay(parts: SensorThingsParts, publisher: Publisher, topic: string): boolean {
  if (publisher.principal || topic === 'v1.1/Observations') return true
  const found = streamTopic.exec(topic)
  return Boolean(found && (found[1] || parts.index.find(Number(found[2]))?.open))
}

/** Creates what a packet carries (OGC 18-088, 13): the topic is the address below the service root. */
export async function publishEntity(
  parts: SensorThingsParts,
  publisher: Publisher,
  topic: string,
  payload: Buffer,
): Promise<void> {
  const caller = toCaller(publisher)
  const session = { parts, caller, root: '/sta/v1.1', tx: null }
  const refuse = (error: Error) =>
    parts.rejections.add({
      ...{ reason: reasonOf(error), protocol: 'mqtt', clientId: publisher.id ?? null, topic, payload },
      ...{
        credentialName: publisher.credential?.name ?? publisher.principal?.account ?? null,
        detail: error.message,
      },
    })
  try {
    if (!topic.startsWith('v1.1/')) throw new Undecodable('wrong-topic', `没有主题 ${topic}`)
    const path = topic.slice('v1.1/'.length)
    const body = parseJson(payload.toString('utf8'))
    if (path === 'CreateObservations') {
      const { results } = await createObservations(parts, caller, body, (work) => writeIn(session, work))
      for (const one of results) if ('error' in one) refuse(one.error)
      return
    }
    await serve(session, { method: 'POST', path, query: {}, contentType: 'application/json', body })
  } catch (error) {
    if (!(error instanceof Problem) && !(error instanceof Undecodable)) throw error
    refuse(error)
  }
}

function toCaller({ principal, credential }: Publisher): Caller {
  if (principal) return { principal }
  if (credential) return { credential, ip: '' }
  throw new Undecodable('wrong-credentials', '未登录')
}
