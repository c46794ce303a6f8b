import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { type TrustFile, verifyPaper, verifySealed } from '@civitas/sdk/papers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repositoryRoot } from '../../../src/kernel/root.ts'
import {
  changedBits,
  organisations,
  startTestPlatform,
  type TestPlatform,
} from '../../../src/test-kit/index.ts'
import { citizenId, creditCode, problem, someone } from './papers-kit.ts'
import { aMaterial, itemContent } from './services-kit.ts'

/** PLT-083, PLT-084, PLT-085: licences, their use, seals; verified by the server and without it. */
let city: TestPlatform
let bureau: Client
let manager: Client
let clerk: Client
let firm: Awaited<ReturnType<typeof someone>>
let folder: string
let other: Client
let licence: contract.Licence
let applicationId: string
const company = { kind: 'organisation', name: '云川市望云餐饮有限公司', number: creditCode(7) } as const
const fields = {
  representative: '李小明',
  address: '望云街道1号',
  business: '餐饮服务经营者',
  scope: '热食类食品制售',
}

beforeAll(async () => {
  city = await startTestPlatform()
  folder = mkdtempSync(join(tmpdir(), 'civitas-papers-'))
  bureau = await city.signedInAs('approver', { organisationId: organisations.oldTownUrban.id })
  manager = await city.signedInAs('service-manager', { organisationId: organisations.operationCentre.id })
  clerk = await city.signedInAs('window-clerk', { organisationId: organisations.operationCentre.id })
  other = await city.signedInAs('service-manager', { organisationId: organisations.drainage.id })
  firm = await someone(city, company)
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await city.stop()
})

const civitas = (...args: string[]) =>
  spawnSync(
    process.execPath,
    ['--import', 'tsx', join(repositoryRoot(), 'apps/cli/src/main.ts'), 'verify', ...args],
    {
      cwd: repositoryRoot(),
      encoding: 'utf8',
      env: { ...process.env, LANG: 'zh_CN.UTF-8' },
    },
  )

async function saveTrust(name = 'trust.json'): Promise<string> {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(await city.anonymous().call(contract.getTrustAnchors, {})))
  return file
}

const issue = (typeId: string, more: object = {}) =>
  bureau.call(contract.issueLicenceNow, {
    body: {
      ...{
        typeId,
        holderKind: 'organisation',
        holderName: company.name,
        holderNumber: company.number,
        fields,
      },
      ...more,
    },
  })

const pdfOf = async (client: Client, id: string) =>
  Buffer.from((await client.call(contract.downloadLicencePdf, { params: { id }, query: {} })) as Uint8Array)

const verify = (identifier: string) =>
  city.anonymous().call(contract.verifyLicence, { params: { identifier } })

