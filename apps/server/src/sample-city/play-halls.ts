import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import type { Cast } from './cast.ts'

/** Fills halls, money, models and rights beside the service hall through the public API. */
export async function playHalls(cast: Cast): Promise<void> {
  await fillHall(cast)
  await fillMoney(cast)
  await fillLicenceBatch(await cast('market'))
  await fillCreditModel(await cast('credit'))
  await fillDecisionModel(await cast('service'))
  await fillFieldRules(await cast('admin'))
}

/** The days after today, as days of the city. */
const daysAhead = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    new Date(Date.now() + 8 * 3_600_000 + (n + 1) * 86_400_000).toISOString().slice(0, 10),
  )

/** Numbers at the machine, two of them called, and appointments in the coming days the hall is open. */
async function fillHall(cast: Cast): Promise<void> {
  const clerk = await cast('clerk')
  const kinds: [kind: string, priority?: 'elder' | 'soldier'][] = [
    ['企业'],
    ['社保'],
    ['社保', 'elder'],
    ['不动产'],
    ['企业'],
    ['民政', 'soldier'],
  ]
  for (const [kind, priority] of kinds)
    await clerk.call(contract.takeQueueTicket, { body: { kind, ...(priority ? { priority } : {}) } })
  const { ticket } = await clerk.call(contract.callNextTicket, { params: { window: '4' } })
  if (ticket) await clerk.call(contract.endTicket, { params: { id: ticket.id }, body: { came: true } })
  await clerk.call(contract.callNextTicket, { params: { window: '1' } })
  const wanted: [account: string, kind: string][] = [
    ['citizen', '社保'],
    ['neighbour', '不动产'],
    ['firm', '企业'],
  ]
  for (const [account, kind] of wanted) await book(await cast(account), kind)
}

async function book(client: Client, kind: string): Promise<void> {
  for (const day of daysAhead(10)) {
    const { items } = await client.call(contract.listAppointmentSlots, { query: { kind, day } })
    const free = items.find((one) => one.free > 0)
    if (!free) continue
    await client.call(contract.bookAppointment, { body: { kind, day, slot: free.slot } })
    return
  }
}

/** Fees at the window, a refund that is done and a large one that waits, and a day that does not match the bank’s file. */
async function fillMoney(cast: Cast): Promise<void> {
  const clerk = await cast('clerk')
  const finance = await cast('finance')
  const { items } = await clerk.call(contract.listServiceApplications, { query: { limit: 50 } })
  const fees = [2_000, 1_000, 260_000, 5_000]
  const orders: contract.PayOrder[] = []
  for (const [at, one] of items
    .filter((each) => each.state !== 'draft')
    .slice(0, fees.length)
    .entries())
    orders.push(
      await clerk.call(contract.chargeApplication, {
        params: { id: one.id },
        body: {
          fen: fees[at] ?? 1_000,
          title: '证照工本费',
          receipt: `YC-SJ-${String(at + 1).padStart(6, '0')}`,
        },
      }),
    )
  const refund = (order: contract.PayOrder | undefined, fen: number, reason: string) =>
    order && finance.call(contract.refundPayOrder, { params: { id: order.id }, body: { fen, reason } })
  await refund(orders[0], 500, '重复计收工本费')
  await refund(orders[2], 200_000, '项目撤回，按规定退还')
  const [first] = orders
  if (!first?.paidTime) return
  const day = new Date(Date.parse(first.paidTime) + 8 * 3_600_000).toISOString().slice(0, 10)
  const rows = orders.map((one) => ({
    ...{ channelNumber: one.channelNumber ?? '', orderNumber: one.number, fen: one.fen },
  }))
  await finance.call(contract.reconcilePayDay, {
    params: { day, channel: 'counter' },
    body: { rows: [...rows, { channelNumber: 'YC-SJ-009001', orderNumber: 'ZF-WEIZHI', fen: 3_000 }] },
  })
}

