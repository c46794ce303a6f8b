import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import type { Cast } from './cast.ts'

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

type System = [
  ...[kind: contract.LinkedSystem['kind'], code: string, name: string],
  ...[address: string, items: string[]],
]

/** Nothing answers at these addresses, so the links are suspended from the first: nothing is sent. */
const systems: System[] = [
  ['upper', 'prov', '省政务服务平台', 'https://zwfw.province.example/api', []],
  ['city', 'linjiang-city', '邻江市城市运行平台', 'https://city.neighbour.example/api', []],
  [
    ...(['bureau', 'adverts', '市城管局户外广告审批系统', 'https://adverts.yunchuan.example/api'] as const),
    ['public-services.outdoor-advert'],
  ],
  ['cards', 'transit-card', '公交一卡通清分系统', 'https://cards.yunchuan.example/api', []],
]

const mappings: [remoteCode: string, remoteTitle: string, localCode: string | null][] = [
  ['P-SP-0101', '食品经营许可', 'public-services.food-licence'],
  ['P-SP-0102', '药品零售企业许可', 'public-services.drug-retail'],
  ['P-HY-0001', '海域使用权登记', null],
]

/** Systems of others with their item codes, and a recognition that is proposed to the neighbour. */
export async function fillSystems(office: Client): Promise<void> {
  for (const [kind, code, name, address, items] of systems) {
    const about = { name, address, ...(items.length > 0 ? { items } : {}) }
    const { system } = await office.call(contract.registerSystem, {
      body: { ...about, kind, code, ownCode: 'yunchuan' },
    })
    await office.call(contract.changeSystem, {
      params: { id: system.id },
      body: { ...about, state: 'suspended' },
    })
    if (kind === 'upper')
      for (const [remoteCode, remoteTitle, localCode] of mappings)
        await office.call(contract.saveItemMapping, {
          params: { id: system.id, code: remoteCode },
          body: { localCode, remoteTitle },
        })
    if (kind === 'city')
      await office.call(contract.proposeRecognition, {
        body: {
          ...{
            systemId: system.id,
            kind: 'licence',
            foreignCode: 'licences.food-operation',
            foreignTitle: '食品经营许可证',
          },
          ...{
            localCode: 'licences.food-operation',
            localTitle: '食品经营许可证',
            assurance: 2,
            limits: '仅限连锁门店备案',
          },
          ...{
            fields: ['name', 'number', 'validUntil'],
            scenes: [],
            validFrom: day(0),
            validUntil: day(365),
          },
        },
      })
  }
}

/** One order after each card of supervision, so far as they have been answered. */
export async function fillOrders(office: Client, answering: Client): Promise<void> {
  const { items } = await office.call(contract.listSupervisionCards, { query: { limit: 3 } })
  const acts = ['rectify', 'urge', 'rectify'] as const
  for (const [at, card] of items.entries()) {
    const { id } = await office.call(contract.orderAfterCard, {
      params: { id: card.id },
      body: { kind: acts[at] ?? 'urge', text: '请说明审查与决定由同一人办理的原因，并调整岗位。', days: 5 },
    })
    if (card.organisationName !== '云川市行政审批局') continue
    await answering.call(contract.answerSupervisionOrder, {
      params: { id },
      body: { text: '当日值班仅一人，已安排复核人员并补签意见。' },
    })
  }
}

/** A questionnaire that is being answered. */
export async function fillSurveys(cast: Cast): Promise<void> {
  const admin = await cast('admin')
  const { id } = await admin.call(contract.saveSurvey, {
    body: {
      ...{ title: '便民服务满意度问卷', perDevice: 2, minSeconds: 5 },
      questions: [
        { id: 'q1', title: '您对窗口服务满意吗？', kind: 'rating', required: true, weight: 60 },
        { id: 'q2', title: '您对网上办理满意吗？', kind: 'rating', required: true, weight: 40 },
        {
          ...{ id: 'q3', title: '您最常用哪种方式办事？', kind: 'choice', required: false },
          options: ['网上', '窗口', '自助机', '电话'],
        },
      ],
    },
  })
  const params = { id }
  await admin.call(contract.steerSurvey, { params, body: { state: 'open' } })
  const given: [account: string, window: number, web: number, way: string][] = [
    ['neighbour', 4, 5, '网上'],
    ['firm', 5, 4, '网上'],
    ['clerk', 4, 3, '窗口'],
    ['market', 3, 4, '自助机'],
  ]
  for (const [account, window, web, way] of given)
    await (await cast(account)).call(contract.answerSurvey, {
      params,
      body: {
        answers: [
          { question: 'q1', value: window },
          { question: 'q2', value: web },
          { question: 'q3', value: way },
        ],
        ...{ device: `sample-${account}`, seconds: 42 },
      },
    })
}