describe('a seal', () => {
  it('is made on request of one and decision of another, and refuses other documents', async () => {
    const body = { name: '审批专用章', kind: 'approval', documentTypes: ['准予许可决定书'] } as const
    const more = { needsApproval: false, approvalPaper: '云审批〔2025〕1号', validUntil: '2035-01-01' }
    const seal = await bureau.call(contract.applyForSeal, {
      body: { ...body, documentTypes: [...body.documentTypes], ...more },
    })
    const decide = (to: 'active' | 'destroyed') =>
      manager.call(contract.decideSeal, { params: { id: seal.id }, body: { to, reason: '材料齐全' } })
    expect((await decide('active')).state).toBe('active')
    const document = Buffer.from('准予许可决定书：同意。')
    const use = (documentType: string) =>
      bureau.call(contract.sealDocuments, {
        params: { id: seal.id },
        body: { documentType, documents: [{ title: '决定书1号', file: document.toString('base64') }] },
      })
    expect(await problem(use('行政处罚决定书'))).toMatchObject({ status: 403, code: 'seal-refused' })
    const { packages } = await use('准予许可决定书')
    const log = await bureau.call(contract.listSealings, { query: { sealId: seal.id } })
    expect(log.items.map((one) => one.outcome).sort()).toEqual(['refused', 'sealed'])

    const check = (file: Buffer) =>
      city
        .anonymous()
        .call(contract.verifySealedDocument, { body: { file: file.toString('base64'), packages } })
    expect((await check(document)).holds).toBe(true)
    const altered = await check(Buffer.from('准予许可决定书：不同意。'))
    expect(altered.text).toContain('文档已被篡改')
    expect(altered.text).toContain('审批专用章')

    const [paper, detached, trust] = [
      join(folder, 'paper'),
      join(folder, 'paper.seal.json'),
      await saveTrust(),
    ]
    writeFileSync(paper, document)
    writeFileSync(detached, JSON.stringify(packages[0]))
    expect(civitas(paper, '--seal', detached, '--trust', trust).status).toBe(0)
    writeFileSync(paper, Buffer.concat([document, Buffer.of(1)]))
    const refused = civitas(paper, '--seal', detached, '--trust', trust)
    expect([refused.status, refused.stdout]).toEqual([1, expect.stringContaining('电子印章内容已被篡改')])

    const anchors = (await city.anonymous().call(contract.getTrustAnchors, {})) as TrustFile
    const isSealed = (text: string) => {
      try {
        return verifySealed(document, JSON.parse(text), anchors).every((one) => !one.fault)
      } catch {
        return false
      }
    }
    const whole = JSON.stringify(packages[0], null, 2)
    const passed = [...changedBits(Buffer.from(whole), { step: 7 })].filter(({ changed }) =>
      isSealed(changed.toString()),
    )
    expect([isSealed(whole), passed.map(({ at }) => at)]).toEqual([true, []])

    await decide('destroyed')
    expect((await check(document)).holds, 'what was sealed before stays good').toBe(true)
    expect(await problem(use('准予许可决定书'))).toMatchObject({ code: 'seal-refused' })
  })

  it('of an organisation stands on its licences', async () => {
    const seal = await bureau.call(contract.applyForSeal, {
      body: {
        ...{ name: '电子证照专用章', kind: 'licence', documentTypes: [], needsApproval: false },
        ...{ approvalPaper: '云审批〔2025〕2号', validUntil: '2035-01-01' },
      },
    })
    await manager.call(contract.decideSeal, {
      params: { id: seal.id },
      body: { to: 'active', reason: '同意' },
    })
    expect((await issue('licences.food-operation')).sealed).toBe(true)
  })
})

