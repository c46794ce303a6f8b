import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  beginStepUp,
  beginTotp,
  confirmTotp,
  getMySecurity,
  issueCertificate,
  signOut,
  stepUp,
} from '@civitas/contract'
import * as openid from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hotp } from '../../../src/capabilities/identity/factors/totp.ts'
import { createSm2KeyPair, signSm2 } from '../../../src/kernel/crypto.ts'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { Browser, beginSignOn, redirectUri, registerSystem, signInAs } from './relying-party.ts'

let city: TestPlatform
let admin: Awaited<ReturnType<TestPlatform['signedInAs']>>
const password = 'river stone 42 lamp'

beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  for (const account of ['zhangmin', 'liuyang', 'zhou'])
    await city.identity.addDemoUser({ account, name: account, password, roles: ['citizen'], divisions: [] })
})
afterAll(() => city.stop())

/** What a token says, without checking it: openid-client has. */
function decodeJwt(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())
}

function codeNow(secret: string, ahead = 0): string {
  const bits = [...secret].map((one) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'),
  )
  const bytes = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((one) => Number.parseInt(one, 2)))
  return hotp(bytes, Math.floor(Date.now() / 30_000) + ahead)
}

test('openid-client signs a person on: discovery, code with PKCE, claims by assurance, refresh rotation, reuse found', async () => {
  const { config } = await registerSystem(city, admin)
  const person = await signInAs(city, 'zhangmin', password)
  const subject = await city.kernel.db.transaction((tx) =>
    city.identity.subjects.ensure(tx, { kind: 'person', name: '韩子康', number: '990102199007270010' }),
  )
  const browser = new Browser(city.url)
  const begun = await beginSignOn(config)
  const question = await browser.follow(begun.url)
  expect(question).toContain('/sign-in/on?request=')
  const back = await browser.answer(question, person.token, { answer: 'sign-in' })
  expect(back).toContain(redirectUri)
  const tokens = await begun.finish(back)
  const { sub, acr } = decodeJwt(tokens.id_token as string) as { sub: string; acr: string }
  expect(acr).toBe('1')
  expect(sub).toMatch(/^[0-9a-f]{64}$/)
  const plain = await openid.fetchUserInfo(config, tokens.access_token, sub)
  expect(plain).toMatchObject({ preferred_username: 'zhangmin', real_name_verified: false, assurance: 1 })
  const { userId } = await userOf('zhangmin')
  await city.kernel.db.transaction(async (tx) => {
    await city.identity.subjects.link(tx, { userId, subjectId: subject.id, channel: 'web' })
    await city.identity.subjects.assure(tx, subject.id, 2, '人口库比对')
  })
  const known = await openid.fetchUserInfo(config, tokens.access_token, sub)
  expect(known).toMatchObject({ real_name: '韩子康', id_number_masked: '990102********0010', assurance: 2 })
  expect(JSON.stringify(known)).not.toContain('990102199007270010')

  const renewed = await openid.refreshTokenGrant(config, tokens.refresh_token as string)
  expect(renewed.refresh_token).not.toBe(tokens.refresh_token)
  await expect(openid.refreshTokenGrant(config, tokens.refresh_token as string)).rejects.toMatchObject({
    error: 'invalid_grant',
  })
  await expect(openid.refreshTokenGrant(config, renewed.refresh_token as string)).rejects.toMatchObject({
    error: 'invalid_grant',
  })
})

async function userOf(account: string): Promise<{ userId: string }> {
  const { rows } = await city.kernel.db.pool.query('SELECT id FROM identity.app_user WHERE account = $1', [
    account,
  ])
  return { userId: rows[0].id }
}

