import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApplicationDetail } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import type { Kernel } from '../kernel/kernel.ts'
import type { Doors } from '../platform.ts'
import type { Cast } from './cast.ts'
import { playHalls } from './play-halls.ts'
import { playRegisters } from './play-registers.ts'

/** How far an application has come. */
type Until = 'draft' | 'waiting' | 'correcting' | 'examining' | 'deciding' | 'delivered'

/** By whom, for which item, examined by which account, and how far; a grade where it was rated. */
const applications: [by: string, item: string, examiner: string, until: Until, grade?: 1 | 3 | 4 | 5][] = [
  ['firm', 'small-eatery', 'market', 'delivered', 5],
  ['firm', 'drug-retail', 'market', 'examining'],
  ['firm', 'food-production', 'market', 'correcting'],
  ['citizen', 'sole-trader', 'approver', 'delivered', 4],
  ['citizen', 'special-operator', 'market', 'examining'],
  ['citizen', 'sole-trader-end', 'market', 'draft'],
  ['neighbour', 'special-operator', 'market', 'delivered', 1],
  ['neighbour', 'sole-trader-end', 'market', 'deciding'],
  ['neighbour', 'sole-trader', 'approver', 'waiting'],
]

const signed = { contact: '王小川', phone: '13800001234', representative: '邹文娟' }
/** What an item asks beside who applies. */
const own: Readonly<Record<string, Record<string, unknown>>> = {
  'drug-retail': {
    ...{ address: '云城区望云街道解放路 20 号', area: 86, pharmacist: '沈月' },
    pharmacistNumber: '9901 2023 0417',
  },
}

const paper = {
  ...{ name: '材料.pdf', contentType: 'application/pdf' as const },
  content: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n').toString('base64'),
}

/** Fills the service hall of the sample city through the public API: applications on their way, kiosks, partners, consents. */
export async function playServices(
  { db, log, config }: Kernel,
  { identity }: Doors,
  cast: Cast,
): Promise<void> {
  try {
    const office = await cast('service')
    if ((await office.call(contract.listKiosks, { query: { limit: 1 } })).total > 0) return
    await fillChannels(office, await cast('admin'), config.data)
    await askConsents(cast, async (subjectId) => (await identity.subjects.find(db, subjectId))?.number)
    for (const one of applications) await bringTo(cast, one)
    await foundFirm(cast)
    await planProjects(await cast('firm'))
    await playRegisters(cast)
    await playHalls(cast)
    log.info('the service hall of the sample city is in place')
  } catch (error) {
    log.warn({ error }, 'the service hall of the sample city was made in part')
  }
}

/** Kiosks whose simulator has their keys, a bank that takes applications, and a departmental system that signs people on. */
async function fillChannels(office: Client, admin: Client, dataDir: string): Promise<void> {
  const { user } = await office.call(contract.getMe)
  const organisationId = user.organisationId ?? ''
  const kiosks: [code: string, name: string, place: string, paper: number][] = [
    ['YC-ZZ-001', '望云街道便民服务中心自助机', '云城区望云街道解放路 18 号一层', 82],
    ['YC-ZZ-002', '云川高铁站自助机', '云川高铁站出站层', 6],
    ['YC-ZZ-003', '市政务服务中心自助机', '市政务服务中心一楼大厅东侧', 64],
  ]
  const beats = []
  for (const [code, name, place, left] of kiosks) {
    const body = { code, name, place, organisationId, hours: '每日 08:00–20:00' }
    const { key } = await office.call(contract.registerKiosk, { body })
    beats.push({ code, key, paper: left, toner: 55 })
  }
  writeFileSync(join(dataDir, 'kiosks.secret.json'), JSON.stringify(beats, null, 2), { mode: 0o600 })
  await office.call(contract.registerPartner, {
    body: {
      ...{ code: 'YCNSH', name: '云川农商银行', quotaPerDay: 200, fromHour: 9, toHour: 17 },
      items: ['public-services.sole-trader', 'public-services.food-licence'],
    },
  })
  await admin.call(contract.createSignOnClient, {
    body: {
      ...{ kind: 'web', name: '市公积金中心网上大厅', consent: true },
      redirectUris: ['https://gjj.yunchuan.example/callback'],
    },
  })
}

/** A department asks the citizen for data twice: one consent is given, one waits. */
async function askConsents(
  cast: Cast,
  numberOf: (subjectId: string) => Promise<string | undefined>,
): Promise<void> {
  const citizen = await cast('citizen')
  const { person } = await citizen.call(contract.getMyIdentity)
  const civil = await cast('civil')
  const asks = [
    ['高龄津贴资格年审', '户籍信息', ['姓名', '出生日期', '户籍地址']],
    ['临时救助家庭经济状况核对', '社会保险缴费信息', ['姓名', '缴纳月份']],
  ] as const
  const subjectNumber = person && (await numberOf(person.id))
  if (!subjectNumber) return
  for (const [at, [purpose, data, fields]] of asks.entries()) {
    const { id } = await civil.call(contract.askConsent, {
      body: {
        ...{ subjectNumber, purpose, data, fields: [...fields], days: 90 },
        legalBasis: '个人信息保护法第十三条第一款第一项',
      },
    })
    if (at === 0) await citizen.call(contract.decideConsent, { params: { id }, body: { agree: true } })
  }
}