describe('a licence', () => {
  it('issued when the case closes is with its holder at once; revoked, verification says so', async () => {
    const applicationId = '00000000-0000-7000-8000-0000000000aa'
    const { db } = city.kernel
    const wanted = { typeCode: 'food-operation', holderId: firm.subjectId, fields, applicationId }
    const issueOnce = () =>
      db.transaction((tx) =>
        city.services.licences.issue(tx, { ...wanted, issuerId: organisations.oldTownUrban.id }),
      )
    const first = await issueOnce()
    expect(await issueOnce(), 'told twice, issued once').toEqual(first)
    const mine = await firm.client.call(contract.listMyLicences, { query: {} })
    const licence = mine.items.find((one) => one.id === first.licenceId)!
    expect(licence).toMatchObject({ state: 'valid', typeTitle: '食品经营许可证', sealed: true })
    expect(await verify(licence.identifier)).toMatchObject({ verdict: 'valid', holderName: company.name })
    const move = { to: 'revoked' as const, reason: '隐瞒有关情况', basis: '《行政许可法》第六十九条' }
    await bureau.call(contract.moveLicence, { params: { id: licence.id }, body: move })
    expect((await verify(licence.identifier)).text).toContain('已吊销')
    expect((await verify(`${licence.identifier.slice(0, -1)}_`)).verdict).toBe('unknown')
  })

  it('changed is a new version; the old one says 已变更; copies point at the original', async () => {
    const old = await issue('licences.business-licence', {
      fields: { ...fields, kind: '有限责任公司', established: '2020-01-01' },
    })
    const params = { id: old.id }
    const next = await bureau.call(contract.changeLicence, {
      params,
      body: { fields: { address: '望云街道2号' }, reason: '迁址' },
    })
    expect([next.version, next.number]).toEqual([2, old.number])
    expect((await verify(old.identifier)).text).toContain('已变更')
    const copy = await bureau.call(contract.copyLicence, { params: { id: next.id } })
    expect([copy.copyOf, (await verify(copy.identifier)).verdict]).toEqual([next.id, 'valid'])
  })

  it('verifies offline as PDF; one bit is refused with its reason', async () => {
    const licence = await issue('licences.food-operation')
    const pdf = await pdfOf(firm.client, licence.id)
    const [file, trust] = [join(folder, 'licence.pdf'), await saveTrust()]
    writeFileSync(file, pdf)
    expect(civitas(file, '--trust', trust)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('验证通过'),
    })
    expect(pdf.toString('latin1')).toContain('/SubFilter /civitas.licence.1')
    const changed = Buffer.from(pdf)
    const at = changed.length - 400
    changed[at] = (changed[at] as number) ^ 1
    writeFileSync(file, changed)
    const refused = civitas(file, '--trust', trust)
    expect([refused.status, refused.stdout]).toEqual([1, expect.stringContaining('文件完整内容已被篡改')])
    const online = await city
      .anonymous()
      .call(contract.verifyLicenceFile, { body: { file: changed.toString('base64') } })
    expect(online).toMatchObject({ verdict: 'tampered', text: expect.stringContaining('文档已被篡改') })

    await bureau.call(contract.moveLicence, {
      params: { id: licence.id },
      body: { to: 'suspended', reason: '整改', basis: '《食品安全法》第一百二十六条' },
    })
    writeFileSync(file, pdf)
    const ended = civitas(file, '--trust', await saveTrust())
    expect([ended.status, ended.stdout]).toEqual([1, expect.stringContaining('已不在有效状态')])
    const unknown = join(folder, 'other.json')
    writeFileSync(
      unknown,
      JSON.stringify({ format: 'civitas-trust/1', issuedTime: '', keys: [], revoked: [] }),
    )
    expect(civitas(file, '--trust', unknown).stdout).toContain('签名密钥不在信任文件中')
  })

  it('is refused with any bit changed: in the paper, in the package, in the room behind it', async () => {
    const licence = await issue('licences.food-operation')
    const pdf = await pdfOf(firm.client, licence.id)
    const trust = (await city.anonymous().call(contract.getTrustAnchors, {})) as TrustFile
    const refused = (bytes: Uint8Array) =>
      verifyPaper(bytes, trust, new Date())?.some((one) => one.fault) ?? true
    const pack = Buffer.from(
      JSON.stringify(
        await firm.client.call(contract.downloadLicencePackage, { params: { id: licence.id } }),
        null,
        2,
      ),
    )
    expect([pdf, pack].map(refused)).toEqual([false, false])
    const packed = pdf.indexOf('/Contents <')
    const looked = [
      ...changedBits(pdf, { step: 2_999 }),
      ...changedBits(pdf, { from: packed, to: packed + 12_000, step: 41 }),
      ...changedBits(pack, { step: 17 }),
    ]
    expect(looked.filter(({ changed }) => !refused(changed)).map(({ at }) => at)).toEqual([])
  })

  it('package: openssl verifies the signature itself', async () => {
    const licence = await issue('licences.food-operation')
    const one = (await firm.client.call(contract.downloadLicencePackage, {
      params: { id: licence.id },
    })) as unknown as contract.LicencePackage
    const trust = await city.anonymous().call(contract.getTrustAnchors, {})
    const key = trust.keys.find((each) => each.keyId === one.licence.keyId)!
    const path = (name: string) => join(folder, name)
    writeFileSync(path('data'), one.licence.data)
    writeFileSync(path('signature'), Buffer.from(one.licence.signature, 'hex'))
    writeFileSync(path('certificate.pem'), key.certificate)
    writeFileSync(
      path('key.pem'),
      execFileSync('openssl', ['x509', '-in', path('certificate.pem'), '-pubkey', '-noout']),
    )
    const said = () =>
      spawnSync('openssl', [
        ...[
          'pkeyutl',
          '-verify',
          '-rawin',
          '-digest',
          'sm3',
          '-pkeyopt',
          'distid:1234567812345678',
          '-pubin',
        ],
        ...['-inkey', path('key.pem'), '-in', path('data'), '-sigfile', path('signature')],
      ]).stdout.toString()
    expect(said()).toContain('Signature Verified Successfully')
    writeFileSync(path('data'), `${one.licence.data} `)
    expect(said()).not.toContain('Successfully')
  })
})

