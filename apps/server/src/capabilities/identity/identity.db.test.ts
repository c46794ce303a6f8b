import {
  changeMyPassword,
  changeUser,
  createFirstAdministrator,
  createUser,
  getMe,
  listAuditEntries,
  listUsers,
  signIn,
  signOut,
} from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../kernel/db/sql.ts'
import { startTestPlatform, type TestPlatform } from '../../test-kit/index.ts'

let city: TestPlatform
beforeAll(async () => {
  city = await startTestPlatform()
})
afterAll(() => city.stop())

const password = 'a long enough phrase'
const aUser = (account: string, more: object = {}) => ({
  account,
  name: `人员${account}`,
  password,
  roles: ['grid-worker'],
  divisions: ['990102'],
  ...more,
})
const refusal = (status: number, code: string) => ({ problem: { status, code } })

async function signedIn(account: string, secret = password) {
  const { accessToken } = await city.anonymous().call(signIn, { body: { account, password: secret } })
  return createClient({ baseUrl: city.url, token: () => accessToken })
}

describe('the first administrator', () => {
  it('is made once, with the token and nothing else', async () => {
    const token = (await city.identity.issueFirstToken()) as string
    const make = (given: string, secret = password) =>
      city
        .anonymous()
        .call(createFirstAdministrator, { body: { token: given, account: 'chief', password: secret } })
    await expect(make('guess')).rejects.toMatchObject(refusal(403, 'wrong-token'))
    await expect(make(token, 'short')).rejects.toMatchObject(refusal(400, 'invalid-input'))
    expect(await make(token)).toMatchObject({
      account: 'chief',
      roles: ['administrator'],
      divisions: ['990100'],
    })
    await expect(make(token)).rejects.toMatchObject(refusal(409, 'administrator-exists'))
  })
})

describe('sign-in', () => {
  it('locks the account at the fifth wrong password, and says nothing of unknown ones', async () => {
    const admin = await city.signedInAs('administrator')
    await admin.call(createUser, { body: aUser('locked-one') })
    for (let i = 0; i < 4; i++) {
      await expect(signedIn('locked-one', 'wrong')).rejects.toMatchObject(refusal(401, 'wrong-credentials'))
    }
    await expect(signedIn('locked-one', 'wrong')).rejects.toMatchObject(refusal(403, 'account-locked'))
    await expect(signedIn('locked-one')).rejects.toMatchObject(refusal(403, 'account-locked'))
    await expect(signedIn('nobody-at-all')).rejects.toMatchObject(refusal(401, 'wrong-credentials'))
  })

  it('ends with sign-out, with a new password and with being disabled', async () => {
    const admin = await city.signedInAs('administrator')
    const user = await admin.call(createUser, { body: aUser('leaving') })
    const client = await signedIn('leaving')
    expect((await client.call(getMe)).scope.divisions).toEqual(['990102'])
    await expect(
      client.call(changeMyPassword, {
        body: { currentPassword: 'wrong', newPassword: 'another long phrase' },
      }),
    ).rejects.toMatchObject(refusal(400, 'wrong-password'))
    await client.call(signOut)
    await expect(client.call(getMe)).rejects.toMatchObject(refusal(401, 'session-ended'))
    const again = await signedIn('leaving')
    await admin.call(changeUser, { params: { id: user.id }, body: { state: 'disabled' } })
    await expect(again.call(getMe)).rejects.toMatchObject(refusal(401, 'session-ended'))
    await expect(signedIn('leaving')).rejects.toMatchObject(refusal(403, 'account-disabled'))
  })
})

describe('managing users', () => {
  it('gives nobody more than one has oneself', async () => {
    const district = await city.signedInAs('administrator', { divisions: ['990102'] })
    await expect(
      district.call(createUser, { body: aUser('too-wide', { divisions: ['990100'] }) }),
    ).rejects.toMatchObject(refusal(403, 'outside-scope'))
    await expect(
      district.call(createUser, { body: aUser('no-role', { roles: ['king'] }) }),
    ).rejects.toMatchObject(refusal(400, 'invalid-input'))
    await expect(
      district.call(createUser, { body: aUser('common', { password: 'password-123' }) }),
    ).rejects.toMatchObject(refusal(400, 'invalid-input'))
    await district.call(createUser, { body: aUser('within') })
    await expect(district.call(createUser, { body: aUser('WITHIN') })).rejects.toMatchObject(
      refusal(409, 'account-taken'),
    )
  })

  it('shows those of one’s own divisions, and the public to the city', async () => {
    const city1 = await city.signedInAs('administrator')
    const other = await city.signedInAs('administrator', { divisions: ['990103'] })
    await city1.call(createUser, { body: aUser('old-town-only') })
    await city1.call(createUser, { body: aUser('a-citizen', { roles: ['citizen'], divisions: ['990102'] }) })
    const find = async (client: typeof city1, search: string) =>
      (await client.call(listUsers, { query: { search } })).total
    expect(await find(city1, 'old-town-only')).toBe(1)
    expect(await find(other, 'old-town-only')).toBe(0)
    await city.signedInAs('citizen', { divisions: [] })
    expect((await city1.call(listUsers, { query: { role: 'citizen' } })).total).toBeGreaterThan(1)
  })
})

describe('the audit trail', () => {
  it('holds sign-ins, changes and refusals, and cannot be changed by the running platform', async () => {
    const admin = await city.signedInAs('administrator')
    const citizen = await city.signedInAs('citizen', { divisions: ['990102'] })
    await expect(citizen.call(listUsers)).rejects.toMatchObject(refusal(403, 'not-permitted'))
    const actions = async () => {
      const { items } = await admin.call(listAuditEntries, { query: { limit: 500 } })
      return items.map((one) => `${one.action} ${one.outcome}`)
    }
    await expect.poll(actions).toContain('identity.listUsers refused')
    expect(await actions()).toContain('identity.createUser done')
    expect(await actions()).toContain('identity.sign-in refused')
    await expect(city.kernel.db.query(sql`UPDATE identity.audit_entry SET outcome = 'done'`)).rejects.toThrow(
      /permission denied/,
    )
    await expect(city.kernel.db.query(sql`DELETE FROM identity.audit_entry`)).rejects.toThrow(
      /permission denied/,
    )
    await expect(city.kernel.db.query(sql`DROP TABLE identity.audit_entry`)).rejects.toThrow(/must be owner/)
  })
})

describe('account and password on every request (RFC 7617)', () => {
  const ask = (given: string) =>
    fetch(`${city.url}/api/identity/me`, {
      headers: { authorization: `Basic ${Buffer.from(given).toString('base64')}` },
    })

  it('is the person of that account, refuses a wrong password, and is nobody for an unknown name', async () => {
    const admin = await city.signedInAs('administrator')
    await admin.call(createUser, { body: aUser('basic') })
    const answer = await ask(`basic:${password}`)
    expect(await answer.json()).toMatchObject({ user: { account: 'basic' } })
    expect((await ask(`basic:${password}`)).status).toBe(200)
    expect(await (await ask('basic:wrong')).json()).toMatchObject({ code: 'wrong-credentials' })
    expect((await ask('no-such-account:x')).status).toBe(401)
    // A device credential of the same name is not a wrong password of the account, however often it calls.
    const gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'estate' } })
    await admin.call(createUser, { body: aUser(gauge.credential.name) })
    for (let i = 0; i < 7; i++) await ask(`${gauge.credential.name}:${gauge.credential.key}${i}`)
    expect(await signedIn(gauge.credential.name)).toBeTruthy()
  })
})
