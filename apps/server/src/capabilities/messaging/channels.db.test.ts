import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  changeUser,
  createTemplate,
  decideTemplate,
  getMe,
  getMessage,
  getPushKey,
  listAuditEntries,
  listInbox,
  type MessageRequest,
  previewTemplate,
  reportReceipt,
  saveMessagePreferences,
  sendFromTemplate,
  sendMessage,
  subscribePush,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { startTestPlatform, type TestPlatform } from '../../test-kit/index.ts'
import { openPush } from './push/open-push.fixture.ts'

let city: TestPlatform
let now = new Date('2025-06-03T12:00:00+08:00')
let duty: Client
let admin: Client
const mails: { from: string; to: string[]; text: string }[] = []
const pushes: { path: string; headers: IncomingHttpHeaders; body: Buffer }[] = []
let smtp: SMTPServer
let pushService: Server

beforeAll(async () => {
  const smtpPort = await startSmtp()
  await startPushService()
  city = await startTestPlatform({
    clock: { now: () => new Date(now) },
    config: {
      ...{
        smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
        mailFrom: 'notice@yunchuan.example',
        pushWithoutTls: true,
      },
      ...{ publicUrl: 'https://city.example/', sessionHours: 720 },
    },
  })
  duty = await city.signedInAs('duty-officer')
  admin = await city.signedInAs('administrator')
})
afterAll(async () => {
  await city.stop()
  await new Promise<void>((done) => smtp.close(() => done()))
  pushService.close()
})

/** A small SMTP server of its own: knows everybody but `nobody@`. */
async function startSmtp(): Promise<number> {
  smtp = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'] },
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith('nobody@')
        ? done(Object.assign(new Error('no such user'), { responseCode: 550 }))
        : done(),
    onData: (stream, { envelope }, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : ''
        const to = envelope.rcptTo.map((one) => one.address)
        mails.push({ from, to, text: Buffer.concat(parts).toString('utf8') })
        done()
      })
    },
  })
  await new Promise<void>((ready) => smtp.listen(0, '127.0.0.1', ready))
  return (smtp.server.address() as AddressInfo).port
}

/** A push service: takes everything but what goes to `/gone`. */
async function startPushService(): Promise<void> {
  pushService = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { url: path = '', headers } = request
      pushes.push({ path, headers, body: Buffer.concat(parts) })
      response.writeHead(path === '/gone' ? 410 : 201).end()
    })
  })
  await new Promise<void>((ready) => pushService.listen(0, '127.0.0.1', ready))
}

const pushAddress = () => `http://127.0.0.1:${(pushService.address() as AddressInfo).port}`

async function aReader(change: object = {}): Promise<{ client: Client; id: string }> {
  const client = await city.signedInAs('grid-worker')
  const { id } = (await client.call(getMe)).user
  await admin.call(changeUser, { params: { id }, body: change })
  return { client, id }
}

function send(more: Partial<MessageRequest> & { overrideReason?: string }) {
  const body = {
    key: newId(),
    title: '防汛通知',
    text: '请到岗待命。',
    urgency: 'urgent' as const,
    to: [],
    ...more,
  }
  return duty.call(sendMessage, { body })
}

const receiverOf = async (id: string) =>
  (await duty.call(getMessage, { params: { id }, query: {} })).receivers.items[0]

describe('mail', () => {
  it('goes to the SMTP server of the city, with sender, subject and link', async () => {
    const { id } = await aReader({ email: 'worker@yunchuan.example' })
    const sent = await send({ to: [{ userId: id }], channels: ['mail'], link: '/console/cases' })
    await expect.poll(async () => (await receiverOf(sent.id))?.reachedBy).toBe('mail')
    const [mail] = mails
    expect(mail).toMatchObject({ from: 'notice@yunchuan.example', to: ['worker@yunchuan.example'] })
    expect(mail?.text).toContain(`Subject: =?UTF-8?B?${Buffer.from('防汛通知').toString('base64')}?=`)
    const body = Buffer.from(mail?.text.split('\r\n\r\n')[1] ?? '', 'base64').toString('utf8')
    expect(body).toContain('请到岗待命。')
    expect(body).toContain('https://city.example/console/cases')
  })

  it('that the server refuses for good fails at once, with its answer', async () => {
    const { id } = await aReader({ email: 'nobody@yunchuan.example' })
    const sent = await send({ to: [{ userId: id }], channels: ['mail'] })
    await expect.poll(async () => (await receiverOf(sent.id))?.reach).toBe('failed')
    const [delivery] = (await receiverOf(sent.id))?.deliveries ?? []
    expect(delivery).toMatchObject({ attempts: 1, state: 'failed' })
    expect(delivery?.code).toContain('no such user')
  })
})

