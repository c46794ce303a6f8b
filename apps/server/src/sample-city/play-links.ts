import { createHmac, randomUUID } from 'node:crypto'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import type { Cast } from './cast.ts'

const dayAt = (time: number) => new Date(time + 8 * 3_600_000).toISOString().slice(0, 10)

type Booked = [
  kind: contract.JointVisit['kind'],
  judged: [account: string, passes: boolean, opinion: string][],
]

/** A survey all have passed, a review of drawings one office did not, and an acceptance that is still to come. */
const visits: readonly Booked[] = [
  [
    'survey',
    [
      ['land', true, '用地界址清楚，符合控制性详细规划。'],
      ['fire', true, '消防车通道条件满足。'],
      ['roads', true, '开口位置不影响市政道路。'],
    ],
  ],
  [
    'drawing-review',
    [
      ['land', true, '容积率、退界符合规划条件。'],
      ['fire', false, '二层疏散距离超过 40 米，请修改后再审。'],
      ['roads', true, '雨污分流接入点准确。'],
    ],
  ],
  ['acceptance', [['land', true, '竣工测绘成果与许可一致。']]],
]

/** Joint visits of the offices to the project of the firm that is on its way. */
export async function fillVisits(cast: Cast): Promise<void> {
  const firm = await cast('firm')
  const { items } = await firm.call(contract.listMyProjects, { query: { limit: 20 } })
  const project = items.find((one) => one.name === '望云智造产业园一期')
  if (!project) return
  const offices = ['land', 'fire', 'roads']
  const organisationIds = await Promise.all(
    offices.map(async (account) => {
      const { user } = await (await cast(account)).call(contract.getMe)
      return user.organisationId ?? ''
    }),
  )
  for (const [at, [kind, judged]] of visits.entries()) {
    const visit = await bookOnWorkingDay(firm, project.id, { kind, organisationIds }, at + 1)
    const params = { id: visit?.id ?? '' }
    for (const [account, passes, opinion] of visit ? judged : [])
      await (await cast(account)).call(contract.judgeJointVisit, { params, body: { passes, opinion } })
  }
}

/** Nobody visits on a day off: the first day from then on that is taken. */
async function bookOnWorkingDay(
  firm: Client,
  id: string,
  what: { kind: contract.JointVisit['kind']; organisationIds: string[] },
  from: number,
): Promise<contract.JointVisit | undefined> {
  for (let ahead = from; ahead < from + 10; ahead++) {
    const body = { ...what, day: dayAt(Date.now() + ahead * 86_400_000), slot: 'morning' as const }
    const visit = await firm.call(contract.bookJointVisit, { params: { id }, body }).catch(() => undefined)
    if (visit) return visit
  }
  return undefined
}

const reported: readonly (readonly [item: string, title: string, state: string])[] = [
  ['food-licence', '食品经营许可', 'delivered'],
  ['sole-trader', '个体工商户设立登记', 'examining'],
  ['drug-retail', '药品经营许可（零售）', 'correcting'],
  ['special-operator', '特种设备作业人员资格认定', 'delivered'],
  ['outdoor-advert', '设置大型户外广告审批', 'waiting'],
]

/** What the platform of a county reports: cases, one of them under a code nobody has here, ratings and a licence. */
export async function fillReported(office: Client): Promise<void> {
  const { system, secret } = await office.call(contract.registerSystem, {
    body: {
      ...{ kind: 'lower', code: 'wanghu-county', ownCode: 'yunchuan', name: '望湖县政务服务平台' },
      address: 'https://zwfw.wanghu.example/api',
    },
  })
  const send = sendAs(office, system.code, secret)
  const day = dayAt(Date.now())
  const submittedTime = new Date(Date.now() - 3_600_000).toISOString()
  for (const [at, [item, itemTitle, state]] of reported.entries())
    await send('case', `WH-${at + 1}`, {
      ...{ day, number: `WH2026${String(at + 1).padStart(6, '0')}`, state, submittedTime },
      ...{ itemTitle },
      itemCode: `public-services.${item}`,
    })
  await send('case', 'WH-9', {
    ...{ day, number: 'WH2026000009', state: 'waiting', submittedTime, itemCode: 'wanghu.fishing-permit' },
  })
  for (const [at, grade] of [5, 4, 2].entries())
    await send('rating', `WH-P-${at + 1}`, { day, grade, itemTitle: '食品经营许可' })
  await send('licence', 'WH-Z-1', {
    day,
    identifier: 'WH-SPXK-2026-0001',
    state: 'valid',
    number: 'WHSP20260001',
  })
  const about = { name: system.name, address: system.address }
  // Nothing answers at the address: what would go down to it is not sent.
  await office.call(contract.changeSystem, {
    params: { id: system.id },
    body: { ...about, state: 'suspended' },
  })
}

/** Signs as the other side does (HMAC-SM3 over the published text of a message). */
function sendAs(client: Client, code: string, secret: string) {
  return (kind: string, objectId: string, content: object) => {
    const bare = {
      ...{ system: code, id: randomUUID(), kind, objectId },
      ...{ time: new Date().toISOString(), content: JSON.stringify(content) },
    }
    const signature = createHmac('sm3', secret).update(contract.systemMessageText(bare)).digest('hex')
    return client.call(contract.takeSystemMessage, { body: { ...bare, signature } })
  }
}