describe('the use of a licence', () => {
  it('needs the holder’s code for its purpose, is recorded, and its copy carries the purpose', async () => {
    const licence = await issue('licences.food-operation')
    const given = await firm.client.call(contract.authoriseLicence, {
      params: { id: licence.id },
      body: { toName: '政务服务窗口', purpose: '餐饮开办', minutes: 30, uses: 1 },
    })
    const use = (purpose: string) =>
      clerk.call(contract.useLicence, { body: { code: given.code, purpose, fields: ['name', 'code'] } })
    expect(await problem(use('贷款'))).toMatchObject({ status: 403, code: 'other-purpose' })
    const used = await use('餐饮开办')
    expect(used.fields).toEqual({ name: company.name, code: company.number })
    expect(used.watermark).toContain('餐饮开办')
    expect(await problem(use('餐饮开办'))).toMatchObject({ code: 'authorisation-used' })
    const mine = await firm.client.call(contract.listMyLicenceUses, { query: { licenceId: licence.id } })
    expect(mine.items[0]).toMatchObject({
      organisationName: organisations.operationCentre.name,
      purpose: '餐饮开办',
      fields: ['name', 'code'],
    })
    const copy = await clerk.call(contract.downloadUsedLicence, { params: { id: used.useId } })
    expect(
      Buffer.from(copy as Uint8Array)
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    await firm.client.call(contract.complainAboutUse, {
      params: { id: used.useId },
      body: { text: '我没有申请' },
    })
    expect((await manager.call(contract.listUseComplaints, { query: {} })).items[0]?.complaint?.state).toBe(
      'open',
    )
  })

  it('in an application takes the place of the paper, fills the form, and its holder sees it (PLT-084 Accept 1)', async () => {
    licence = await issue('licences.business-licence', {
      fields: { representative: '李小明', address: '望云街道1号', kind: '有限责任公司', scope: '餐饮服务' },
    })
    const hands = { writer: manager, reviewer: other }
    await aMaterial(hands, 'test.business', { title: '营业执照', licenceType: 'licences.business-licence' })
    const office = organisations.oldTownUrban.name
    const content = itemContent({
      ...{ title: '餐饮开办', organisation: office, applicants: ['organisation'] },
      ...{ materials: [{ material: 'test.business', required: true, core: true }] },
      fields: [
        { name: 'name', title: '名称', type: 'text', required: true, prefill: 'subject.name' },
        { name: 'code', title: '代码', type: 'text', required: true, prefill: 'subject.number' },
        {
          ...{ name: 'representative', title: '法定代表人', type: 'text', required: true },
          prefill: 'licence:licences.business-licence.representative',
        },
      ],
      steps: [
        { id: 'review', title: '审查', kind: 'review', organisation: office, days: 5, suspends: false },
      ],
    })
    const draft = await manager.call(contract.draftServiceItem, {
      body: { code: 'test.restaurant', content },
    })
    await other.call(contract.publishServiceItem, {
      params: { id: draft.id, version: draft.version },
      body: {},
    })
    const started = await firm.client.call(contract.startServiceApplication, { body: { itemId: draft.id } })
    applicationId = started.id
    expect(started.materials).toMatchObject([{ material: 'test.business', by: 'licence' }])
    expect(started.form).toMatchObject({ name: company.name, representative: '李小明' })
    expect(Object.keys(started.sources).sort()).toEqual(['code', 'name', 'representative'])
    await firm.client.call(contract.submitServiceApplication, { params: { id: applicationId }, body: {} })
    const uses = await firm.client.call(contract.listMyLicenceUses, { query: { licenceId: licence.id } })
    expect(uses.items[0]).toMatchObject({ purpose: '餐饮开办' })
  })

  it('that is suspended before the decision: the case shows it, and granting waits until it was looked at (PLT-084 Accept 2)', async () => {
    const params = { id: applicationId }
    await clerk.call(contract.judgeIntake, { params, body: { act: 'accept' } })
    const { items } = await bureau.call(contract.listServiceTasks, { query: { application: applicationId } })
    await bureau.call(contract.finishServiceTask, {
      params: { id: items[0]?.id ?? '' },
      body: { passes: true, opinion: '符合' },
    })
    const body = { to: 'suspended' as const, reason: '整改', basis: '《市场主体登记管理条例》' }
    await bureau.call(contract.moveLicence, { params: { id: licence.id }, body })
    await city.settle()
    const shown = await clerk.call(contract.getServiceApplication, { params })
    const alert = shown.timeline.find((one) => one.act === '证照状态变化')
    expect(alert?.note).toContain(`${licence.number}）已暂停`)
    const grant = (confirmChanged?: true) =>
      bureau.call(contract.decideServiceApplication, {
        params,
        body: { outcome: 'grant', text: '准予许可', ...(confirmChanged ? { confirmChanged } : {}) },
      })
    expect(await problem(grant())).toMatchObject({ status: 409, code: 'licence-changed' })
    const decided = await grant(true)
    expect(decided.decision).toMatchObject({ outcome: 'grant' })
    expect(decided.timeline.map((one) => one.act)).toContain('核对证照状态变化')
  })

  it('is nobody else’s: another person sees nothing', async () => {
    const licence = await issue('licences.food-operation')
    const other = await someone(city, { kind: 'person', name: '王海', number: citizenId(31) })
    expect(
      await problem(other.client.call(contract.getLicence, { params: { id: licence.id } })),
    ).toMatchObject({
      status: 403,
    })
    expect((await other.client.call(contract.listMyLicences, { query: {} })).total).toBe(0)
  })
})

it('1,000 historical rows with 12 without a holder: 988 licences, 12 reasons', async () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({
    holderName: `云川市第${i}商行`,
    ...(i % 83 === 5 && i < 996 ? {} : { holderNumber: creditCode(1000 + i) }),
    fields: { ...fields },
  }))
  const missing = rows.filter((row) => !('holderNumber' in row)).length
  expect(missing).toBe(12)
  const body = { typeId: 'licences.food-operation', source: 'migrated' as const, rows }
  const batch = await bureau.call(contract.startLicenceBatch, { body })
  await expect
    .poll(async () => (await bureau.call(contract.getLicenceBatch, { params: { id: batch.id } })).state, {
      timeout: 60_000,
    })
    .toBe('done')
  const done = await bureau.call(contract.getLicenceBatch, { params: { id: batch.id } })
  expect([done.issued, done.rejected]).toEqual([988, 12])
  expect(done.rejects.every((one) => one.reason.includes('缺少持证主体代码'))).toBe(true)
})

