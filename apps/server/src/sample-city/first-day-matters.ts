import * as contract from '@civitas/contract'
import { drawPhoto, type Players } from './first-day-kit.ts'

type Position = [number, number]
type Until = 'accept' | 'allocate' | 'arrive' | 'handle' | 'check' | 'closed'

const order: readonly Until[] = ['accept', 'allocate', 'arrive', 'handle', 'check', 'closed']

const matters: readonly (readonly [title: string, verdict: 'urgent' | 'ordinary', until: Until])[] = [
  ['楼上漏水引发邻里争执', 'ordinary', 'closed'],
  ['商铺拖欠工人工资', 'urgent', 'closed'],
  ['小区停车位归属纠纷', 'ordinary', 'check'],
  ['工地夜间施工居民聚集反映', 'urgent', 'handle'],
  ['楼道堆物与电动车充电隐患', 'ordinary', 'arrive'],
  ['物业与业主收费争议', 'ordinary', 'allocate'],
  ['广场舞噪声矛盾', 'ordinary', 'accept'],
]

/** Matters of a governance centre in every state, so that its board has clocks and scores from the first day. */
export async function playMatters(cast: Players, centre: Position, unitId: string): Promise<void> {
  for (const [number, [title, verdict, until]] of matters.entries()) {
    const position: Position = [centre[0] + (number - 3) * 0.003, centre[1] - 0.004]
    const { id } = await cast.duty.call(contract.registerCase, {
      body: { type: 'grassroots.governance-matter', title, position },
    })
    await playMatter(cast, { id, verdict, until, unitId, position, number })
  }
}

interface Play {
  id: string
  verdict: 'urgent' | 'ordinary'
  until: Until
  unitId: string
  position: Position
  number: number
}

async function playMatter(cast: Players, play: Play): Promise<void> {
  const { id, verdict, until, unitId } = play
  const isPast = (step: Until) => order.indexOf(until) > order.indexOf(step)
  if (isPast('accept')) await finish(cast, id, { verdict, remark: '电话核实属实' })
  if (isPast('allocate')) await finish(cast, id, { unit: unitId })
  if (isPast('arrive')) await finish(cast, id, { found: '到场核实，已劝导双方' }, play)
  if (isPast('handle')) await finish(cast, id, { result: '当场调解，双方签字确认' })
  if (isPast('check'))
    await cast.inspector.call(contract.checkCase, {
      params: { id },
      body: { passed: true, comment: '回访当事人，确已解决', form: {} },
    })
}

/** The open task, taken and finished; with a photo of the place where one must be there. */
async function finish(
  { district }: Players,
  caseId: string,
  form: Record<string, unknown>,
  photo?: Pick<Play, 'position' | 'number'>,
): Promise<void> {
  const { tasks } = await district.call(contract.getCase, { params: { id: caseId } })
  const task = tasks.findLast((one) => one.doneTime === null)
  if (!task) throw new Error(`case ${caseId} has no open task`)
  const params = { id: task.id }
  await district.call(contract.acceptTask, { params })
  if (photo)
    await district.call(contract.attachEvidence, {
      params,
      body: {
        ...{ fileName: '现场.png', contentType: 'image/png', content: drawPhoto(200 + photo.number) },
        position: photo.position,
      },
    })
  await district.call(contract.completeTask, { params, body: { form } })
}