test('PLT-079: an application of level 3 asks for more, and the same session has it afterwards', async () => {
  const { config } = await registerSystem(city, admin, { level: 2, name: '公积金提取' })
  const person = await signInAs(city, 'liuyang', password)
  const browser = new Browser(city.url)
  const begun = await beginSignOn(config)
  const question = await browser.follow(begun.url)
  const again = await browser.answer(question, person.token, { answer: 'sign-in' })
  expect(again, 'level 1 is not enough: asked again').toContain('/sign-in/on?request=')
  const made = await person.client.call(beginTotp, { body: {} })
  await person.client.call(confirmTotp, { params: { id: made.id }, body: { code: codeNow(made.secret) } })
  await expect(
    person.client.call(stepUp, { body: { method: 'totp', code: codeNow(made.secret) } }),
  ).rejects.toMatchObject({ problem: { status: 400 } })
  await person.client.call(stepUp, { body: { method: 'totp', code: codeNow(made.secret, 1) } })
  expect((await person.client.call(getMySecurity, {})).level).toBe(2)
  const tokens = await begun.finish(await browser.answer(again, person.token, { answer: 'sign-in' }))
  expect(decodeJwt(tokens.id_token as string).acr).toBe('2')
})

test('PLT-079: an application of level 3 is opened with a certificate; the level lasts as many minutes as configured', async () => {
  const { config } = await registerSystem(city, admin, { level: 3, name: '公积金提取' })
  const person = await signInAs(city, 'zhou', password)
  const { userId } = await userOf('zhou')
  const { subjects } = city.identity
  const holder = await city.kernel.db.transaction(async (tx) => {
    const subject = await subjects.ensure(tx, { kind: 'person', name: '周强', number: '11010519491231002X' })
    await subjects.link(tx, { userId, subjectId: subject.id, channel: 'counter' })
    return subject
  })
  const pair = createSm2KeyPair()
  const certificate = (holderId: string) =>
    admin.call(issueCertificate, {
      body: {
        ...{ kind: 'person', name: '周强', holderId, publicKey: pair.publicKey, days: 365 },
        evidence: '居民身份证',
      },
    })
  const { serial } = await certificate(holder.id)
  const other = await city.kernel.db.transaction((tx) =>
    subjects.ensure(tx, { kind: 'person', name: '李成', number: '11010119900307774X' }),
  )
  const foreign = await certificate(other.id)
  const browser = new Browser(city.url)
  const begun = await beginSignOn(config)
  const question = await browser.follow(begun.url)
  const again = await browser.answer(question, person.token, { answer: 'sign-in' })
  expect(again, 'level 1 is not enough: asked again').toContain('/sign-in/on?request=')
  const show = async (given: string, signed?: string) => {
    const { challengeId, options } = await person.client.call(beginStepUp, {
      body: { method: 'certificate' },
    })
    const signature = signSm2(Buffer.from(signed ?? String(options?.text)), pair)
    return person.client.call(stepUp, {
      body: { method: 'certificate', challengeId, serial: given, signature },
    })
  }
  await expect(show(foreign.serial)).rejects.toMatchObject({
    problem: { errors: [{ path: '/body/serial' }] },
  })
  await expect(show(serial, 'another text')).rejects.toMatchObject({
    problem: { errors: [{ path: '/body/signature' }] },
  })
  const before = Date.now()
  const risen = await show(serial)
  expect(risen.level).toBe(3)
  const minutes = (Date.parse(risen.levelUntilTime) - before) / 60_000
  expect(Math.abs(minutes - city.kernel.config.levelMinutes)).toBeLessThan(1)
  const tokens = await begun.finish(await browser.answer(again, person.token, { answer: 'sign-in' }))
  expect(decodeJwt(tokens.id_token as string).acr).toBe('3')
  const security = () => person.client.call(getMySecurity, {})
  expect((await security()).level).toBe(3)
  await city.kernel.db.pool.query(
    'UPDATE identity.session SET level_until_time = now() WHERE user_id = $1 AND level = 3',
    [userId],
  )
  await expect.poll(async () => (await security()).level).toBe(1)
  const later = await beginSignOn(config)
  const asked = await browser.follow(later.url)
  expect(await browser.answer(asked, person.token, { answer: 'sign-in' })).toContain('/sign-in/on?request=')
})