it('papers of a rotated key hold, those of a revoked key do not', async () => {
  const admin = await city.signedInAs('administrator')
  const before = new Date().toISOString()
  const licence = await issue('licences.food-operation')
  const params = { id: licence.id }
  const one = (await firm.client.call(contract.downloadLicencePackage, {
    params,
  })) as unknown as contract.LicencePackage
  await admin.call(contract.rotateKey, { body: { purpose: 'licence', usage: 'sign' } })
  const later = await issue('licences.food-operation')
  const next = (await firm.client.call(contract.downloadLicencePackage, {
    params: { id: later.id },
  })) as unknown as contract.LicencePackage
  expect(next.licence.keyId).not.toBe(one.licence.keyId)
  const file = join(folder, 'package.json')
  writeFileSync(file, JSON.stringify(one))
  expect(civitas(file, '--trust', await saveTrust()).status).toBe(0)
  await admin.call(contract.revokeKey, {
    params: { id: one.licence.keyId },
    body: { reason: '密钥泄露', time: before },
  })
  await expect.poll(async () => (await verify(licence.identifier)).text).toContain('密钥已吊销')
  const refused = civitas(file, '--trust', await saveTrust())
  expect([refused.status, refused.stdout]).toEqual([1, expect.stringContaining('密钥已吊销')])
})
