import { createConnection } from 'node:net'
import { createThing, type ModelDefinition, publishModel, saveModelDraft } from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import mqtt, { type IClientOptions, MqttClient } from 'mqtt'
import { newId } from '../../src/kernel/ids.ts'
import { places, type TestPlatform } from '../../src/test-kit/index.ts'

/** A device model a test begins with. */
export function aModel(more: Partial<ModelDefinition> = {}): ModelDefinition {
  const property = (id: string, title: string, unit: string, max: number) => ({
    ...{ id, title: { zh: title, en: id }, unit, min: 0, max, jumpAmount: null, jumpSeconds: null },
    ...{ periodSeconds: 300, mandatory: true, variable: true },
  })
  return {
    title: { zh: '井盖-V1', en: 'Cover V1' },
    entityType: 'devices.device',
    properties: [property('tilt', '倾角', 'deg', 180), property('level', '水位', 'cm', 500)],
    events: [],
    commands: [],
    heartbeatSeconds: 900,
    sleeping: false,
    securityLevel: 2,
    namingRule: null,
    oidArc: null,
    facilityRequired: false,
    sector: null,
    ...more,
  }
}

/** Writes and publishes a model as an administrator would. */
export async function publish(admin: Client, id: string, definition: ModelDefinition): Promise<void> {
  await admin.call(saveModelDraft, { params: { id }, body: definition })
  await admin.call(publishModel, { params: { id } })
}

export interface ADevice {
  id: string
  reference: string
  name: string
  credential: { name: string; key: string }
  datastream(property: string): number
}

/** Registers a device of a model with a key of its own. */
export async function aDevice(
  admin: Client,
  thingType: string,
  more: { reference?: string; name?: string; ownerId?: string; position?: [number, number] } = {},
): Promise<ADevice> {
  const reference = more.reference ?? `D-${newId().slice(-12)}`
  const { thing, datastreams, credential } = await admin.call(createThing, {
    body: {
      ...{ thingType, reference, name: more.name ?? reference, position: more.position ?? places.oldTown },
      ...(more.ownerId ? { ownerId: more.ownerId } : {}),
      credential: { name: `cred-${reference}` },
    },
  })
  return {
    ...{ id: thing.id, reference, name: thing.name },
    credential: credential as { name: string; key: string },
    datastream: (property) => datastreams.find((one) => one.property === property)?.datastreamId as number,
  }
}

export function connect(
  city: TestPlatform,
  { name, key }: { name: string; key: string },
  more: Partial<IClientOptions> = {},
): Promise<MqttClient> {
  return mqtt.connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, {
    ...{ username: name, password: key, reconnectPeriod: 0, clientId: `c-${newId()}` },
    ...more,
  })
}

/** Connects from another address of this machine (127.0.0.0/8). */
export async function connectFrom(
  city: TestPlatform,
  localAddress: string,
  { name, key }: { name: string; key: string },
): Promise<MqttClient> {
  const open = () => createConnection({ host: '127.0.0.1', port: city.mqttPort, localAddress })
  const client = new MqttClient(open, {
    ...{ username: name, password: key, reconnectPeriod: 0, clientId: `c-${newId()}` },
    protocolVersion: 4,
  })
  await new Promise<void>((done, failed) => {
    client.once('connect', () => done())
    client.once('error', failed)
  })
  return client
}

/** Packets a client gets on a topic, oldest first. */
export async function listen<T>(client: MqttClient, topic: string): Promise<T[]> {
  const heard: T[] = []
  client.on('message', (name, payload) => {
    if (name === topic) heard.push(JSON.parse(payload.toString()))
  })
  await client.subscribeAsync(topic)
  return heard
}

/** A clock a test can move on. */
export function aClock() {
  let ahead = 0
  return {
    now: () => new Date(Date.now() + ahead),
    advance: (minutes: number) => {
      ahead += minutes * 60_000
    },
  }
}
