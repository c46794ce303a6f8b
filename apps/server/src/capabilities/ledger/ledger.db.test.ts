import {
  addWitness,
  cosignTreeHead,
  getConsistencyProof,
  getEvidence,
  getTreeHead,
  listLedgerEntries,
  listWitnesses,
  setWitness,
} from '@civitas/contract'
import {
  createWitnessKey,
  type EvidenceCheck,
  isConsistent,
  isHeadSigned,
  signAsWitness,
  verifyEvidence,
} from '@civitas/sdk/evidence'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../kernel/db/sql.ts'
import { changedBits, startTestPlatform, type TestPlatform } from '../../test-kit/index.ts'

let city: TestPlatform
beforeAll(async () => {
  city = await startTestPlatform()
})
afterAll(() => city.stop())

const submission = (n: number) => ({
  kind: 'test.act',
  subjectId: `case-${n}`,
  payload: { n, photo: '二号井' },
})
const append = (n: number) => city.kernel.db.transaction((tx) => city.ledger.append(tx, submission(n)))
const failed = (checks: EvidenceCheck[]) => checks.filter((one) => !one.passed).map((one) => one.check)

describe('append', () => {
  it('keeps evidence that can be verified without the platform', async () => {
    const ids = await Promise.all(Array.from({ length: 21 }, (_, n) => append(n)))
    await city.settle()
    const admin = await city.signedInAs('administrator')
    const { items, total } = await admin.call(listLedgerEntries, { query: { kind: 'test.act', limit: 500 } })
    expect(total).toBe(21)
    expect(new Set(items.map((one) => one.leafIndex)).size).toBe(21)
    for (const id of ids)
      expect(failed(verifyEvidence(await admin.call(getEvidence, { params: { id } })))).toEqual([])
  })

  it('writes nothing when the caller’s transaction fails', async () => {
    const before = (await city.anonymous().call(getTreeHead)).head.size
    const broken = city.kernel.db.transaction(async (tx) => {
      await city.ledger.append(tx, submission(99))
      throw new Error('no')
    })
    await expect(broken).rejects.toThrow('no')
    await city.settle()
    expect((await city.anonymous().call(getTreeHead)).head.size).toBe(before)
  })

  it('finds a changed payload, leaf, head and path', async () => {
    const id = await append(50)
    await city.settle()
    const admin = await city.signedInAs('administrator')
    const bundle = await admin.call(getEvidence, { params: { id } })
    expect(failed(verifyEvidence({ ...bundle, payload: bundle.payload?.replace('50', '51') ?? '' }))).toEqual(
      ['payload'],
    )
    const entry = { ...bundle.entry, leaf: bundle.entry.leaf.replace('case-50', 'case-51') }
    expect(failed(verifyEvidence({ ...bundle, entry }))).toEqual(['leaf', 'inclusion'])
    const head = { ...bundle.head, root: '0'.repeat(64) }
    expect(failed(verifyEvidence({ ...bundle, head }))).toEqual(['inclusion', 'head-signature'])
    expect(failed(verifyEvidence(bundle, { logKeys: [createWitnessKey().publicKey] }))).toEqual(['log-key'])
  })

  it('takes no tree head with any bit changed', async () => {
    await append(51)
    await city.settle()
    const { head } = await city.anonymous().call(getTreeHead)
    const isHead = (text: string) => {
      try {
        return isHeadSigned(JSON.parse(text))
      } catch {
        return false
      }
    }
    const whole = JSON.stringify(head, null, 2)
    const passed = [...changedBits(Buffer.from(whole))].filter(({ changed }) => isHead(changed.toString()))
    expect([isHead(whole), passed.map(({ at }) => at)]).toEqual([true, []])
  })

  it('cannot be changed by the running platform', async () => {
    for (const table of ['entry', 'leaf', 'node', 'tree_head', 'cosignature'])
      await expect(city.kernel.db.pool.query(`DELETE FROM ledger.${table}`)).rejects.toThrow(
        /permission denied/,
      )
  })

  it('stays provable after a payload is erased', async () => {
    const id = await append(60)
    await city.settle()
    await city.kernel.db.query(sql`DELETE FROM ledger.payload WHERE entry_id = ${id}`)
    const admin = await city.signedInAs('administrator')
    const bundle = await admin.call(getEvidence, { params: { id } })
    expect(bundle.payload).toBeNull()
    expect(failed(verifyEvidence(bundle))).toEqual([])
  })
})

