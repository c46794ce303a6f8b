import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../../kernel/db/sql.ts'
import { startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'
import { createKeys } from './key-register.ts'

let city: TestPlatform
beforeAll(async () => {
  city = await startTestPlatform()
})
afterAll(() => city.stop())

const paper = Buffer.from('食品经营许可证 YC-2026-0001')

test('a signature holds until one bit changes, and names its key', async () => {
  const { keys } = city.identity
  const { keyId, signature } = await keys.sign('licence', paper)
  expect(await keys.verify(keyId, paper, signature)).toEqual({ ok: true })
  const changed = Buffer.from(paper)
  changed[0] = (changed[0] as number) ^ 1
  expect(await keys.verify(keyId, changed, signature)).toEqual({ ok: false, reason: 'changed' })
  expect(await keys.verify(keyId, paper, 'zz')).toEqual({ ok: false, reason: 'changed' })
  const other = '00000000-0000-7000-8000-000000000001'
  expect(await keys.verify(other, paper, signature)).toEqual({ ok: false, reason: 'unknown-key' })
})

test('rotated keys still verify and unseal; new work goes to the new version', async () => {
  const keys = createKeys(city.kernel)
  const old = await keys.sign('seal:1', paper)
  const sealed = await keys.seal('notes', '秘密')
  expect(sealed).toMatch(/^sm4\$notes\$1\$/)
  await keys.rotate('seal:1', 'sign')
  await keys.rotate('notes', 'seal')
  expect((await keys.sign('seal:1', paper)).keyId).not.toBe(old.keyId)
  expect(await keys.verify(old.keyId, paper, old.signature)).toEqual({ ok: true })
  expect((await keys.publish(old.keyId)).state).toBe('retired')
  expect(await keys.unseal(sealed)).toBe('秘密')
  expect(await keys.seal('notes', '秘密')).toMatch(/^sm4\$notes\$2\$/)
  await keys.stop()
})

test('private keys are not in the database in the clear', async () => {
  await city.identity.keys.sign('licence', paper)
  const rows = await city.kernel.db.query<{ wrapped: string }>(sql`SELECT wrapped FROM identity.key`)
  expect(rows.length).toBeGreaterThan(0)
  for (const { wrapped } of rows) expect(wrapped).not.toMatch(/^[0-9a-f]{32,64}$/)
})

test('openssl follows the certificate of a key to the root of the installation', async () => {
  const { keyId } = await city.identity.keys.sign('licence', paper)
  const { certificate } = await city.identity.keys.publish(keyId)
  const [own, root] = certificate.split(/(?<=-----END CERTIFICATE-----\n)/) as [string, string]
  const folder = mkdtempSync(join(tmpdir(), 'civitas-x509-'))
  writeFileSync(join(folder, 'own.pem'), own)
  writeFileSync(join(folder, 'root.pem'), root)
  const said = execFileSync('openssl', [
    ...['verify', '-vfyopt', 'distid:1234567812345678', '-CAfile', join(folder, 'root.pem')],
    join(folder, 'own.pem'),
  ]).toString()
  expect(said).toContain('OK')
  rmSync(folder, { recursive: true })
})
