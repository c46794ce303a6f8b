import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect as connectTls } from 'node:tls'
import {
  changeCredential,
  claimDevice,
  createCredential,
  createGrant,
  decideQuarantine,
  getAdmissionPolicy,
  getAdmissionStatistics,
  getDeviceAuthority,
  getRefusalReport,
  getThing,
  listAuditEntries,
  listConnectionAttempts,
  listCredentials,
  listEvents,
  listFleet,
  listQuarantine,
  listRejections,
  revokeCredential,
  rotateCredential,
  sendCommands,
  sendRefusalReport,
  setAdmissionPolicy,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import mqtt from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { challengeText } from '../../src/capabilities/sensing/admission/rules.ts'
import { createSm2KeyPair, signSm2 } from '../../src/kernel/crypto.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'
import { aDevice, aModel, connect, connectFrom, publish } from './device-kit.ts'

let city: TestPlatform
let admin: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  const stop = { ...{ id: 'start', title: { zh: '启动', en: 'Start' }, input: {}, timeoutSeconds: 30 } }
  const command = { ...stop, dangerous: false, interlockGroup: null, sets: { running: true } }
  await publish(admin, 'pump', aModel({ title: { zh: '水泵', en: 'Pump' }, commands: [command] }))
})
afterAll(() => city.stop())