describe('tree heads', () => {
  it('continue one another', async () => {
    const anyone = city.anonymous()
    const first = (await anyone.call(getTreeHead)).head
    for (let n = 0; n < 9; n++) await append(200 + n)
    await city.settle()
    const second = (await anyone.call(getTreeHead)).head
    expect(second.size).toBe(first.size + 9)
    expect(isHeadSigned(second)).toBe(true)
    const proof = await anyone.call(getConsistencyProof, { query: { from: first.size, to: second.size } })
    expect(isConsistent(first, second, proof)).toBe(true)
    expect(isConsistent({ ...first, root: second.root }, second, proof)).toBe(false)
  })

  it('are not proved beyond the log or backwards', async () => {
    const anyone = city.anonymous()
    await expect(
      anyone.call(getConsistencyProof, { query: { from: 0, to: 1_000_000 } }),
    ).rejects.toMatchObject({ problem: { status: 400, errors: [{ path: '/query/to' }] } })
    await expect(anyone.call(getConsistencyProof, { query: { from: 5, to: 2 } })).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/query/from' }] },
    })
  })
})

describe('witnesses', () => {
  it('co-sign a head, and their signature is in the evidence', async () => {
    const admin = await city.signedInAs('administrator')
    const key = createWitnessKey()
    const body = { name: '市纪委监委', publicKey: key.publicKey }
    const witness = await admin.call(addWitness, { body })
    await expect(admin.call(addWitness, { body })).rejects.toMatchObject({ problem: { status: 409 } })
    const id = await append(70)
    await city.settle()
    const { head } = await city.anonymous().call(getTreeHead)
    const signature = signAsWitness(head, key)
    const params = { size: head.size }
    await city.anonymous().call(cosignTreeHead, { params, body: { publicKey: key.publicKey, signature } })
    const bundle = await admin.call(getEvidence, { params: { id } })
    expect(bundle.cosignatures.map((one) => one.witnessName)).toEqual(['市纪委监委'])
    expect(failed(verifyEvidence(bundle, { witnessKeys: [key.publicKey] }))).toEqual([])
    expect(failed(verifyEvidence(bundle, { witnessKeys: [createWitnessKey().publicKey] }))).toEqual([
      'witness',
    ])
    const [listed] = await city.anonymous().call(listWitnesses)
    expect(listed).toMatchObject({ id: witness.id, lastSize: head.size })
  })

  it('are refused with a wrong signature, an unknown key, or when switched off', async () => {
    const admin = await city.signedInAs('administrator')
    const key = createWitnessKey()
    const { head } = await city.anonymous().call(getTreeHead)
    const params = { size: head.size }
    const cosign = (by: typeof key, signature: string) =>
      city.anonymous().call(cosignTreeHead, { params, body: { publicKey: by.publicKey, signature } })
    await expect(cosign(key, signAsWitness(head, key))).rejects.toMatchObject({ problem: { status: 403 } })
    const witness = await admin.call(addWitness, { body: { name: '市审计局', publicKey: key.publicKey } })
    await expect(cosign(key, 'ab'.repeat(20))).rejects.toMatchObject({ problem: { status: 400 } })
    await admin.call(setWitness, { params: { id: witness.id }, body: { active: false } })
    await expect(cosign(key, signAsWitness(head, key))).rejects.toMatchObject({ problem: { status: 403 } })
  })

  it('are registered only by those who may', async () => {
    const leader = await city.signedInAs('leader')
    const body = { name: '某单位', publicKey: createWitnessKey().publicKey }
    await expect(leader.call(addWitness, { body })).rejects.toMatchObject({ problem: { status: 403 } })
  })
})