test('PLT-079: logout in the portal ends the other applications, which are told', async () => {
  const heard: string[] = []
  const hearer = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      heard.push(new URLSearchParams(body).get('logout_token') as string)
      response.writeHead(200).end()
    })
  }).listen(0, '127.0.0.1')
  await new Promise((done) => hearer.once('listening', done))
  const { port } = hearer.address() as AddressInfo
  const { config, client } = await registerSystem(city, admin, {
    backchannelUri: `http://127.0.0.1:${port}/logout`,
  })
  const person = await signInAs(city, 'zhou', password)
  const browser = new Browser(city.url)
  const first = await beginSignOn(config)
  const tokens = await first.finish(
    await browser.answer(await browser.follow(first.url), person.token, { answer: 'sign-in' }),
  )
  const silent = await beginSignOn(config)
  expect(await browser.follow(silent.url), 'signed on already: nothing is asked').toContain('code=')
  await person.client.call(signOut, {})
  expect(heard).toHaveLength(1)
  expect(decodeJwt(heard[0] as string)).toMatchObject({
    aud: client.clientId,
    sid: decodeJwt(tokens.id_token as string).sid,
  })
  await expect(openid.fetchUserInfo(config, tokens.access_token, openid.skipSubjectCheck)).rejects.toThrow()
  await expect(openid.refreshTokenGrant(config, tokens.refresh_token as string)).rejects.toThrow()
  const later = await beginSignOn(config)
  expect(await browser.follow(later.url), 'must sign in again').toContain('/sign-in/on?request=')
  hearer.close()
})

test('a person is asked before a foreign system is told anything, and may tell it less', async () => {
  const { config } = await registerSystem(city, admin, { consent: true, name: '商业银行' })
  const person = await signInAs(city, 'zhangmin', password)
  const browser = new Browser(city.url)
  const begun = await beginSignOn(config)
  const consent = await browser.answer(await browser.follow(begun.url), person.token, { answer: 'sign-in' })
  expect(consent).toContain('/sign-in/on?request=')
  const other = new Browser(city.url)
  await expect(other.answer(consent, person.token, { answer: 'agree' })).rejects.toThrow(/404/)
  const back = await browser.answer(consent, person.token, { answer: 'agree', scopes: ['profile'] })
  const tokens = await begun.finish(back)
  const told = await openid.fetchUserInfo(config, tokens.access_token, openid.skipSubjectCheck)
  expect(told).toMatchObject({ preferred_username: 'zhangmin' })
  expect(told).not.toHaveProperty('real_name')
})

test('a code without PKCE, to another address, or used twice is refused', async () => {
  const { config, client } = await registerSystem(city, admin)
  const browser = new Browser(city.url)
  const query = new URLSearchParams({
    ...{ client_id: client.clientId, response_type: 'code', scope: 'openid', redirect_uri: redirectUri },
  })
  expect(await browser.follow(`/oidc/auth?${query}`)).toContain('error=invalid_request')
  query.set('redirect_uri', 'https://elsewhere.example/callback')
  expect(await browser.follow(`/oidc/auth?${query}`)).toContain('回调地址与登记的不一致')
  const person = await signInAs(city, 'zhangmin', password)
  const begun = await beginSignOn(config)
  const back = await browser.answer(await browser.follow(begun.url), person.token, { answer: 'sign-in' })
  const tokens = await begun.finish(back)
  await expect(begun.finish(back)).rejects.toMatchObject({ error: 'invalid_grant' })
  await expect(openid.fetchUserInfo(config, tokens.access_token, openid.skipSubjectCheck)).rejects.toThrow()
})

test('a kiosk signs a person on by a code typed on the phone (RFC 8628)', async () => {
  const { config } = await registerSystem(city, admin, {
    kind: 'device',
    redirectUris: [],
    name: '政务自助终端',
  })
  const device = await openid.initiateDeviceAuthorization(config, { scope: 'openid profile' })
  const person = await signInAs(city, 'zhou', password)
  const phone = new Browser(city.url)
  const page = await (await phone.go(device.verification_uri_complete as string)).text()
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] as string
  const post = (fields: Record<string, string>) =>
    phone.go('/oidc/device', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields),
    })
  expect(await (await post({ xsrf, user_code: device.user_code })).text()).toContain('政务自助终端')
  const confirmed = await post({ xsrf, user_code: device.user_code, confirm: 'yes' })
  const question = await phone.follow(confirmed.headers.get('location') as string)
  const done = await phone.answer(question, person.token, { answer: 'sign-in' })
  expect(done).toContain('设备已登录')
  const tokens = await openid.pollDeviceAuthorizationGrant(config, device)
  expect(await openid.fetchUserInfo(config, tokens.access_token, openid.skipSubjectCheck)).toMatchObject({
    preferred_username: 'zhou',
  })
})
