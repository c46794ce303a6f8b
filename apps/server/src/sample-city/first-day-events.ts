import * as contract from '@civitas/contract'
import type { Players } from './first-day-kit.ts'

type Position = [number, number]

const told: readonly (readonly [title: string, description: string])[] = [
  ['井盖破损', '人民路路口井盖翘起一角，晚上骑车很危险'],
  ['路边垃圾堆没人清', '菜市场后面的垃圾堆了三天，有味道'],
  ['路灯不亮', '文昌小区东门路灯坏了好几盏'],
  ['人行道砖松动', '下雨踩上去一身泥，老人容易摔'],
]

/** Reports of citizens: one confirmed, one found untrue, the others waiting for the duty desk. */
export async function playReports({ citizen, duty }: Players, centre: Position): Promise<void> {
  const types = await citizen.call(contract.listEventTypes)
  const type = types.find((one) => one.reportable && one.id === 'city-base.parts-damage')?.id
  if (!type) return
  const ids: string[] = []
  for (const [index, [title, description]] of told.entries()) {
    const position: Position = [centre[0] + 0.013 + index * 0.004, centre[1] - 0.009 + index * 0.003]
    ids.push((await citizen.call(contract.reportEvent, { body: { type, title, description, position } })).id)
  }
  const [first, second] = ids as [string, string]
  await duty.call(contract.verifyEvent, {
    params: { id: first },
    body: { real: true, comment: '视频核对属实' },
  })
  await duty.call(contract.verifyEvent, {
    params: { id: second },
    body: { real: false, comment: '现场已清运，与前日上报为同一处' },
  })
}

const hour = 3_600_000
const advice = '减少外出，远离低洼路段和地下空间；有关单位检查排水设施，做好值守。'

/** Warnings in each state: lifted and judged, superseded, in force, waiting for a second person, put aside. */
export async function playWarnings(
  { admin, duty, leader }: Players,
  divisions: readonly string[],
): Promise<void> {
  const [first, second] = divisions as [string, string]
  const draft = (level: contract.WarningLevel, eventName: string, divisionCode: string, hours: number) =>
    duty.call(contract.draftWarning, {
      body: {
        ...{ category: 'Met', level, eventName, instruction: advice, divisionCodes: [divisionCode] },
        description: `预计未来 ${hours} 小时将出现${eventName}天气，请注意防范。`,
        channels: ['app', 'sms', 'screen', 'loudspeaker'],
        expiresTime: new Date(Date.now() + hours * hour).toISOString(),
      },
    })
  const issue = (id: string, by = leader) => by.call(contract.issueWarning, { params: { id }, body: {} })
  const gale = await draft('blue', '大风', second, 6)
  await issue(gale.id)
  await leader.call(contract.liftWarning, {
    params: { id: gale.id },
    body: { comment: '风力已减弱到 5 级以下' },
  })
  await duty.call(contract.evaluateWarning, {
    params: { id: gale.id },
    body: { occurredTime: new Date().toISOString(), comment: '实测阵风 7 级' },
  })
  const fog = await draft('yellow', '大雾', second, 12)
  await issue(fog.id)
  const thicker = await duty.call(contract.updateWarning, {
    params: { id: fog.id },
    body: { level: 'orange', description: '能见度继续下降，部分路段小于 200 米。' },
  })
  await issue(thicker.id)
  await draft('orange', '强对流', first, 6)
  const heat = await draft('yellow', '高温', first, 24)
  await admin.call(contract.rejectWarning, {
    params: { id: heat.id },
    body: { comment: '气象台更新预报，最高气温低于标准' },
  })
}
