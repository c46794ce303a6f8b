import {
  createOidArc,
  getOidStatistics,
  listOidArcs,
  moveOid,
  registerOids,
  resolveOid,
  revokeOid,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

let city: TestPlatform
let admin: Client
const urban = '2.999.3204.1'
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  const arc = (arc: string, title: string, quota: number) =>
    admin.call(createOidArc, { body: { arc, title, quota, organisationId: organisations.oldTownUrban.id } })
  await arc('2.999.3204', '云川市', 1000)
  await arc(urban, '市城管局', 4)
  await arc('2.999.3204.2', '市水利局', 10)
})
afterAll(() => city.stop())

const resolve = (name: string) => admin.call(resolveOid, { query: { name } })

it('gives a camera an OID under the arc of its department, and its asset number resolves to the same object (PLT-013)', async () => {
  const { registered, rows } = await admin.call(registerOids, {
    params: { oid: urban },
    body: {
      rows: [
        {
          ...{
            kind: 'camera',
            title: '青石桥摄像机',
            attributes: { brand: 'K', ip: '10.1.1.1' },
            restricted: ['ip'],
          },
          ...{ divisionCode: '990102', aliases: [{ scheme: 'asset', alias: 'S123' }] },
        },
        { kind: 'camera', title: '同号', aliases: [{ scheme: 'asset', alias: 'S123' }] },
        { kind: 'camera', title: '别的分支', oid: '2.999.3204.2.5' },
      ],
    },
  })
  expect(registered).toBe(1)
  expect(rows.map((one) => one.error)).toEqual([
    null,
    '别名 S123 已属于另一对象。',
    '2.999.3204.2.5 不在分支 2.999.3204.1 下',
  ])
  const oid = rows[0]?.object?.oid as string
  expect(oid.startsWith(`${urban}.`)).toBe(true)
  expect(await resolve('S123')).toMatchObject({
    oid,
    stateText: '正常',
    payload: `urn:oid:${oid}`,
    attributes: { ip: '10.1.1.1' },
  })
  expect(await resolve(oid)).toMatchObject({ title: '青石桥摄像机' })
  // A caller of another division sees the permitted attributes only.
  const other = await city.signedInAs('duty-officer', { divisions: ['990103'] })
  const seen = await other.call(resolveOid, { query: { name: 'S123' } })
  expect(seen.attributes).toEqual({ brand: 'K' })
  expect((await admin.call(getOidStatistics, {})).byDay.at(-1)?.resolutions).toBe(3)
  await expect(
    admin.call(registerOids, {
      params: { oid: urban },
      body: { rows: [{ kind: 'other', title: 'x', oid: `${urban}.007` }] },
    }),
  ).rejects.toMatchObject({ problem: { status: 400 } })
})

it('answers a revoked OID with 已注销 and its successor, and never gives the number again', async () => {
  const one = async (title: string, oid?: string) => {
    const rows = [{ kind: 'device' as const, title, ...(oid ? { oid } : {}) }]
    return (await admin.call(registerOids, { params: { oid: urban }, body: { rows } })).rows[0]
  }
  const x = (await one('旧设备'))?.object?.oid as string
  const y = (await one('新设备'))?.object?.oid as string
  await admin.call(revokeOid, { params: { oid: x }, body: { successor: y, reason: '更换' } })
  expect(await resolve(x)).toMatchObject({ state: 'revoked', stateText: '已注销', successor: y })
  expect((await one('再用', x))?.error).toContain('不能再次登记')
  const moved = await admin.call(moveOid, {
    params: { oid: y },
    body: { arc: '2.999.3204.2', reason: '移交' },
  })
  expect(moved.oid).toBe('2.999.3204.2.1')
  expect(await resolve(y)).toMatchObject({ stateText: '已注销', successor: moved.oid })
  // The quota counts every number that was ever given.
  await one('第四')
  expect((await one('第五'))?.error).toContain('配额 4 已用完')
  const { items } = await admin.call(listOidArcs, { query: {} })
  expect(items.find((arc) => arc.arc === urban)).toMatchObject({
    issued: 4,
    quota: 4,
    organisationName: '云城区城市管理局',
  })
})
