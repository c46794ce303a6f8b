import { connect, type Socket } from 'node:net'
import mqttPacket from 'mqtt-packet'

/** What the parent asks of this process; devices publish one message a round, each value of another datastream. */
export interface PublishPlan {
  port: number
  username: string
  password: string
  /** Datastream ids by device. */
  devices: number[][]
  rounds: number
  startMs: number
  connections: number
  /** Messages sent and not yet acknowledged, for each connection. */
  window: number
}

export interface PublishResult {
  seconds: number
  messages: number
  /** Milliseconds from publish to acknowledgement, every tenth message. */
  waits: number[]
}

/**
 * A process of devices: MQTT 3.1.1, QoS 1, frames made beforehand, so that the measurement is of the server and not of
 * a client library. Answers `ready`, waits for `go`, answers the result.
 */
function makeFrames(plan: PublishPlan, connection: number): Buffer[] {
  const frames: Buffer[] = []
  for (let round = 0; round < plan.rounds; round++) {
    for (let device = connection; device < plan.devices.length; device += plan.connections) {
      const time = new Date(plan.startMs + round * 1000).toISOString()
      const groups = (plan.devices[device] as number[]).map((id, i) => ({
        Datastream: { '@iot.id': id },
        components: ['phenomenonTime', 'result'],
        dataArray: [[time, 20 + ((device + round + i) % 60)]],
      }))
      frames.push(
        mqttPacket.generate({
          cmd: 'publish',
          topic: 'v1.1/CreateObservations',
          payload: JSON.stringify(groups),
          qos: 1,
          dup: false,
          retain: false,
          messageId: (frames.length % 65_535) + 1,
        }),
      )
    }
  }
  return frames
}

function signIn(plan: PublishPlan, connection: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(plan.port, '127.0.0.1')
    socket.setNoDelay(true)
    socket.once('error', reject)
    socket.once('connect', () =>
      socket.write(
        mqttPacket.generate({
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 4,
          clientId: `bench-${connection}`,
          clean: true,
          keepalive: 0,
          username: plan.username,
          password: Buffer.from(plan.password),
        }),
      ),
    )
    let answer = Buffer.alloc(0)
    socket.on('data', function listen(chunk: Buffer) {
      answer = Buffer.concat([answer, chunk])
      if (answer.length < 4) return
      socket.off('data', listen)
      if (answer[0] === 0x20 && answer[3] === 0) resolve(socket)
      else reject(new Error(`the broker refused the connection: ${answer.toString('hex')}`))
    })
  })
}

/** Sends all frames of a connection within its window; every PUBACK is four bytes. */
function publish(socket: Socket, frames: Buffer[], window: number, waits: number[]): Promise<void> {
  const sentAt = new Float64Array(frames.length)
  return new Promise((resolve, reject) => {
    let sent = 0
    let acknowledged = 0
    let bytes = 0
    const send = () => {
      const until = Math.min(frames.length, acknowledged + window)
      if (until - sent < window / 4 && until < frames.length) return
      const now = performance.now()
      sentAt.fill(now, sent, until)
      if (until > sent) socket.write(Buffer.concat(frames.slice(sent, until)))
      sent = until
    }
    socket.on('close', () => reject(new Error('the server closed the connection')))
    socket.on('data', (chunk) => {
      bytes += chunk.length
      const now = performance.now()
      const done = Math.floor(bytes / 4)
      for (let i = acknowledged; i < done; i++) if (i % 10 === 0) waits.push(now - (sentAt[i] as number))
      acknowledged = done
      if (acknowledged === frames.length) resolve()
      else send()
    })
    send()
  })
}

process.on('message', async (plan: PublishPlan | 'go') => {
  if (plan === 'go') return
  const indices = Array.from({ length: plan.connections }, (_, i) => i)
  const frames = indices.map((i) => makeFrames(plan, i))
  const sockets = await Promise.all(indices.map((i) => signIn(plan, i)))
  process.send?.('ready')
  await new Promise<void>((go) => process.once('message', () => go()))
  const waits: number[] = []
  const began = performance.now()
  await Promise.all(sockets.map((socket, i) => publish(socket, frames[i] as Buffer[], plan.window, waits)))
  const messages = frames.reduce((sum, one) => sum + one.length, 0)
  const result: PublishResult = { seconds: (performance.now() - began) / 1000, messages, waits }
  for (const socket of sockets) socket.removeAllListeners('close').destroy()
  process.send?.(result, () => process.disconnect())
})
