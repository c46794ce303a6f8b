import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { problemOf, sendPiece } from './collect-kit.ts'

let high: TestPlatform
let low: TestPlatform
let sender: Client
let approver: Client
let receiver: Client
beforeAll(async () => {
  ;[high, low] = await Promise.all([startTestPlatform(), startTestPlatform()])
  const at = { organisationId: organisations.operationCentre.id }
  sender = await high.signedInAs('data-bureau', at)
  approver = await high.signedInAs('data-bureau', at)
  receiver = await low.signedInAs('data-bureau', at)
})
afterAll(() => Promise.all([high.stop(), low.stop()]))

const channel = {
  ...{
    name: '政务网至互联网区',
    fromZone: '政务外网',
    toZone: '互联网区',
    needsApproval: true,
    folder: 'gov-to-net',
  },
  ...{
    fileTypes: ['csv', 'json'] as contract.ExchangeChannel['fileTypes'],
    maxBytes: 1_000_000,
    words: ['机密★'],
  },
}

/** Both halves: two installations that share nothing but what is carried between their folders. */
async function aChannel(folder: string) {
  const out = await sender.call(contract.createExchangeChannel, {
    body: { ...channel, folder, half: 'sending' },
  })
  const { publicKey } = out
  const body = { ...channel, folder, half: 'receiving' as const, publicKey }
  return { out, in: await receiver.call(contract.createExchangeChannel, { body }) }
}

/** Sends files; their bytes are put up as they are, whatever they are called. */
async function send(channelId: string, name: string, content: Buffer) {
  const { id } = await sender.call(contract.createUpload, { body: { name, bytes: content.length } })
  await sendPiece(sender, id, 0, content)
  const body = { channelId, title: name, uploadIds: [id] }
  const waiting = await sender.call(contract.sendExchangePackage, { body })
  expect(waiting.state).toBe('awaiting-approval')
  return approver.call(contract.decideExchangePackage, { params: { id: waiting.id }, body: { agree: true } })
}

const dropOf = (city: TestPlatform, folder: string) => join(city.kernel.config.data, 'exchange', folder)

function carry(folder: string, packageId: string, as = packageId): void {
  mkdirSync(dropOf(low, folder), { recursive: true })
  cpSync(join(dropOf(high, folder), packageId), join(dropOf(low, folder), as), { recursive: true })
}

const receive = async (id: string) =>
  (await receiver.call(contract.receiveExchangePackages, { params: { id } })).items

const targets = (folder: string) => {
  const path = join(low.kernel.config.data, 'exchange-in', folder)
  return existsSync(path) ? readdirSync(path) : []
}

describe('exchange between zones', () => {
  it('applies a package once, however often it is put down', async () => {
    const { out, in: into } = await aChannel('twice')
    const sent = await send(out.id, '名单.csv', Buffer.from('编号\nA\n'))
    expect(sent.state).toBe('sent')
    carry('twice', sent.packageId)
    carry('twice', sent.packageId, 'copy')
    const states = (await receive(into.id)).map((one) => [one.state, one.reason])
    expect(states.sort()).toEqual([
      ['applied', null],
      ['duplicate', '重复包：已于此前接收'],
    ])
    carry('twice', sent.packageId)
    expect((await receive(into.id)).map((one) => one.state)).toEqual(['duplicate'])
    expect(targets('twice')).toEqual([sent.packageId])
  })

  it('keeps a program that is called a table away, and never unpacks it', async () => {
    const { out, in: into } = await aChannel('exe')
    const program = Buffer.concat([Buffer.from('MZ\u0090\u0000'), Buffer.alloc(200)])
    const sent = await send(out.id, '报表.csv', program)
    carry('exe', sent.packageId)
    const [seen] = await receive(into.id)
    expect(seen).toMatchObject({ state: 'quarantined', reason: '类型不符：报表.csv 的内容是可执行程序' })
    expect(targets('exe')).toEqual([])
    carry('exe', sent.packageId, 'copy')
    expect((await receive(into.id)).map((one) => [one.state, one.reason])).toEqual([
      ['duplicate', '重复包：此前已隔离'],
    ])
    const released = await problemOf(
      receiver.call(contract.decideExchangePackage, {
        params: { id: seen?.id as string },
        body: { agree: true },
      }),
    )
    expect(released.code).toBe('stays-quarantined')
  })

  it('refuses what another signed, what was changed on the way, and marks of secrecy', async () => {
    const { out, in: into } = await aChannel('checks')
    const strange = await aChannel('strange')
    const foreign = await send(strange.out.id, 'a.csv', Buffer.from('编号\nA\n'))
    cpSync(join(dropOf(high, 'strange'), foreign.packageId), join(dropOf(low, 'checks'), 'foreign'), {
      recursive: true,
    })
    expect((await receive(into.id))[0]?.reason).toContain('签名不符')
    const changed = await send(out.id, 'b.csv', Buffer.from('编号\nB\n'))
    carry('checks', changed.packageId)
    cpSync(
      join(dropOf(high, 'strange'), foreign.packageId, 'a.csv'),
      join(dropOf(low, 'checks'), changed.packageId, 'b.csv'),
    )
    expect((await receive(into.id))[0]).toMatchObject({ state: 'discarded' })
    const secret = await send(out.id, 'c.csv', Buffer.from('编号\n机密★一年\n'))
    carry('checks', secret.packageId)
    expect((await receive(into.id))[0]?.reason).toBe('含敏感词或涉密标识：机密★')
    expect(targets('checks')).toEqual([])
  })
})
