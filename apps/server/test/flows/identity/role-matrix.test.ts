import { type AnyOperation, operations, permissions } from '@civitas/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decide } from '../../../src/capabilities/identity/decisions.ts'
import { roles } from '../../../src/capabilities/identity/roles.ts'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

/** Issue 6, done when 4: all operations with all roles. The decision is asked for each; one of each permission is really called. */
let city: TestPlatform
const tokens = new Map<string, string>()
const nobody = '00000000-0000-7000-8000-0000000000ff'

beforeAll(async () => {
  city = await startTestPlatform()
  for (const role of roles) tokens.set(role.id, (await city.signedInAs(role.id)).options.token?.() ?? '')
})
afterAll(() => city.stop())

const mayDo = (role: string, permission: string): boolean =>
  decide({ permission, roles: [role], divisions: ['990100'], disabled: false }).allowed

/** An operation of a permission that changes nothing when it is let through: a read, or one whose empty input is refused. */
function harmless(permission: string): AnyOperation | undefined {
  const own = operations.filter((one) => one.permission === permission)
  const reads = own.filter((one) => one.method === 'GET' && !one.produces)
  return reads.find((one) => !one.params) ?? reads[0] ?? own.find((one) => one.body?.required?.length)
}

async function refusedFor(role: string, operation: AnyOperation): Promise<boolean> {
  const response = await fetch(city.url + operation.path.replace(/\{\w+\}/g, nobody), {
    method: operation.method,
    headers: { authorization: `Bearer ${tokens.get(role)}`, 'content-type': 'application/json' },
    ...(operation.method === 'GET' ? {} : { body: '{}' }),
  })
  const body = (await response.json().catch(() => ({}))) as { code?: string; detail?: string }
  return response.status === 403 && (body.detail ?? '').includes(`（${operation.permission}）`)
}

test('every permission opens to the roles that hold it and to no other, as the decision said', async () => {
  const names = Object.keys(permissions)
  const wrong: string[] = []
  for (const permission of names) {
    const operation = harmless(permission)
    if (!operation) continue
    for (const role of roles) {
      const refused = await refusedFor(role.id, operation)
      if (refused === mayDo(role.id, permission)) wrong.push(`${role.id} ${operation.id}: ${refused}`)
    }
  }
  const width = Math.max(...names.map((one) => one.length))
  const line = (permission: string) =>
    `${permission.padEnd(width)} ${String(operations.filter((one) => one.permission === permission).length).padStart(4)}  ${roles
      .map((role) => (mayDo(role.id, permission) ? '●' : '·'))
      .join(' ')}`
  const legend = roles.map((role, at) => `${at + 1} ${role.name}`).join('  ')
  console.log(`权限、操作数与角色（${legend}）\n${names.map(line).join('\n')}`)
  expect(wrong).toEqual([])
})

test('a citizen, an agent of a firm and a clerk: what each may do of all operations', () => {
  const allowed = (role: string) =>
    operations
      .filter((one) => one.permission !== 'public' && mayDo(role, one.permission))
      .map((one) => one.id)
  for (const role of ['citizen', 'firm', 'window-clerk'])
    console.log(`${role}: ${allowed(role).length} / ${operations.length}`)
  const needsRight = (role: string) =>
    allowed(role).filter((id) => operations.find((one) => one.id === id)?.permission !== 'signed-in')
  // A firm draws its building projects on the map; live features it sees none of, for it has no divisions.
  expect(needsRight('firm').filter((id) => !id.startsWith('maps.'))).toEqual(needsRight('citizen'))
  // Of cases, citizens look after what they adopted (认领), and nothing else.
  const own = needsRight('citizen').filter((id) => !/^(services|events)\./.test(id))
  expect(own).toEqual(['cases.adopt', 'cases.recordAdoption'])
  expect(needsRight('window-clerk').some((id) => /^(identity|data|sensing|cases|command)\./.test(id))).toBe(
    false,
  )
})
