import type { City } from '@civitas/city-yunchuan'
import type { TemplateContent, User } from '@civitas/contract'
import type { Transaction } from '../kernel/db/database.ts'
import type { Doors } from '../platform.ts'
import { toOrganisations } from './translate.ts'

const templates: TemplateContent[] = [
  {
    ...{ name: '停水通知', category: 'service', signature: '云川水务', title: '{{place}}停水通知' },
    text: '{{place}}因{{why}}停水，预计{{until}}恢复，请提前储水。',
    variables: [
      { name: 'place', title: '地点', example: '幸福花园' },
      { name: 'why', title: '原因', example: '管道抢修' },
      { name: 'until', title: '恢复时间', example: '今晚十点' },
    ],
  },
  {
    ...{ name: '防汛到岗', category: 'task', signature: '云川应急', title: '防汛到岗通知' },
    text: '请于{{time}}前到{{place}}到岗，联系人{{contact}}。',
    variables: [
      { name: 'time', title: '到岗时间', example: '20:00' },
      { name: 'place', title: '到岗地点', example: '人民路泵站' },
      { name: 'contact', title: '联系人', example: '市运行中心值班员' },
    ],
  },
]

/** Templates that can be sent from, and a person with a second post in another organisation. */
export async function fillPortal(
  tx: Transaction,
  doors: Doors,
  city: City,
  users: ReadonlyMap<string, User>,
): Promise<void> {
  const [duty, admin, worker] = ['duty', 'admin', 'worker'].map((account) => users.get(account))
  if (duty && admin)
    await doors.messaging.importTemplates(tx, templates, { by: duty, approvedBy: admin.name })
  const emergency = toOrganisations(city).find((one) => one.name === '云川市应急管理局')
  if (worker && emergency)
    await doors.identity.importPost(tx, worker.id, {
      ...{ title: '防汛专班联络员', organisationId: emergency.id },
      ...{ roles: ['duty-officer'], divisions: [city.code] },
    })
}