describe('PLT-014 trusted admission', () => {
  it('refuses a second session of one identity from elsewhere, tells of a suspected clone, and keeps the first', async () => {
    const d1 = await aDevice(admin, 'pump', { name: '设备D1' })
    const first = await connectFrom(city, '127.0.0.1', d1.credential)
    await expect(connectFrom(city, '127.0.0.2', d1.credential)).rejects.toThrow(/Not authorized/)
    // The first session stays up: what it sends is still acknowledged.
    await first.publishAsync(
      `civitas/v1/things/${d1.id}/telemetry`,
      JSON.stringify({ properties: { tilt: 1 } }),
      { qos: 1 },
    )
    expect(first.connected).toBe(true)
    await city.settle()
    const { items } = await admin.call(listEvents, { query: { type: 'devices.clone-suspected' } })
    expect(items).toMatchObject([{ entityId: d1.id, state: 'raised', source: 'system' }])
    expect(items[0]?.description).toContain('127.0.0.2')
    const flagged = await admin.call(listCredentials, { query: { flagged: true } })
    expect(flagged.items.map((one) => one.name)).toEqual([d1.credential.name])
    await expect
      .poll(
        async () =>
          (await admin.call(listConnectionAttempts, { query: { credential: d1.credential.name } })).items,
      )
      .toMatchObject([
        { decision: 'refused', reason: 'clone-suspected', address: '127.0.0.2' },
        { decision: 'admitted', address: '127.0.0.1' },
      ])
    await first.endAsync()
  })

  it('lets the same client come back from the same address while its old session hangs', async () => {
    const device = await aDevice(admin, 'pump')
    const old = await connect(city, device.credential, { clientId: 'same-device' })
    const again = await connect(city, device.credential, { clientId: 'same-device' })
    expect(again.connected).toBe(true)
    old.end(true)
    await again.endAsync()
    // And one that ended well may come with another client id at once.
    const third = await connect(city, device.credential)
    await third.endAsync()
  })

  it('never lets one device throw out another by taking its client id', async () => {
    const [mine, theirs] = [await aDevice(admin, 'pump'), await aDevice(admin, 'pump')]
    const first = await connect(city, mine.credential, { clientId: 'taken-id' })
    await expect(connect(city, theirs.credential, { clientId: 'taken-id' })).rejects.toThrow(
      /Identifier rejected/,
    )
    expect(first.connected).toBe(true)
    await first.endAsync()
  })

  it('refuses a source network that is not allowed, and counts refusals by source', async () => {
    const device = await aDevice(admin, 'pump')
    const { name } = device.credential
    await admin.call(changeCredential, { params: { name }, body: { networks: ['10.0.0.0/8'] } })
    await expect(connect(city, device.credential)).rejects.toThrow(/Not authorized/)
    await admin.call(changeCredential, { params: { name }, body: { networks: ['127.0.0.0/8'] } })
    const client = await connect(city, device.credential)
    await client.endAsync()
    await expect(
      admin.call(changeCredential, { params: { name }, body: { networks: ['10.0.0.0/40'] } }),
    ).rejects.toMatchObject({ problem: { status: 400 } })
    await expect
      .poll(() => admin.call(getAdmissionStatistics, { query: {} }))
      .toMatchObject({ byReason: expect.objectContaining({ 'wrong-network': 1 }) })
    const { bySource } = await admin.call(getAdmissionStatistics, { query: {} })
    expect(bySource.map((one) => one.address)).toContain('127.0.0.1')
  })

  it('cuts a revoked device off at once, and a rotated key replaces the old one', async () => {
    const device = await aDevice(admin, 'pump')
    const { name } = device.credential
    const client = await connect(city, device.credential)
    const cut = new Promise<void>((done) => client.once('close', () => done()))
    const rotated = await admin.call(rotateCredential, { params: { name }, body: {} })
    await cut
    await expect(connect(city, device.credential)).rejects.toThrow(/Bad username or password/)
    const renewed = await connect(city, rotated)
    const closed = new Promise<void>((done) => renewed.once('close', () => done()))
    await admin.call(revokeCredential, { params: { name } })
    await closed
    await expect(connect(city, rotated)).rejects.toThrow(/Bad username or password/)
  })

  it('gives a key once for a claim code', async () => {
    const device = await aDevice(admin, 'pump')
    const body = {
      name: `claim-${device.reference}`,
      kind: 'device' as const,
      method: 'claim' as const,
      thingIds: [device.id],
    }
    const { key: code } = await admin.call(createCredential, { body })
    await expect(connect(city, { name: body.name, key: code })).rejects.toThrow()
    const nobody = city.anonymous()
    const claimed = await nobody.call(claimDevice, { body: { code } })
    expect(claimed.things).toEqual([device.id])
    await expect(nobody.call(claimDevice, { body: { code } })).rejects.toMatchObject({
      problem: { status: 409 },
    })
    const client = await connect(city, claimed)
    await client.endAsync()
  })

  it('knows a device by its SM2 signature, once per nonce', async () => {
    const device = await aDevice(admin, 'pump')
    const pair = createSm2KeyPair()
    const name = `sm2-${device.reference}`
    await admin.call(createCredential, {
      body: { name, kind: 'device', method: 'sm2', thingIds: [device.id], publicKey: pair.publicKey },
    })
    const prove = (nonce: string, by = pair) => {
      const time = Date.now()
      return {
        name,
        key: `sm2:${time}:${nonce}:${signSm2(Buffer.from(challengeText(name, time, nonce)), by)}`,
      }
    }
    const good = prove('nonce-0001')
    const client = await connect(city, good)
    await client.endAsync()
    await expect(connect(city, good)).rejects.toThrow(/Not authorized/)
    await expect(connect(city, prove('nonce-0002', createSm2KeyPair()))).rejects.toThrow(/Not authorized/)
  })

  it('knows a device by the certificate the platform signed, over TLS', async () => {
    const device = await aDevice(admin, 'pump')
    const name = `x509-${device.reference}`
    const issued = await admin.call(createCredential, {
      body: { name, kind: 'device', method: 'x509', thingIds: [device.id] },
    })
    const { certificate, mqttsPort } = await city.anonymous().call(getDeviceAuthority, {})
    const over = (cert: object) =>
      mqtt.connectAsync(`mqtts://localhost:${mqttsPort}`, {
        ...{
          username: name,
          password: 'unused',
          reconnectPeriod: 0,
          ca: certificate,
          servername: 'localhost',
        },
        ...cert,
      })
    const client = await over({ cert: issued.certificate, key: issued.privateKey })
    await client.publishAsync(
      `civitas/v1/things/${device.reference}/telemetry`,
      JSON.stringify({ time: '2025-06-01T08:00:00+08:00', properties: { tilt: 3 } }),
      { qos: 1 },
    )
    await client.endAsync()
    await expect(over({})).rejects.toThrow(/Not authorized/)
    // The listener speaks TLS with a chain the authority vouches for.
    const authorized = await new Promise<boolean>((done) => {
      const socket = connectTls({ port: mqttsPort, ca: certificate, servername: 'localhost' }, () => {
        done(socket.authorized)
        socket.destroy()
      })
    })
    expect(authorized).toBe(true)
    const { thing } = await admin.call(getThing, { params: { id: device.id } })
    expect(thing.id).toBe(device.id)
  })

  it('quarantines a device that sends too much, sets its data aside, and an operator decides', async () => {
    const device = await aDevice(admin, 'pump')
    await admin.call(setAdmissionPolicy, {
      body: { ratePerMinute: 5, mismatchesPerHour: 60, newAddress: false },
    })
    const client = await connect(city, device.credential)
    const send = () =>
      client.publishAsync(
        `civitas/v1/things/${device.id}/telemetry`,
        JSON.stringify({ properties: { tilt: 1 } }),
        { qos: 1 },
      )
    // Enough for a minute that begins in between.
    for (let i = 0; i < 14; i++) await send()
    await admin.call(setAdmissionPolicy, {
      body: { ratePerMinute: 6000, mismatchesPerHour: 60, newAddress: false },
    })
    await expect
      .poll(async () => (await admin.call(listQuarantine, { query: { thing: device.id } })).items)
      .toMatchObject([{ reason: 'rate', state: 'held', credentialName: device.credential.name }])
    await expect
      .poll(
        async () => (await admin.call(listQuarantine, { query: { thing: device.id } })).items[0]?.setAside,
      )
      .toBeGreaterThan(2)
    const heldNow = async () => (await admin.call(listQuarantine, { query: { thing: device.id } })).items[0]
    await expect
      .poll(
        async () =>
          (await admin.call(listRejections, { query: { reason: 'quarantined' } })).total -
          ((await heldNow())?.setAside ?? 0),
        { timeout: 10_000 },
      )
      .toBe(0)
    const held = await heldNow()
    const id = held?.id as string
    await admin.call(decideQuarantine, { params: { id }, body: { decision: 'release', comment: '误报' } })
    const { total } = await admin.call(listRejections, { query: { reason: 'quarantined' } })
    await send()
    await new Promise((next) => setTimeout(next, 700))
    expect((await admin.call(listRejections, { query: { reason: 'quarantined' } })).total).toBe(total)
    await expect(
      admin.call(decideQuarantine, { params: { id }, body: { decision: 'ban', comment: '再来' } }),
    ).rejects.toMatchObject({ problem: { status: 409 } })
    await client.endAsync()
  })

  it('refuses a command of an organisation with read but no control right, and the audit trail has it', async () => {
    const p7 = await aDevice(admin, 'pump', { name: '水泵P7', ownerId: organisations.drainage.id })
    const hour = new Date(Date.now() + 3_600_000).toISOString()
    const grant = {
      organisationId: organisations.riversideUrban.id,
      thingIds: [p7.id],
      expiresTime: hour,
      reason: '汛期',
    }
    await admin.call(createGrant, { body: { ...grant, rights: ['read'] } })
    const emergency = await city.signedInAs('duty-officer', {
      ...{ divisions: ['990103'], organisationId: organisations.riversideUrban.id },
    })
    // The read right reaches beyond the division of the caller.
    const fleet = await emergency.call(listFleet, { query: { search: '水泵P7' } })
    expect(fleet.items.map((one) => one.id)).toEqual([p7.id])
    expect((await emergency.call(getThing, { params: { id: p7.id } })).thing.id).toBe(p7.id)
    const order = { thingIds: [p7.id], command: 'start' }
    await expect(emergency.call(sendCommands, { body: order })).rejects.toMatchObject({
      problem: { status: 403, code: 'no-control-right' },
    })
    await expect
      .poll(async () => {
        const { items } = await admin.call(listAuditEntries, { query: { action: 'sensing.sendCommands' } })
        return items.map((one) => one.outcome)
      })
      .toEqual(['refused'])
    await admin.call(createGrant, { body: { ...grant, rights: ['control'] } })
    const sent = await emergency.call(sendCommands, { body: order })
    expect(sent.state).toBe('running')
  })
})

