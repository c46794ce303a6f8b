import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as contract from '@civitas/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSm2KeyPair, signSm2, sm3 } from '../../../src/kernel/crypto.ts'
import { sql } from '../../../src/kernel/db/sql.ts'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

let city: TestPlatform
let admin: Awaited<ReturnType<TestPlatform['signedInAs']>>
const clock = { time: Date.parse('2026-03-02T00:00:00Z'), now: () => new Date(clock.time) }
const at = (hour: number) => {
  clock.time = Date.parse(`2026-06-01T${String(hour).padStart(2, '0')}:00:00Z`)
}

beforeAll(async () => {
  city = await startTestPlatform({ clock, config: { sessionHours: 720 } })
  at(1)
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

const paper = Buffer.from('食品经营许可证')

test('PLT-082: what was signed before a revocation stays valid, what came after is not', async () => {
  const pair = createSm2KeyPair()
  const issue = {
    kind: 'organisation' as const,
    name: '云川市欣懿电子科技有限公司',
    publicKey: pair.publicKey,
  }
  const { serial, certificate } = await admin.call(contract.issueCertificate, {
    body: { ...issue, days: 365, evidence: '营业执照与法定代表人身份证' },
  })
  const signature = signSm2(paper, pair)
  const body = { serial, data: paper.toString('base64'), signature }
  const digest = sm3(Buffer.from(signature, 'hex'))
  at(2)
  const early = await admin.call(contract.stampTime, { body: { sm3: digest } })
  at(4)
  const late = await admin.call(contract.stampTime, { body: { sm3: digest } })
  at(5)
  await admin.call(contract.changeCertificate, {
    params: { serial },
    body: { state: 'revoked', time: '2026-06-01T03:00:00.000Z', reason: '私钥遗失' },
  })
  const check = (more: object) =>
    city.anonymous().call(contract.checkSignature, { body: { ...body, ...more } })
  expect(await check({ stamp: early })).toMatchObject({ valid: true, holder: issue.name })
  expect(await check({ stamp: late })).toMatchObject({ valid: false, reason: 'revoked' })
  expect(await check({})).toMatchObject({ valid: false, reason: 'revoked' })
  const moved = { ...late, time: early.time }
  expect(await check({ stamp: moved })).toMatchObject({ valid: false, reason: 'stamp-invalid' })
  const changed = Buffer.from(paper)
  changed[0] = (changed[0] as number) ^ 1
  expect(await check({ stamp: early, data: changed.toString('base64') })).toMatchObject({ reason: 'changed' })

  const folder = mkdtempSync(join(tmpdir(), 'civitas-crl-'))
  const [own, root] = certificate.split(/(?<=-----END CERTIFICATE-----\n)/) as [string, string]
  const list = await city.anonymous().call(contract.getRevocationList, {})
  for (const [name, text] of Object.entries({ own, root, list })) writeFileSync(join(folder, name), text)
  const said = execFileSync('openssl', ['crl', '-in', join(folder, 'list'), '-noout', '-text']).toString()
  expect(said.replaceAll(/[:\s]/g, '').toLowerCase()).toContain(serial)
  const shown = execFileSync('openssl', ['x509', '-in', join(folder, 'own'), '-noout', '-text']).toString()
  expect(shown).toContain('SM2-with-SM3')
  rmSync(folder, { recursive: true })
})

test('PLT-114: a standard test vector gives its value', async () => {
  const officer = await city.signedInAs('duty-officer')
  const body = { algorithm: 'SM3' as const, data: Buffer.from('abc').toString('base64') }
  expect(await officer.call(contract.digestData, { body })).toEqual({
    digest: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    bytes: 3,
  })
})

test('PLT-114: a key is rotated, revoked, and destroyed by two hands', async () => {
  const { keys } = city.identity
  const sealed = await keys.seal('papers', '秘密')
  const first = await keys.sign('licence', paper)
  await admin.call(contract.rotateKey, { body: { purpose: 'papers', usage: 'seal' } })
  expect(await keys.unseal(sealed)).toBe('秘密')
  expect(await keys.seal('papers', '秘密')).toMatch(/^sm4\$papers\$2\$/)
  await admin.call(contract.rotateKey, { body: { purpose: 'licence', usage: 'sign' } })
  expect(await keys.verify(first.keyId, paper, first.signature)).toEqual({ ok: true })
  const before = clock.now()
  at(7)
  await admin.call(contract.revokeKey, { params: { id: first.keyId }, body: { reason: '疑似泄露' } })
  expect(await keys.verify(first.keyId, paper, first.signature)).toEqual({ ok: false, reason: 'revoked' })
  expect(await keys.verify(first.keyId, paper, first.signature, before)).toEqual({ ok: true })

  const { items } = await admin.call(contract.listKeys, { query: { search: 'papers' } })
  const old = items.find((one) => one.version === 1) as contract.KeyRecord
  const live = items.find((one) => one.version === 2) as contract.KeyRecord
  const reason = { body: { reason: '数据已迁移' } }
  await expect(
    admin.call(contract.askKeyDestruction, { params: { id: live.id }, ...reason }),
  ).rejects.toMatchObject({ problem: { code: 'key-in-use' } })
  await admin.call(contract.askKeyDestruction, { params: { id: old.id }, ...reason })
  await expect(admin.call(contract.confirmKeyDestruction, { params: { id: old.id } })).rejects.toMatchObject({
    problem: { code: 'dual-control' },
  })
  const other = await city.signedInAs('administrator')
  const { proof } = await other.call(contract.confirmKeyDestruction, { params: { id: old.id } })
  const { statement, keyId, signature } = JSON.parse(proof)
  expect(await keys.verify(keyId, Buffer.from(statement), signature)).toEqual({ ok: true })
  await expect(keys.unseal(sealed)).rejects.toMatchObject({ code: 'key-destroyed' })
})

test('PLT-114: what an old version sealed is sealed anew, and only then its key may go', async () => {
  const purpose = 'subject-number'
  const number = '11010519491231002X'
  const body = { kind: 'person' as const, name: '张敏', number }
  await admin.call(contract.enterPerson, { body }).catch(() => undefined)
  const read = async () =>
    (await admin.call(contract.listSealedTexts)).items.find((one) => one.purpose === purpose)
  const before = await read()
  expect(before?.left).toBe(0)
  const texts = before?.versions[0]?.texts ?? 0
  expect(texts).toBeGreaterThan(0)
  await admin.call(contract.rotateKey, { body: { purpose, usage: 'seal' } })
  expect(await read()).toMatchObject({ left: texts, activeVersion: (before?.activeVersion ?? 0) + 1 })
  const { items } = await admin.call(contract.listKeys, { query: { search: purpose } })
  const old = items.find((one) => one.usage === 'seal' && one.version === before?.activeVersion)
  const params = { id: old?.id ?? '' }
  const ask = () => admin.call(contract.askKeyDestruction, { params, body: { reason: '到期' } })
  await expect(ask()).rejects.toMatchObject({ problem: { code: 'key-still-seals' } })
  const { total } = await admin.call(contract.resealTexts, { params: { purpose } })
  expect(total).toBe(texts)
  await expect
    .poll(async () => (await read())?.run?.finishedTime, { timeout: 15_000 })
    .toEqual(expect.any(String))
  expect(await read()).toMatchObject({ left: 0, run: { done: texts, failed: 0 } })
  await ask()
  const other = await city.signedInAs('administrator')
  await other.call(contract.confirmKeyDestruction, { params })
  const found = await admin.call(contract.listPersons, { query: { number } })
  expect(found.items[0]?.name).toBe('张敏')
  const known = await city.identity.subjects.findByNumber(city.kernel.db, number)
  expect(known?.number).toBe(number)
  await expect(admin.call(contract.resealTexts, { params: { purpose } })).rejects.toMatchObject({
    problem: { code: 'nothing-left' },
  })
})

test('PLT-114: no key leaves by listing, and the inventory says what is missing', async () => {
  const listed = JSON.stringify(await admin.call(contract.listKeys, { query: {} }))
  expect(listed).not.toMatch(/wrapped|private|"d":/i)
  const use = {
    system: '公积金系统',
    purpose: 'storage' as const,
    protectionLevel: 3,
    productCertificate: null,
  }
  await admin.call(contract.saveCryptoUse, {
    body: { ...use, algorithm: 'AES-256', assessedDate: '2024-01-01' },
  })
  const { items } = await admin.call(contract.listCryptoUses, { query: {} })
  expect(items[0]?.gaps).toHaveLength(3)
})

test('PLT-082: coverage of firms with certificates', async () => {
  const firm = await admin.call(contract.enterPerson, {
    body: { kind: 'organisation', name: '云川市欣懿电子科技有限公司', number: '919901041000000088' },
  })
  await admin.call(contract.enterPerson, {
    body: { kind: 'organisation', name: '云川市丽梅商贸有限公司', number: '91990105100000016H' },
  })
  await admin.call(contract.issueCertificate, {
    body: {
      ...{
        kind: 'organisation',
        name: '法人一证通',
        holderId: firm.id,
        publicKey: createSm2KeyPair().publicKey,
      },
      ...{ days: 365, evidence: '营业执照' },
    },
  })
  expect(await admin.call(contract.getCertificateCoverage, {})).toEqual({
    ...{ firms: 2, covered: 1, share: 0.5 },
    counties: [
      { code: '990104', firms: 1, covered: 1 },
      { code: '990105', firms: 1, covered: 0 },
    ],
  })
  // 3,000 of 12,000 firms, in two counties.
  await city.kernel.db.query(sql`WITH firm AS (INSERT INTO identity.subject (id, kind, name, number_hash, number_masked,
        assurance, grams, created_time)
      SELECT gen_random_uuid(), 'organisation', '企业' || n, 'hash-' || n,
        CASE WHEN n <= 4998 THEN '91990104' ELSE '91990105' END || lpad(n::text, 10, '0'), 1, '{}', now()
      FROM generate_series(1, 11998) AS n RETURNING id, number_masked)
    INSERT INTO identity.certificate SELECT (jsonb_populate_record(c, jsonb_build_object('serial', 'S' || f.number_masked,
        'holder_id', f.id))).* FROM firm f, identity.certificate c
      WHERE c.holder_id = ${firm.id} AND right(f.number_masked, 10)::int <= 2999`)
  expect(await admin.call(contract.getCertificateCoverage, {})).toEqual({
    ...{ firms: 12_000, covered: 3_000, share: 0.25 },
    counties: [
      { code: '990104', firms: 4_999, covered: 3_000 },
      { code: '990105', firms: 7_001, covered: 0 },
    ],
  })
})
