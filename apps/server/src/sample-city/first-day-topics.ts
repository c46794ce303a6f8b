import * as contract from '@civitas/contract'
import type { Players } from './first-day-kit.ts'

type Answers = Record<string, unknown>

const waterDemand: Answers = {
  unit: '云川市水利局',
  purpose: '停水断水时看清影响范围，并统一对外回应',
  data: '供水片区水压、抢修工单、12345 供水诉求、网络舆情',
  indicators: '供水诉求量、抢修及时率',
  users: '供水调度、热线班长',
  goal: '供水类重复来电下降两成，以 12345 工单统计衡量',
}

const accepted: Answers = {
  ...{ value: '供水诉求占比高，能减少重复来电', readiness: '水压与工单已接入，舆情可按接口接入' },
  ...{ effort: 45, duplicates: '无同类主题', decision: 'accept' },
}

const built: Answers = {
  built: '供水主题图层、诉求与舆情对照、抢修进度',
  testCases: 'TC-01 停水范围与片区一致\nTC-02 诉求数与热线统计一致\nTC-03 无权限者不可见',
  trialUsers: '供水调度两人、热线班长一人',
}

const tourismDemand: Answers = {
  unit: '云川市交通运输局',
  purpose: '节假日景区周边客流与公交调度联动',
  data: '公交位置、停车场余位',
  indicators: '景区周边平均等车时间',
  users: '公交调度员',
  goal: '平均等车时间下降三分钟，以到站记录衡量',
}

/** Two topics of the operation centre: one to be tested, one to be assessed; the data bureau works on both. */
export async function playTopics(cast: Players, position: [number, number]): Promise<void> {
  await playTopic(cast, position, 'T1 供水保障主题', [waterDemand, accepted, built])
  await playTopic(cast, position, 'T2 节假日客流主题', [tourismDemand])
}

async function playTopic(
  { admin }: Players,
  position: [number, number],
  title: string,
  answers: readonly Answers[],
): Promise<void> {
  const { id } = await admin.call(contract.registerCase, {
    body: { type: 'it-projects.topic', title, position },
  })
  for (const form of answers) {
    const { tasks } = await admin.call(contract.getCase, { params: { id } })
    const open = tasks.find((one) => one.doneTime === null)
    if (!open) return
    const params = { id: open.id }
    await admin.call(contract.acceptTask, { params })
    await admin.call(contract.completeTask, { params, body: { form } })
  }
}