/** Two construction projects of the firm, one of them in its first stage. */
async function planProjects(firm: Client): Promise<void> {
  const square = (lon: number, lat: number): GeoJSON.Polygon => ({
    type: 'Polygon',
    coordinates: [
      [
        [lon, lat],
        [lon + 0.0011, lat],
        [lon + 0.0011, lat + 0.0006],
        [lon, lat + 0.0006],
        [lon, lat],
      ],
    ],
  })
  const common = { industry: '47', areaM2: 3_000 }
  const plans = [
    {
      ...{ name: '望云智造产业园一期', typeId: 'public-services.government', investmentWan: 12_000 },
      ...{ address: '云城区望云街道青石桥路 8 号', parcel: square(118.905, 33.405) },
    },
    {
      ...{ name: '欣懿电子二号厂房', typeId: 'public-services.private', investmentWan: 3_600 },
      ...{ address: '云城区望云街道解放路 66 号', parcel: square(118.915, 33.412) },
    },
  ]
  for (const [at, plan] of plans.entries()) {
    const { id } = await firm.call(contract.registerProject, { body: { ...common, ...plan } })
    if (at === 0) await firm.call(contract.startProjectStage, { params: { id, stage: 'land' } })
  }
}

/** Begins an application and takes it as far as it is to come. */
async function bringTo(
  cast: Cast,
  [by, item, examiner, until, grade]: (typeof applications)[number],
): Promise<void> {
  const applicant = await cast(by)
  const { items } = await applicant.call(contract.searchServiceItems, { query: { limit: 200 } })
  const itemId = items.find((one) => one.code === `public-services.${item}`)?.id
  if (!itemId) return
  const started = await applicant.call(contract.startServiceApplication, { body: { itemId } })
  const params = { id: started.id }
  const form = { ...signed, ...own[item], ...started.form }
  const draft = await applicant.call(contract.saveServiceDraft, { params, body: { form } })
  if (until === 'draft') return
  await handIn(applicant, draft)
  if (until === 'waiting') return
  const clerk = await cast('clerk')
  if (until === 'correcting') {
    const points = [{ material: 'floor-plan', text: '平面图未标注加工间面积，请补充后重新上传。' }]
    await clerk.call(contract.judgeIntake, { params, body: { act: 'correct', points } })
    return
  }
  await clerk.call(contract.judgeIntake, { params, body: { act: 'accept' } })
  if (until === 'examining') return
  const office = await cast(examiner)
  const tasks = await office.call(contract.listServiceTasks, { query: { application: started.id } })
  const body = { passes: true, opinion: '材料齐全，符合法定条件。' }
  for (const { id } of tasks.items) await office.call(contract.finishServiceTask, { params: { id }, body })
  if (until === 'deciding') return
  await office.call(contract.decideServiceApplication, {
    params,
    body: { outcome: 'grant', text: '经审查符合法定条件，准予办理。' },
  })
  await clerk.call(contract.deliverServiceApplication, { params, body: { way: 'pick-up' } })
  if (grade)
    await applicant.call(contract.rateService, {
      params,
      body: { grade, text: grade < 3 ? '跑了两趟才说清要带什么材料。' : '办得很快，谢谢。' },
    })
}

/** One firm comes into being, whose business needs permits it does not hold yet. */
async function foundFirm(cast: Cast): Promise<void> {
  const founder = await cast('neighbour')
  const { id } = await founder.call(contract.startBundleCase, {
    body: { bundleId: 'public-services.start-company' },
  })
  const params = { id }
  const { form } = await founder.call(contract.getBundleCase, { params })
  const draft = await founder.call(contract.saveBundleDraft, {
    params,
    body: {
      form: {
        ...{ contact: signed.contact, phone: signed.phone, firmName: '云川市望云餐饮管理有限公司' },
        ...{ division: '990102', address: '云城区望云街道解放路 32 号' },
        scope: '餐饮服务；劳务派遣服务；软件开发',
        ...form,
      },
    },
  })
  for (const { material } of draft.materials.filter((one) => one.required && one.by === 'missing'))
    await founder.call(contract.addBundleFile, { params, body: { material, ...paper } })
  const { members } = await founder.call(contract.submitBundleCase, { params })
  const company = members.find((one) => one.state === 'waiting')
  if (company) await registerFirm(cast, company.id)
}

async function registerFirm(cast: Cast, id: string): Promise<void> {
  const params = { id }
  await (await cast('clerk')).call(contract.judgeIntake, { params, body: { act: 'accept' } })
  const office = await cast('approver')
  const { items } = await office.call(contract.listServiceTasks, { query: { application: id } })
  for (const task of items)
    await office.call(contract.finishServiceTask, {
      ...{ params: { id: task.id }, body: { passes: true, opinion: '材料齐全，符合登记条件。' } },
    })
  await office.call(contract.decideServiceApplication, {
    ...{ params, body: { outcome: 'grant', text: '准予设立登记。' } },
  })
}

async function handIn(applicant: Client, draft: ApplicationDetail): Promise<void> {
  const params = { id: draft.id }
  for (const { material } of draft.materials.filter((one) => one.required && one.by === 'missing'))
    await applicant.call(contract.addApplicationFile, { params, body: { material, ...paper } })
  await applicant.call(contract.submitServiceApplication, { params, body: {} })
}