it('tells the security platform once of what was refused, by source (PLT-014)', async () => {
  const heard: Array<{ kind: string; sources: Array<{ credentialName: string; attempts: number }> }> = []
  const platform = createServer((request, response) => {
    let text = ''
    request.on('data', (part) => {
      text += part
    })
    request.on('end', () => {
      heard.push(JSON.parse(text))
      response.end()
    })
  })
  await new Promise<void>((done) => platform.listen(0, '127.0.0.1', done))
  const { port } = platform.address() as AddressInfo
  const device = await aDevice(admin, 'pump', { name: '被拒水泵' })
  const wrong = { ...device.credential, key: 'wrong' }
  for (let i = 0; i < 2; i++) await expect(connect(city, wrong)).rejects.toThrow()
  const policy = await admin.call(getAdmissionPolicy)
  await admin.call(setAdmissionPolicy, { body: { ...policy, reportUrl: `http://127.0.0.1:${port}/` } })
  const own = () =>
    heard.flatMap((one) => one.sources).filter((one) => one.credentialName === device.credential.name)
  await expect
    .poll(
      async () => {
        await admin.call(sendRefusalReport)
        return own().reduce((sum, one) => sum + one.attempts, 0)
      },
      { timeout: 20_000, interval: 500 },
    )
    .toBe(2)
  await admin.call(sendRefusalReport)
  expect(own().reduce((sum, one) => sum + one.attempts, 0)).toBe(2)
  const { sources } = await admin.call(getRefusalReport, { query: { days: 1 } })
  expect(sources.find((one) => one.credentialName === device.credential.name)).toMatchObject({
    ...{ reason: 'wrong-credentials', attempts: 2 },
  })
  await admin.call(setAdmissionPolicy, { body: { ...policy, reportUrl: null } })
  await expect(admin.call(sendRefusalReport)).rejects.toMatchObject({
    problem: { code: 'no-security-platform' },
  })
  platform.close()
})
