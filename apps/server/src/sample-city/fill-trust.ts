import { type City, type Firm, generatePeople, type Resident } from '@civitas/city-yunchuan'
import type { User } from '@civitas/contract'
import type { Transaction } from '../kernel/db/database.ts'
import type { Doors } from '../platform.ts'
import { demoFirm } from './fill-persons.ts'

const dayMs = 86_400_000
const dayOf = (time: number) => new Date(time + 8 * 3_600_000).toISOString().slice(0, 10)

/** Units that issue licences or deliver credit facts, and who keeps their seals. */
const units = {
  approval: { name: '云川市行政审批局', keeper: 'approver' },
  market: { name: '云川市市场监督管理局', keeper: 'market' },
  fire: { name: '云川市消防救援支队', keeper: 'fire' },
  health: { name: '云川市卫生健康委员会', keeper: 'health' },
  civil: { name: '云川市民政局', keeper: 'civil' },
} as const
type Unit = keyof typeof units

interface Filling {
  tx: Transaction
  doors: Doors
  users: ReadonlyMap<string, User>
  idOf(unit: Unit): string
  now: Date
}

/** Seals of the units, licences of the demo persons and firm, credit facts of some hundred firms, scenes of the city code. */
export async function fillTrust(
  tx: Transaction,
  doors: Doors,
  city: City,
  users: ReadonlyMap<string, User>,
  now: Date,
): Promise<void> {
  const organisations = doors.identity.organisationsByName()
  const idOf = (unit: Unit) => organisations.get(units[unit].name) ?? ''
  const filling: Filling = { tx, doors, users, idOf, now }
  const { residents, firms } = generatePeople(city, { residents: 8, firms: 300 })
  await fillSeals(filling)
  await fillLicences(filling, residents)
  await fillCredit(filling, firms)
  await fillScenes(filling)
}

async function fillSeals({ tx, doors, users, idOf, now }: Filling): Promise<void> {
  const validUntil = dayOf(now.getTime() + 3650 * dayMs)
  for (const unit of Object.keys(units) as Unit[]) {
    const user = users.get(units[unit].keeper)
    if (!user || !idOf(unit)) continue
    const custodian = { id: user.id, name: user.name }
    const bare = {
      organisationId: idOf(unit),
      custodian,
      validUntil,
      approvalPaper: '市政府办公室〔2025〕12号',
    }
    await doors.services.installSeal(tx, {
      ...{ ...bare, name: '电子证照专用章', kind: 'licence', documentTypes: [], needsApproval: false },
    })
    if (unit === 'approval' || unit === 'market')
      await doors.services.installSeal(tx, {
        ...{ ...bare, name: '行政审批专用章', kind: 'approval', needsApproval: false },
        documentTypes: ['准予许可决定书', '受理通知书'],
      })
  }
}

async function fillLicences({ tx, doors, idOf }: Filling, residents: readonly Resident[]): Promise<void> {
  const { subjects } = doors.identity
  const issue = (holderId: string, unit: Unit, typeCode: string, fields: Record<string, unknown>) =>
    doors.services.licences.issue(tx, {
      typeCode,
      holderId,
      fields,
      applicationId: null,
      issuerId: idOf(unit),
    })
  for (const at of [0, 4]) {
    const one = residents[at] as Resident
    const { id } = await subjects.ensure(tx, { kind: 'person', name: one.name, number: one.idNumber })
    await issue(id, 'civil', 'household-register', { householder: one.name, address: one.address })
    await issue(id, 'approval', 'driving-licence', { vehicleClass: 'C1', firstIssued: '2016-05-12' })
    await issue(id, 'health', 'health-certificate', { scope: '餐饮服务' })
    await issue(id, 'approval', 'reader-card', { readerNumber: `YCT${100_000 + at}` })
    if (at === 0)
      await issue(id, 'civil', 'marriage', { spouse: residents[1]?.name ?? '', registered: '2015-10-10' })
  }
  const firm = await subjects.ensure(tx, {
    ...{ kind: 'organisation', name: demoFirm.name, number: demoFirm.creditCode },
  })
  const common = { representative: demoFirm.representative, address: '云城区望云街道科技路8号' }
  await issue(firm.id, 'market', 'business-licence', {
    ...{ ...common, kind: '有限责任公司', scope: '电子产品研发、销售；餐饮服务', established: '2019-03-18' },
  })
  await issue(firm.id, 'fire', 'fire-safety-check', { ...common, venue: '展示中心', area: 320 })
}

