import * as contract from '@civitas/contract'
import { requireInScope } from '../../../kernel/access.ts'
import { type Config, variableOf } from '../../../kernel/config.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { invalid } from '../../../kernel/problem.ts'
import { ais } from './ais/ais.ts'
import { coap } from './coap/coap.ts'
import { gbt26875 } from './gbt26875/gbt26875.ts'
import { hj212 } from './hj212/hj212.ts'
import { jt808 } from './jt808/jt808.ts'
import { jt809 } from './jt809/jt809.ts'
import { openPlatforms } from './jt809/platforms.ts'
import { listBindings } from './protocols/binding-store.ts'
import { type NewBinding, openBindings } from './protocols/bindings.ts'
import { createGateway, type GatewayParts } from './protocols/gateway.ts'
import { type Listener, listen } from './protocols/listen.ts'
import type { Protocol } from './protocols/protocol.ts'
import { sl651 } from './sl651/sl651.ts'

/** Every device protocol beside MQTT and HTTP. */
const protocols: readonly Protocol[] = [coap, hj212, jt808, jt809, gbt26875, sl651, ais]

/** Opens the ports that are switched on and binds the operations about them. */
export async function startProtocols(given: Omit<GatewayParts, 'bindings' | 'platforms'>): Promise<{
  bindDevices(tx: Transaction, devices: readonly NewBinding[], by: string): Promise<void>
  stop(): Promise<void>
}> {
  const { kernel } = given
  const parts = { ...given, bindings: await openBindings(kernel), platforms: await openPlatforms(kernel) }
  const lines = protocols.map((protocol) => ({ protocol, gateway: createGateway(parts, protocol) }))
  const listeners = new Map<string, Listener>()
  for (const { protocol, gateway } of lines) {
    const port = portOf(kernel.config, protocol)
    if (port === undefined || !kernel.config.roles.includes('ingest')) continue
    listeners.set(protocol.id, await listen(protocol, gateway, kernel.config.host, port))
  }
  kernel.http.bind(contract.listProtocols, () =>
    lines.map(({ protocol, gateway: { counts } }) => ({
      ...describe(protocol),
      port: listeners.get(protocol.id)?.port ?? null,
      connections: counts.connections,
      framesReceived: counts.framesReceived,
      framesRefused: counts.framesRefused,
      valuesUnmapped: counts.valuesUnmapped,
      bindings: parts.bindings.count(protocol.id),
      lastFrameTime: counts.lastFrameMs > 0 ? new Date(counts.lastFrameMs).toISOString() : null,
    })),
  )
  bindBindings(parts)
  return {
    bindDevices: parts.bindings.createMany,
    stop: async () => {
      for (const listener of listeners.values()) await listener.stop()
      await parts.bindings.stop()
    },
  }
}

/** The sample city listens to its own vehicles and ships, on ports the system chooses unless they are set. */
function portOf(config: Config, { setting }: Protocol): number | undefined {
  const port = config[setting] as number | undefined
  const isPlayed = setting === 'jt808Port' || setting === 'aisPort'
  return port ?? (config.sampleCity && isPlayed ? 0 : undefined)
}

function describe(protocol: Protocol) {
  return {
    id: protocol.id,
    title: protocol.title,
    standard: protocol.standard,
    transports: [...protocol.transports],
    setting: variableOf(protocol.setting),
    addressName: protocol.addressName,
    secretName: protocol.secretName,
    documentation: `docs/guide/protocols.md#${protocol.id}`,
  }
}

function bindBindings({ kernel, bindings, index }: GatewayParts): void {
  const { http, db } = kernel
  http.bind(contract.listProtocolElements, ({ params }) => [
    ...(protocols.find((one) => one.id === params.id)?.elements ?? []),
  ])
  http.bind(contract.listProtocolBindings, ({ query }, { principal }) =>
    listBindings(db, query, principal.scope),
  )
  http.bind(contract.createProtocolBinding, async ({ body }, { principal }) => {
    const thing = index.findThing(body.thingId)
    if (!thing) throw invalid('/body/thingId', '没有这个设备')
    requireInScope(thing.divisionCode, principal.scope)
    const wrong = (body.mappings ?? []).findIndex(
      ({ property }) => !thing.datastreams.some((one) => one.property === property && !one.derived),
    )
    if (wrong >= 0) throw invalid(`/body/mappings/${wrong}/property`, '设备没有这个数据流')
    const id = await bindings.create(body, principal.name)
    const { items } = await listBindings(
      db,
      { thingId: body.thingId, protocol: body.protocol, limit: 500 },
      principal.scope,
    )
    return items.find((one) => one.id === id) as contract.ProtocolBinding
  })
  http.bind(contract.deleteProtocolBinding, async ({ params }, { principal }) => {
    await bindings.remove(params.id, principal.scope)
    return { done: true as const }
  })
}
