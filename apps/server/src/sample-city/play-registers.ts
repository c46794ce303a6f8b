import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import type { Cast } from './cast.ts'
import { fillReported, fillVisits } from './play-links.ts'
import { fillOrders, fillSurveys, fillSystems } from './play-systems.ts'

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** Fills the registers beside the service hall through the public API: estates, roads, cards, the app, television, ideas, orders. */
export async function playRegisters(cast: Cast): Promise<void> {
  const office = await cast('service')
  const citizen = await cast('citizen')
  await fillEstates(await cast('land'))
  await fillTrenches(await cast('roads'), await cast('approver'))
  await fillCards(await cast('clerk'), citizen)
  await fillApp(office, citizen)
  await fillTelevision(office, citizen)
  await fillIdeas(cast, office)
  await fillSatisfaction(cast, office)
  await fillSystems(office)
  await fillReported(office)
  await fillVisits(cast)
  await fillOrders(office, await cast('approver'))
  await fillSurveys(cast)
}

const estates: [
  address: string,
  areaM2: number,
  usage: '住宅' | '商业' | '工业',
  owner: string,
  id: string,
][] = [
  ['云城区望云街道青石桥路 20 号 3 幢 502', 96.4, '住宅', '周桂英', '990102195001010025'],
  ['云城区望云街道解放路 66 号 1 幢 101', 212, '商业', '云川市欣懿电子科技有限公司', '919901041000000088'],
  ['临江区滨河街道江湾路 7 号 12 幢 1803', 128.7, '住宅', '陈立民', '990103197806150039'],
  ['云城区望云街道解放路 66 号厂房', 3_000, '工业', '云川市欣懿电子科技有限公司', '919901041000000088'],
]

async function fillEstates(land: Client): Promise<void> {
  for (const [at, [address, areaM2, usage, name, number]] of estates.entries()) {
    const code = `990102001001GB${String(at + 1).padStart(5, '0')}F00010001`
    const kind = number.startsWith('91') ? ('organisation' as const) : ('person' as const)
    const document = `云（2026）云川市不动产首登第 ${at + 1} 号`
    const owner = { kind, name, number }
    await land.call(contract.registerEstateUnit, { body: { code, address, areaM2, usage, owner, document } })
    const entry = (kind: 'mortgage' | 'seizure', holder: string, document: string) =>
      land.call(contract.addEstateEntry, { params: { code }, body: { kind, day: day(0), holder, document } })
    if (at === 1) await entry('mortgage', '云川农商银行', '抵押合同（2026）第 118 号')
    if (at === 2) await entry('seizure', '云川市中级人民法院', '（2026）云执字第 45 号')
  }
}

async function fillTrenches(roads: Client, utility: Client): Promise<void> {
  const roadsAsked: [road: string, lon: number, lat: number, purpose: string][] = [
    ['青石桥路', 118.905, 33.405, '敷设 DN300 给水管道'],
    ['解放路', 118.915, 33.412, '增设通信管孔'],
    ['江湾路', 118.93, 33.42, '电力管廊检修'],
  ]
  for (const [at, [road, lon, lat, purpose]] of roadsAsked.entries()) {
    const line = {
      type: 'LineString' as const,
      coordinates: [
        [lon, lat],
        [lon + 0.002, lat + 0.0004],
      ],
    }
    const { trench } = await utility.call(contract.requestTrench, {
      body: { road, line, fromDay: day(7 + at), toDay: day(12 + at), purpose },
    })
    const params = { id: trench?.id ?? '' }
    if (at === 0) {
      const text = '夜间施工，次日早高峰前恢复通行。'
      await roads.call(contract.decideTrench, { params, body: { approves: true, text } })
      await roads.call(contract.joinTrench, { params, body: { purpose: '同步更换雨水箅子' } })
    }
    if (at === 2)
      await roads.call(contract.decideTrench, {
        params,
        body: { approves: false, text: '该路段新建未满五年，请改用非开挖方式。' },
      })
  }
}

async function fillCards(clerk: Client, citizen: Client): Promise<void> {
  const holders: [name: string, number: string, to: ('making' | 'delivered')[]][] = [
    ['周桂英', '990102195001010025', ['making', 'delivered']],
    ['陈立民', '990103197806150039', ['making']],
    ['李玉梅', '990102196203080042', []],
  ]
  for (const [name, number, moves] of holders) {
    const kind = number.slice(6, 10) < '1965' ? ('elder' as const) : ('citizen' as const)
    const card = await clerk.call(contract.applyForCard, {
      body: { kind, medium: 'physical', uses: ['transit', 'medical', 'library'], holder: { name, number } },
    })
    for (const to of moves)
      await clerk.call(contract.moveCard, { params: { number: card.number }, body: { to } })
  }
  await citizen.call(contract.applyForCard, {
    body: { kind: 'citizen', medium: 'electronic', uses: ['transit', 'library', 'utilities'] },
  })
}

type Partner = [
  ...[code: string, name: string, owner: string, fields: contract.AppField[]],
  ...[to: 'live' | 'grey' | null, contract: string],
]
const partners: Partner[] = [
  [
    'parking',
    '共享停车',
    '云川市停车管理有限公司',
    ['name-suffix', 'assurance'],
    'live',
    '云数合〔2026〕7 号',
  ],
  ['river-bus', '水上巴士购票', '云川市公共交通集团', ['phone-masked'], 'grey', '云数合〔2026〕11 号'],
  ['charging', '充电桩地图', '云川市供电有限公司', [], null, '云数合〔2026〕15 号'],
]