describe('web push', () => {
  it('reaches the browser, encrypted for it alone and signed by the platform (RFC 8291, RFC 8292)', async () => {
    const browser = createECDH('prime256v1')
    browser.generateKeys()
    const auth = randomBytes(16)
    const keys = { p256dh: browser.getPublicKey('base64url'), auth: auth.toString('base64url') }
    const { client, id } = await aReader()
    await client.call(subscribePush, { body: { endpoint: `${pushAddress()}/one`, keys } })
    const { publicKey, subscriptions } = await client.call(getPushKey)
    expect(subscriptions).toBe(1)
    const sent = await send({ to: [{ userId: id }], channels: ['push'], link: '/console/events' })
    await expect.poll(async () => (await receiverOf(sent.id))?.reachedBy).toBe('push')
    const told = pushes.find((one) => one.path === '/one')
    expect(told?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high' })
    expect(JSON.parse(openPush(told?.body as Buffer, browser, auth))).toMatchObject({
      ...{ title: '防汛通知', body: '请到岗待命。', link: '/console/events' },
    })
    expect(isSigned(told?.headers.authorization ?? '', publicKey)).toBe(true)
    const forged = (told?.headers.authorization ?? '').replace(/\.(.)(?=[^.]*, ?k=)/, (_, first) =>
      first === 'A' ? '.B' : '.A',
    )
    expect(isSigned(forged, publicKey)).toBe(false)
  })

  it('forgets a browser the push service no longer knows, and falls back', async () => {
    const browser = createECDH('prime256v1')
    browser.generateKeys()
    const keys = {
      ...{ p256dh: browser.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') },
    }
    const { client, id } = await aReader({ phone: '13800000021' })
    await client.call(subscribePush, { body: { endpoint: `${pushAddress()}/gone`, keys } })
    const sent = await send({
      ...{ to: [{ userId: id }], channels: ['push'], fallback: [{ channel: 'sms', afterSeconds: 60 }] },
    })
    await expect.poll(async () => (await client.call(getPushKey)).subscriptions).toBe(0)
    now = new Date(now.getTime() + 61_000)
    await expect.poll(async () => (await receiverOf(sent.id))?.reachedBy).toBe('sms')
  })

  it('takes no key that is none', async () => {
    const { client } = await aReader()
    const keys = { p256dh: 'AAAA', auth: 'AAAA' }
    const refused = client.call(subscribePush, { body: { endpoint: `${pushAddress()}/x`, keys } })
    await expect(refused).rejects.toMatchObject({ problem: { errors: [{ path: '/body/keys/p256dh' }] } })
  })
})

/** Whether the token of `vapid t=…, k=…` was signed with the key the platform gives out (ES256). */
function isSigned(header: string, publicKey: string): boolean {
  const [, token = '', key] = header.match(/^vapid t=([^,]+), ?k=(.+)$/) ?? []
  const point = Buffer.from(publicKey, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-256', x, y }
  const [head, claims, signature = ''] = token.split('.')
  const told = JSON.parse(Buffer.from(claims ?? '', 'base64url').toString('utf8'))
  if (key !== publicKey || told.aud !== pushAddress()) return false
  const dsa = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const }
  return verify('sha256', Buffer.from(`${head}.${claims}`), dsa, Buffer.from(signature, 'base64url'))
}

describe('a kind of message somebody does without', () => {
  it('does not come, is told in the report, and comes in an emergency', async () => {
    const { client, id } = await aReader({ phone: '13800000022' })
    await client.call(saveMessagePreferences, {
      body: { quiet: null, without: [], unsubscribed: ['report'] },
    })
    const to = [{ userId: id }]
    const fallback = [{ channel: 'sms' as const, afterSeconds: 60 }]
    const brief = await send({ title: '周报', category: 'report', to, fallback })
    const grave = { urgency: 'emergency' as const, overrideReason: '险情' }
    await send({ title: '急报', category: 'report', to, ...grave })
    await send({ title: '通知', to })
    const titles = async () => (await client.call(listInbox)).items.map((one) => one.title).sort()
    await expect.poll(titles).toEqual(['急报', '通知'])
    expect(await receiverOf(brief.id)).toMatchObject({ unsubscribed: true, reach: 'waiting', deliveries: [] })
    const { items } = await admin.call(listAuditEntries, { query: { action: 'messaging.override' } })
    expect(items[0]).toMatchObject({ outcome: 'done', detail: { reason: '险情' } })
  })
})

describe('a call nobody takes', () => {
  it('is made again after a minute and after five, then given up', async () => {
    const sent = await send({
      channels: ['voice'],
      to: [{ name: '值守点', phone: '13800000023' }],
      receipt: true,
    })
    const delivery = async () => (await receiverOf(sent.id))?.deliveries[0]
    const hangUp = async (code: string) =>
      admin.call(reportReceipt, {
        body: { deliveryId: (await delivery())?.id as string, state: 'failed', code },
      })
    for (const [attempt, seconds] of [
      [1, 60],
      [2, 300],
    ] as const) {
      await expect.poll(async () => (await delivery())?.state).toBe('sent')
      await hangUp('NO-ANSWER')
      expect(await delivery()).toMatchObject({ state: 'queued', attempts: attempt, code: 'NO-ANSWER' })
      now = new Date(now.getTime() + seconds * 1000)
    }
    await expect.poll(async () => (await delivery())?.attempts).toBe(3)
    await hangUp('BUSY')
    expect(await delivery()).toMatchObject({ state: 'failed', code: 'BUSY' })
  })

  it('is not made again for a wrong number', async () => {
    const sent = await send({ channels: ['voice'], to: [{ name: '空号', phone: '13800000024' }] })
    await expect.poll(async () => (await receiverOf(sent.id))?.deliveries[0]?.state).toBe('sent')
    const deliveryId = (await receiverOf(sent.id))?.deliveries[0]?.id as string
    await admin.call(reportReceipt, { body: { deliveryId, state: 'failed', code: 'INVALID-NUMBER' } })
    expect((await receiverOf(sent.id))?.deliveries[0]?.state).toBe('failed')
  })
})

describe('a template', () => {
  const content = {
    ...{ name: '停水通知', category: 'service' as const, signature: '云川水务', title: '{{place}}停水' },
    text: '{{place}}将于{{from}}停水。',
    variables: [
      { name: 'place', title: '地点', example: '幸福路' },
      { name: 'from', title: '开始时间', example: '今晚八点' },
    ],
  }

  it('is approved by somebody else, filled in, and sent with its signature', async () => {
    const template = await duty.call(createTemplate, { body: content })
    const params = { id: template.id }
    const body = {
      ...{ key: newId(), values: { place: '幸福花园', from: '22 时' }, urgency: 'urgent' as const },
      ...{ to: [{ name: '业主', phone: '13800000025' }], channels: ['sms' as const] },
    }
    await expect(duty.call(sendFromTemplate, { params, body })).rejects.toMatchObject({
      problem: { code: 'not-approved' },
    })
    const preview = await duty.call(previewTemplate, { params, body: { values: { place: '幸福花园' } } })
    expect(preview.channels.find((one) => one.channel === 'sms')?.text).toBe(
      '【云川水务】幸福花园将于今晚八点停水。',
    )
    const decision = { params, body: { approve: true, comment: '同意' } }
    await expect(duty.call(decideTemplate, decision)).rejects.toMatchObject({ problem: { status: 403 } })
    expect(await admin.call(decideTemplate, decision)).toMatchObject({
      state: 'approved',
      approvedVersion: 1,
    })
    const short = { params, body: { ...body, values: { place: '幸福花园' } } }
    await expect(duty.call(sendFromTemplate, short)).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/values/from' }] },
    })
    const sent = await duty.call(sendFromTemplate, { params, body })
    expect(sent).toMatchObject({
      title: '幸福花园停水',
      text: '幸福花园将于22 时停水。',
      category: 'service',
    })
  })

  it('nobody approves what they wrote, and an undeclared place is named', async () => {
    const wrong = { ...content, text: '{{where}}停水' }
    await expect(admin.call(createTemplate, { body: wrong })).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/text' }, { path: '/body/variables/1/name' }] },
    })
    const own = await admin.call(createTemplate, { body: content })
    const decision = { params: { id: own.id }, body: { approve: true, comment: '同意' } }
    await expect(admin.call(decideTemplate, decision)).rejects.toMatchObject({
      problem: { code: 'same-person' },
    })
  })
})