/** What a firm of the sample has on file, by its place in the list: most have a licence, some a penalty or an honour. */
function factsOf(firm: Firm, at: number, now: number) {
  const day = (back: number) => dayOf(now - back * dayMs)
  const fact = (unit: Unit, itemId: string, decidedDay: string, content: string) => ({
    unit,
    row: {
      ...{
        itemId,
        subjectKind: 'organisation' as const,
        subjectName: firm.name,
        subjectNumber: firm.creditCode,
      },
      ...{ documentNumber: `云信〔${decidedDay.slice(0, 4)}〕${itemId.length}${at}号`, content, decidedDay },
    },
  })
  return [
    fact('approval', 'administrative-licence', day(2 + (at % 5)), '准予行政许可'),
    ...(at % 11 === 0
      ? [fact('market', 'penalty', day(3 + at), '未按规定公示年度报告，罚款人民币二千元')]
      : []),
    ...(at % 37 === 1 ? [fact('fire', 'penalty-fire', day(20 + at), '占用疏散通道，罚款人民币五千元')] : []),
    ...(at % 29 === 2
      ? [fact('market', 'penalty-food', day(9 + at), '经营标签不合格食品，罚款人民币五千元')]
      : []),
    ...(at % 7 === 3 ? [fact('market', 'spot-check-passed', day(5 + at), '双随机抽查未发现问题')] : []),
    ...(at % 13 === 4 ? [fact('market', 'contract-honoured', day(30 + at), '守合同重信用企业')] : []),
    ...(at % 23 === 5 ? [fact('market', 'abnormal-operation', day(40 + at), '通过登记的住所无法联系')] : []),
  ]
}

async function fillCredit({ tx, doors, users, idOf, now }: Filling, firms: readonly Firm[]): Promise<void> {
  const shown = [
    { ...(firms[0] as Firm), name: demoFirm.name, creditCode: demoFirm.creditCode },
    ...firms.slice(1),
  ]
  const facts = shown.flatMap((firm, at) => factsOf(firm, at, now.getTime()))
  for (const unit of Object.keys(units) as Unit[]) {
    const rows = facts.filter((one) => one.unit === unit).map((one) => one.row)
    const byName = users.get(units[unit].keeper)?.name ?? ''
    if (rows.length > 0 && idOf(unit))
      await doors.services.takeCredit(tx, { organisationId: idOf(unit), byName }, rows)
  }
}

async function fillScenes({ tx, doors, idOf }: Filling): Promise<void> {
  const bare = { singleUse: false, offline: false }
  const scenes = [
    [
      'health',
      '医院挂号取药',
      '核对就诊人',
      '《医疗机构管理条例》第二十八条',
      ['name', 'number-masked'],
      bare,
    ],
    [
      'approval',
      '图书借阅',
      '核对读者',
      '《公共图书馆法》第三十三条',
      ['licences.reader-card:readerNumber'],
      bare,
    ],
    [
      'market',
      '食品工厂门禁',
      '核对健康证明',
      '《食品安全法》第四十五条',
      ['name-suffix', 'licences.health-certificate:validUntil'],
      bare,
    ],
    [
      'civil',
      '景区入园',
      '核对预约人',
      '《旅游法》第四十五条',
      ['name-suffix'],
      { singleUse: true, offline: true },
    ],
    [
      'approval',
      '政务服务窗口',
      '核对办事人',
      '《政务服务电子证照共享应用》',
      ['name', 'number-masked'],
      bare,
    ],
    [
      'approval',
      '信用免押借书',
      '守信激励',
      '《社会信用体系建设规划》守信激励条',
      [],
      { ...bare, minGrade: 'A' as const },
    ],
  ] as const
  for (const [unit, name, purpose, basis, fields, more] of scenes)
    if (idOf(unit))
      await doors.services.openScene(
        tx,
        { name, purpose, basis, fields: [...fields], terminals: ['T-001', 'T-002'], ...more },
        { id: idOf(unit), name: units[unit].name },
      )
}