async function fillApp(office: Client, citizen: Client): Promise<void> {
  for (const [code, name, owner, fields, to, contractNumber] of partners) {
    const { id } = await office.call(contract.registerAppPartner, {
      body: { code, name, owner, fields, contractNumber, url: `https://${code}.yunchuan.example/h5` },
    })
    const params = { id }
    const check = (kind: 'security' | 'privacy', note: string) =>
      office.call(contract.checkAppPartner, { params, body: { kind, passes: true, note } })
    await check('security', '渗透测试无中高危问题')
    if (!to) continue
    await check('privacy', '只收集登记的信息，隐私政策可查')
    const greyShare = to === 'grey' ? { greyShare: 20 } : {}
    await office.call(contract.moveAppPartner, { params, body: { to, ...greyShare, reason: '检查通过' } })
  }
  for (let at = 0; at < 6; at++)
    await citizen.call(contract.openAppService, { params: { code: 'parking' }, body: { agreed: [] } })
  await citizen.call(contract.complainAboutAppService, {
    params: { code: 'parking' },
    body: { text: '显示有空位，到了却已停满。' },
  })
}

async function fillTelevision(office: Client, citizen: Client): Promise<void> {
  const homes: [number: string, address: string, divisionCode: string, isTwoWay: boolean][] = [
    ['TV-0001', '望云街道青石桥路 20 号 3 幢 502', '990102001001', true],
    ['TV-0002', '望云街道解放路 18 号 2 幢 301', '990102001001', true],
    ['TV-0003', '望云街道解放路 66 号 5 幢 201', '990102001001', false],
  ]
  for (const [at, [number, address, divisionCode, isTwoWay]] of homes.entries()) {
    const home = await office.call(contract.registerTvHousehold, { body: { number, address, divisionCode } })
    const serial = `STB-26-${1001 + at}`
    const box = await office.call(contract.registerTvBox, {
      body: { serial, householdNumber: number, isTwoWay },
    })
    await office.call(contract.addTvBill, {
      params: { id: home.id },
      body: { title: '数字电视基本收视费', fen: 28_00, dueDay: day(20) },
    })
    if (at !== 0) continue
    const given = { body: { serial, key: box.key } }
    await office.call(contract.readTvScreen, given)
    const { code } = await office.call(contract.beginTvPairing, given)
    await citizen.call(contract.confirmTvPairing, { body: { code } })
  }
}

interface ToldIdea {
  by: string
  title: string
  text: string
  votes: string[]
  steps: [act: 'assess' | 'adopt' | 'reject' | 'hide', text: string][]
}
const ideas: ToldIdea[] = [
  {
    ...{ by: 'citizen', title: '办事大厅开设夜间窗口', votes: ['neighbour', 'firm'] },
    text: '上班族白天来不了，建议每周三延时服务到 20:00。',
    steps: [
      ['assess', '已会同窗口单位测算人力。'],
      ['adopt', '自下月起每周三延时两小时。'],
    ],
  },
  {
    ...{ by: 'neighbour', title: '公交站牌显示下一班到站时间', votes: ['citizen'] },
    text: '老人不会用手机查公交，希望站牌上直接显示。',
    steps: [['assess', '正在与公交集团核对站点供电条件。']],
  },
  {
    ...{ by: 'firm', title: '企业年报与统计报表合并填一次', votes: [] },
    ...{ text: '两张表有一半内容相同，希望只填一次。', steps: [] },
  },
]

async function fillIdeas(cast: Cast, office: Client): Promise<void> {
  for (const { by, title, text, votes, steps } of ideas) {
    const { id } = await (await cast(by)).call(contract.proposeIdea, { body: { title, text } })
    const params = { id }
    for (const voter of votes) await (await cast(voter)).call(contract.voteForIdea, { params })
    for (const [act, words] of steps)
      await office.call(contract.handleIdea, { params, body: { act, text: words } })
  }
}

async function fillSatisfaction(cast: Cast, office: Client): Promise<void> {
  const { user } = await office.call(contract.getMe)
  const organisationId = user.organisationId ?? ''
  const rounds: [kind: 'area' | 'service', title: string, question: string, from: number, to: number][] = [
    ['service', '政务服务办理满意度', '您对本市政务服务是否满意？', 0, 30],
    ['area', '获得感：公共交通', '您对本市公共交通是否满意？', 0, 14],
    ['area', '获得感：老旧小区改造', '您对所在小区的改造是否满意？', 15, 45],
  ]
  const ids: string[] = []
  for (const [kind, title, question, from, to] of rounds) {
    const body = {
      kind,
      title,
      question,
      organisationId,
      fromDay: day(from),
      toDay: day(to),
      floorPercent: 75,
    }
    ids.push((await office.call(contract.openSatisfactionRound, { body })).id)
  }
  const repeat = (count: number, grade: contract.SatisfactionGrade) =>
    Array.from({ length: count }, () => grade)
  const grades = [...repeat(186, 'satisfied'), ...repeat(31, 'neutral'), ...repeat(23, 'unsatisfied')]
  const params = { id: ids[0] as string }
  await office.call(contract.addSatisfactionAnswers, { params, body: { channel: 'phone', grades } })
  for (const account of ['neighbour', 'firm'])
    await (await cast(account)).call(contract.answerSatisfaction, { params, body: { grade: 'satisfied' } })
}
