import * as contract from '@civitas/contract'
import type { Kernel } from '../../../kernel/kernel.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import type { ThingModels } from '../models/registry.ts'
import type { Credentials } from '../things/credentials.ts'
import type { DeviceAuthority } from './authority.ts'
import { issueProof } from './issue-credential.ts'

interface Parts {
  kernel: Kernel
  index: DatastreamIndex
  models: ThingModels
  credentials: Credentials
  authority: DeviceAuthority
  mqtt: { readonly port: number; readonly securePort: number }
}

/** Credentials of devices over HTTP. */
export function bindCredentials(parts: Parts): void {
  const { kernel, credentials, authority } = parts
  const { http, db } = kernel
  http.bind(contract.listCredentials, ({ query }) => credentials.list(query))
  http.bind(contract.createCredential, async ({ body }) => {
    requireCoverage(parts, body)
    const { proof, shown, expiresTime } = await issueProof(
      authority,
      body,
      body.method ?? 'key',
      kernel.clock.now(),
    )
    const { name, kind, thingIds, networks } = body
    const thingTypes = body.thingType ? [body.thingType] : []
    await db.transaction((tx) =>
      credentials.create(tx, { name, kind, thingIds, thingTypes, networks, expiresTime, proof }),
    )
    return { name, ...shown }
  })
  http.bind(contract.rotateCredential, async ({ params, body }) => {
    const held = credentials.find(params.name)
    if (!held) throw notFound('凭据', params.name)
    const issued = await issueProof(authority, { name: held.name }, held.method, kernel.clock.now())
    await credentials.replace(held.name, issued.proof, body.graceSeconds ?? 0)
    if (held.method === 'x509') await credentials.change(held.name, { expiresTime: issued.expiresTime })
    return { name: held.name, ...issued.shown }
  })
  http.bind(contract.changeCredential, async ({ params, body }) => {
    const expiresTime =
      body.expiresTime === undefined ? undefined : body.expiresTime && new Date(body.expiresTime)
    await credentials.change(params.name, { ...body, expiresTime: expiresTime as Date | null | undefined })
    return { done: true as const }
  })
  http.bind(contract.revokeCredential, async ({ params }) => {
    await credentials.revoke(params.name)
    return { done: true as const }
  })
  http.bind(contract.claimDevice, ({ body }) => credentials.claim(body.code.trim().toUpperCase()))
  http.bind(contract.getDeviceAuthority, () => ({
    certificate: authority.certificate,
    mqttPort: parts.mqtt.port,
    mqttsPort: parts.mqtt.securePort,
  }))
}

function requireCoverage(
  { index, models }: Parts,
  body: { thingType?: string; thingIds?: readonly string[] },
): void {
  if (body.thingType && !models.findThingType(body.thingType))
    throw invalid('/body/thingType', `没有“${body.thingType}”这种设备模型`)
  const unknown = body.thingIds?.findIndex((id) => !index.findThing(id)) ?? -1
  if (unknown >= 0) throw invalid(`/body/thingIds/${unknown}`, '没有这个设备')
}