/** A register on paper, brought in: two of its rows are wrong. */
async function fillLicenceBatch(market: Client): Promise<void> {
  const firms = ['云川市青石食品商行', '云川市望云餐饮管理有限公司', '云川市江湾便利店']
  const fields = { business: '食品销售经营者', scope: '预包装食品销售', address: '云城区望云街道', representative: '陈立民' }
  const rows = firms.map((holderName, at) => ({ holderName, holderNumber: creditCode(700 + at), fields }))
  const { items } = await market.call(contract.listLicenceTypes, { query: { search: '食品经营' } })
  const typeId = items[0]?.id
  if (!typeId) return
  await market.call(contract.startLicenceBatch, {
    body: {
      ...{ typeId, source: 'migrated' },
      rows: [
        ...rows,
        { holderName: '云川市无号商店', fields },
        { holderName: '云川市错号商店', holderNumber: '91990104', fields },
      ],
    },
  })
}

/** A unified social credit code with its check character (GB 32100-2015). */
function creditCode(n: number): string {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
  const body = `91990104MA${String(n).padStart(7, '0')}`
  const sum = weights.reduce((total, weight, at) => total + weight * letters.indexOf(body[at] ?? '0'), 0)
  return body + letters[(31 - (sum % 31)) % 31]
}

/** Weights somebody proposes; another person has to publish them. */
async function fillCreditModel(office: Client): Promise<void> {
  const { items } = await office.call(contract.listCreditModels)
  const model = items.find((one) => one.id === 'credit.comprehensive')
  if (!model) return
  await office.call(contract.draftCreditModel, {
    params: { id: model.id },
    body: {
      weights: model.weights.map(({ itemId, points, most, halfLifeMonths }) => ({
        ...{ itemId, points: itemId.includes('fire') ? points * 2 : points, most },
        ...(halfLifeMonths ? { halfLifeMonths } : {}),
      })),
      ...{ asOf: daysAhead(1)[0]?.replace(/^\d{4}/, (year) => String(Number(year) - 1)) ?? '2025-06-01' },
      ...{ months: 12, reason: '消防处罚的警示作用偏弱，拟加倍计分，请复核后发布。' },
    },
  })
}

const dmn = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="小餐饮备案材料" id="eatery" namespace="https://yunchuan.example/dmn">
  <inputData id="area" name="面积"><variable name="面积" typeRef="number"/></inputData>
  <inputData id="cold" name="冷食"><variable name="冷食" typeRef="boolean"/></inputData>
  <decision id="visit" name="现场核查">
    <variable name="现场核查"/>
    <informationRequirement><requiredInput href="#area"/></informationRequirement>
    <informationRequirement><requiredInput href="#cold"/></informationRequirement>
    <decisionTable hitPolicy="FIRST">
      <input label="经营面积（平方米）"><inputExpression><text>面积</text></inputExpression></input>
      <input label="制售冷食"><inputExpression><text>冷食</text></inputExpression></input>
      <output name="现场核查"/>
      <rule><inputEntry><text>-</text></inputEntry><inputEntry><text>true</text></inputEntry><outputEntry><text>"须现场核查"</text></outputEntry></rule>
      <rule><inputEntry><text>&gt; 60</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>"须现场核查"</text></outputEntry></rule>
      <rule><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>"书面审查"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>`

async function fillDecisionModel(office: Client): Promise<void> {
  await office.call(contract.importDecisionModel, { body: { xml: dmn } })
}

/** Who answers the telephone needs no number of an applicant. */
async function fillFieldRules(admin: Client): Promise<void> {
  const rules: [role: string, field: contract.GovernedField, effect: 'masked' | 'hidden', reason: string][] =
    [
      ['cashier', 'application.form', 'hidden', '收费核对不需要办件表单内容'],
      ['editor', 'person.number', 'hidden', '门户编辑不办理身份事务'],
      ['hotline-agent', 'person.number', 'masked', '话务只需核对首尾'],
    ]
  for (const [role, field, effect, reason] of rules)
    await admin.call(contract.setFieldRule, { params: { role, field }, body: { effect, reason } })
}
