import mqtt from 'mqtt'
import type { Reading } from './device.ts'
import type { Access } from './session.ts'

/** The one MQTT connection all simulated devices share, as behind a real gateway. */
export interface Gateway {
  /** Publishes at QoS 1. While the line is down readings are lost, as those of a device without memory are. */
  send(readings: readonly Reading[]): void
  stop(): void
}

/** Readings that may wait for their acknowledgement; more are not sent. */
const mostUnacknowledged = 5_000

export function connectGateway(url: string, access: Access): Gateway {
  const client = mqtt.connect(url, {
    username: access.credential,
    password: access.key,
    clientId: `simulator-${process.pid}-${Date.now()}`,
    protocolVersion: 4,
    reconnectPeriod: 1_000,
    connectTimeout: 5_000,
  })
  let waiting = 0
  let said = ''
  let stopped = false
  const say = (text: string) => {
    if (text !== said) console.error(`simulator: ${text}`)
    said = text
  }
  client.on('connect', () => say('MQTT connected'))
  client.on('close', () => {
    if (!stopped) say('MQTT connection lost; trying again')
  })
  client.on('error', (error) => {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') say(`MQTT: ${error.message}`)
  })
  return {
    send: (readings) => {
      if (!client.connected) return
      for (const { datastreamId, timeMs, result } of readings) {
        if (waiting >= mostUnacknowledged) return
        waiting++
        const payload = JSON.stringify({ phenomenonTime: new Date(timeMs).toISOString(), result })
        client.publish(`v1.1/Datastreams(${datastreamId})/Observations`, payload, { qos: 1 }, () => {
          waiting--
        })
      }
    },
    stop: () => {
      stopped = true
      client.end(true)
    },
  }
}
