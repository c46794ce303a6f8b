import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

/** RFC 7643 and RFC 7644, clause by clause, as a provisioning client meets them. */
let city: TestPlatform
let token: string
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const place = 'urn:civitas:params:scim:schemas:extension:place:2.0:User'
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

type Json = Record<string, unknown> & {
  id?: string
  Resources?: Json[]
  totalResults?: number
  meta?: { version: string; location: string }
}

async function tokenOf(scopes: contract.SignOnClient['scopes'], scope?: string) {
  const admin = await city.signedInAs('administrator')
  const { client, secret } = await admin.call(contract.createSignOnClient, {
    body: { kind: 'service', name: '人事系统', redirectUris: [], scopes },
  })
  const given = await fetch(`${city.url}/oidc/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${client.clientId}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) }),
  })
  return ((await given.json()) as { access_token: string }).access_token
}

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${city.url}/scim/v2${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: (text ? JSON.parse(text) : {}) as Json }
}

const found = async (filter: string, kind = 'Users') =>
  ((await call('GET', `/${kind}?filter=${encodeURIComponent(filter)}`)).body.Resources ?? []).map((one) =>
    String(one.userName ?? one.displayName),
  )
const patch = (path: string, ...Operations: object[]) =>
  call('PATCH', path, { schemas: [patchSchema], Operations })
const user = (userName: string, more: object = {}) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  ...{ userName, externalId: `hr-${userName}`, name: { familyName: '赵', givenName: '明' } },
  emails: [{ value: `${userName}@yunchuan.example`, type: 'work', primary: true }],
  roles: [{ value: 'unit-worker' }],
  [enterprise]: { organization: organisations.drainage.name },
  ...more,
})

beforeAll(async () => {
  city = await startTestPlatform()
  token = await tokenOf(['scim'], 'scim')
})
afterAll(() => city?.stop())

describe('RFC 7644 section 2 and 4: who may call, and what is told of the service', () => {
  it('refuses without a token and with one that lacks the scope', async () => {
    const bare = await fetch(`${city.url}/scim/v2/Users`)
    expect(bare.status).toBe(401)
    expect(bare.headers.get('www-authenticate')).toContain('Bearer')
    expect(await bare.json()).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '401',
    })
    const mine = token
    token = await tokenOf(['profile'])
    expect((await call('GET', '/Users')).status).toBe(403)
    token = mine
    const admin = await city.signedInAs('administrator')
    const web = { kind: 'web' as const, name: '网页', redirectUris: ['https://a.example/cb'] }
    await expect(
      admin.call(contract.createSignOnClient, { body: { ...web, scopes: ['scim'] } }),
    ).rejects.toThrow(/服务类/)
  })

  it('describes itself', async () => {
    const config = await call('GET', '/ServiceProviderConfig')
    expect(config.headers.get('content-type')).toContain('application/scim+json')
    expect(config.body).toMatchObject({
      ...{ patch: { supported: true }, filter: { supported: true, maxResults: 200 } },
      ...{ etag: { supported: true }, bulk: { supported: false }, sort: { supported: false } },
    })
    const types = await call('GET', '/ResourceTypes')
    expect(types.body.Resources?.map((one) => one.endpoint)).toEqual(['/Users', '/Groups'])
    const schemas = await call('GET', '/Schemas')
    expect(schemas.body.Resources?.map((one) => one.id)).toContain(enterprise)
    expect((await call('GET', `/Schemas/${enterprise}`)).body).toMatchObject({ id: enterprise })
    expect((await call('GET', '/Me')).status).toBe(501)
  })
})

describe('RFC 7644 section 3: users', () => {
  it('creates, refuses a second of the same name, reads with an ETag and only what is asked for', async () => {
    const made = await call('POST', '/Users', user('zhao.ming'))
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      ...{ userName: 'zhao.ming', displayName: '赵明', active: true, externalId: 'hr-zhao.ming' },
      [enterprise]: { organization: organisations.drainage.name },
      [place]: { divisions: ['990100'] },
      groups: [{ value: organisations.drainage.id }],
    })
    expect(made.body).not.toHaveProperty('password')
    expect(made.headers.get('location')).toBe(made.body.meta?.location)
    expect((await call('POST', '/Users', user('ZHAO.ming'))).body).toMatchObject({
      ...{ status: '409', scimType: 'uniqueness' },
    })
    const path = `/Users/${made.body.id}`
    const etag = made.headers.get('etag') ?? ''
    expect((await call('GET', path)).headers.get('etag')).toBe(etag)
    expect((await call('GET', path, undefined, { 'if-none-match': etag })).status).toBe(304)
    const some = await call('GET', `${path}?attributes=userName,emails.value`)
    expect(Object.keys(some.body).sort()).toEqual(['emails', 'id', 'schemas', 'userName'])
    expect(some.body.emails).toEqual([{ value: 'zhao.ming@yunchuan.example' }])
    expect((await call('GET', `${path}?excludedAttributes=emails`)).body).not.toHaveProperty('emails')
    expect((await call('GET', '/Users/nobody')).body).toMatchObject({ status: '404' })
  })

  it('finds by the operators of section 3.4.2.2 and pages by startIndex and count', async () => {
    await call('POST', '/Users', user('qian.hua', { name: { formatted: '钱华' }, active: false }))
    await call('POST', '/Users', user('sun.li', { displayName: '孙丽', emails: [] }))
    expect(await found('userName eq "QIAN.HUA"')).toEqual(['qian.hua'])
    expect(await found('externalId eq "hr-sun.li"')).toEqual(['sun.li'])
    expect(await found('userName sw "qian" or displayName co "丽"')).toEqual(['qian.hua', 'sun.li'])
    expect(await found('userName ew ".ming" and active eq true')).toEqual(['zhao.ming'])
    expect(await found('externalId pr and not (emails pr)')).toEqual(['sun.li'])
    expect(await found('emails[type eq "work" and value co "qian"]')).toEqual(['qian.hua'])
    expect(await found('externalId pr and meta.created gt "2100-01-01T00:00:00Z"')).toEqual([])
    expect(await found(`externalId pr and active ne true`)).toEqual(['qian.hua'])
    expect(await found(`urn:ietf:params:scim:schemas:core:2.0:User:userName eq "sun.li"`)).toEqual(['sun.li'])
    const query = `filter=${encodeURIComponent('externalId pr')}`
    const second = await call('GET', `/Users?${query}&startIndex=2&count=1`)
    expect(second.body).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1 })
    const none = await call('GET', `/Users?${query}&count=0`)
    expect(none.body).toMatchObject({ totalResults: 3, Resources: [] })
    const search = await call('POST', '/Users/.search', { filter: 'userName eq "sun.li"', count: 5 })
    expect(search.body.totalResults).toBe(1)
    for (const wrong of ['userName', 'userName like "a"', 'nickName eq "a"', '(userName eq "a"', "'; DROP"])
      expect((await call('GET', `/Users?filter=${encodeURIComponent(wrong)}`)).body).toMatchObject({
        ...{ status: '400', scimType: 'invalidFilter' },
      })
  })

  it('patches by add, replace and remove, with value filters (section 3.5.2)', async () => {
    const [id] = ((await call('GET', '/Users?filter=userName%20eq%20%22sun.li%22')).body.Resources ?? []).map(
      (one) => one.id,
    )
    const path = `/Users/${id}`
    const next = await patch(
      path,
      { op: 'Add', path: 'emails', value: [{ value: 'sun@yunchuan.example', type: 'work' }] },
      { op: 'replace', value: { displayName: '孙莉', [enterprise]: { organization: '临江区城市管理局' } } },
      { op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '13800001111' },
    )
    expect(next.status).toBe(200)
    // The unit moves, and what may be seen with it.
    expect(next.body).toMatchObject({
      ...{ displayName: '孙莉', emails: [{ value: 'sun@yunchuan.example' }] },
      ...{ phoneNumbers: [{ value: '13800001111' }], [place]: { divisions: ['990103'] } },
    })
    const less = await patch(path, { op: 'remove', path: 'emails[value eq "sun@yunchuan.example"]' })
    expect(less.body).not.toHaveProperty('emails')
    const wrong = async (one: object) => (await patch(path, one)).body.scimType
    expect(await wrong({ op: 'remove' })).toBe('noTarget')
    expect(await wrong({ op: 'replace', path: 'emails[type eq "home"].value', value: 'a' })).toBe('noTarget')
    expect(await wrong({ op: 'replace', path: 'id', value: 'a' })).toBe('mutability')
    expect(await wrong({ op: 'replace', path: 'a..b', value: 'a' })).toBe('invalidPath')
    expect(await wrong({ op: 'swap', path: 'active', value: true })).toBe('invalidSyntax')
    expect(await wrong({ op: 'replace', path: 'active', value: 'yes' })).toBe('invalidValue')
    expect(await wrong({ op: 'replace', path: 'roles', value: [{ value: 'no-such' }] })).toBe('invalidValue')
    const stale = await call('PUT', path, user('sun.li'), { 'if-match': 'W/"old"' })
    expect(stale.body).toMatchObject({ status: '412' })
    const put = await call('PUT', path, user('sun.li', { displayName: '孙立' }), {
      'if-match': less.headers.get('etag') ?? '',
    })
    expect(put.body).toMatchObject({ displayName: '孙立', [place]: { divisions: ['990100'] } })
    // Of many who write over the same version, one writes and the others are told, of people as of groups.
    const races = [
      [path, (n: number) => user('sun.li', { displayName: `孙${n}` })],
      [`/Groups/${organisations.drainage.id}`, (n: number) => ({ displayName: `排水${n}`, members: [] })],
    ] as const
    for (const [at, body] of races) {
      const now = await call('GET', at)
      const members = now.body.members ? { members: now.body.members } : {}
      const held = { 'if-match': now.headers.get('etag') ?? '' }
      const writes = Array.from({ length: 6 }, (_, n) => call('PUT', at, { ...body(n), ...members }, held))
      const codes = (await Promise.all(writes)).map((one) => one.status).sort()
      expect(codes).toEqual([200, 412, 412, 412, 412, 412])
    }
  })

  it('a leaver is signed out at once, cancelled without a trace of the person, and the trail tells it', async () => {
    const password = 'Chuan-2025-scim'
    const made = await call('POST', '/Users', user('li.gang', { password }))
    const path = `/Users/${made.body.id}`
    const { accessToken } = await city
      .anonymous()
      .call(contract.signIn, { body: { account: 'li.gang', password } })
    const me = () =>
      fetch(`${city.url}/api/identity/me`, { headers: { authorization: `Bearer ${accessToken}` } })
    expect((await me()).status).toBe(200)
    await patch(path, { op: 'replace', path: 'active', value: false })
    expect((await me()).status).toBe(401)
    expect((await call('DELETE', path)).status).toBe(204)
    expect((await call('GET', path)).status).toBe(404)
    expect((await call('POST', '/Users', user('li.gang'))).status).toBe(201)
    const admin = await city.signedInAs('administrator')
    const trail = async () =>
      (await admin.call(contract.listAuditEntries, { query: { limit: 100 } })).items
        .filter((one) => one.target === made.body.id)
        .map((one) => one.action)
        .sort()
    await expect
      .poll(trail)
      .toEqual(['identity.scim.created', 'identity.scim.patched', 'identity.scim.removed'])
  })

  it('never makes or touches who manages identities, and gives no duties that must be apart', async () => {
    const made = await call('POST', '/Users', user('boss', { roles: [{ value: 'administrator' }] }))
    expect(made.body).toMatchObject({ status: '403' })
    await city.signedInAs('administrator')
    const all = await call('GET', '/Users?count=200')
    const admin = all.body.Resources?.find((one) =>
      (one.roles as { value: string }[]).some((role) => role.value === 'administrator'),
    )
    expect((await patch(`/Users/${admin?.id}`, { op: 'replace', path: 'active', value: false })).status).toBe(
      403,
    )
    expect((await call('DELETE', `/Users/${admin?.id}`)).status).toBe(403)
    await city.signedInAs('citizen')
    const listed = await call('GET', `/Users?filter=${encodeURIComponent('roles.value eq "citizen"')}`)
    expect(listed.body.totalResults).toBe(0)
  })
})

describe('RFC 7643 section 4.2: groups are the organisations', () => {
  it('lists, makes, fills, empties and removes them', async () => {
    expect(await found('displayName sw "临江区"', 'Groups')).toEqual(['临江区城市管理局'])
    const made = await call('POST', '/Groups', {
      displayName: '云川市数据专班',
      externalId: 'g-1',
      members: [],
    })
    expect(made.status).toBe(201)
    const path = `/Groups/${made.body.id}`
    const [zhao] = (await call('GET', '/Users?filter=userName%20eq%20%22zhao.ming%22')).body.Resources ?? []
    const joined = await patch(path, { op: 'add', path: 'members', value: [{ value: zhao?.id }] })
    expect(joined.body.members).toMatchObject([{ value: zhao?.id, display: '赵明' }])
    expect(await found(`members.value eq "${zhao?.id}"`, 'Groups')).toEqual(['云川市数据专班'])
    expect((await call('GET', `/Users/${zhao?.id}`)).body.groups).toMatchObject([{ value: made.body.id }])
    expect((await call('DELETE', path)).status).toBe(409)
    const left = await patch(path, { op: 'remove', path: `members[value eq "${zhao?.id}"]` })
    expect(left.body.members).toEqual([])
    const named = await patch(path, { op: 'replace', path: 'displayName', value: '云川市数据工作专班' })
    expect(named.body).toMatchObject({ displayName: '云川市数据工作专班', externalId: 'g-1' })
    expect((await call('POST', '/Groups', { displayName: '云川市数据工作专班' })).status).toBe(409)
    expect((await call('DELETE', path)).status).toBe(204)
    expect((await call('DELETE', `/Groups/${organisations.drainage.id}`)).body).toMatchObject({
      ...{ status: '403', scimType: 'mutability' },
    })
  })
})
