import * as contract from '@civitas/contract'
import { drawPhoto, type Players } from './first-day-kit.ts'

type Position = [number, number]

/** How far a case of the first day comes: the acts before this one are done. */
type Until = 'collect' | 'file' | 'dispatch' | 'handle' | 'work' | 'feedback' | 'check' | 'failed' | 'closed'

const plots: readonly (readonly [title: string, classCode: string, until: Until])[] = [
  ['人民路与解放街口雨水井盖缺失', 'components.0103', 'closed'],
  ['新华巷口暴露垃圾未清运', 'events.0102', 'closed'],
  ['滨河路广告招牌破损', 'events.0205', 'closed'],
  ['市民广场北侧路灯不亮', 'components.0118', 'failed'],
  ['老菜场门前占道废品收购', 'events.0503', 'check'],
  ['建设路垃圾箱损坏', 'components.0305', 'check'],
  ['文昌小区外墙非法小广告', 'events.0201', 'feedback'],
  ['实验小学门口道路遗撒', 'events.0112', 'work'],
  ['健康路交通护栏倒伏', 'components.0211', 'work'],
  ['东风桥下积存渣土', 'events.0103', 'handle'],
  ['青年路行道树倾斜', 'components.0402', 'handle'],
  ['府前街非机动车乱停放', 'events.0506', 'dispatch'],
  ['振兴路施工占道', 'events.0304', 'file'],
  ['和平里餐馆油烟扰民', 'events.0116', 'collect'],
]

/** Two more after the robot was approved, which files them by itself. */
const robotPlots: typeof plots = [
  ['北门菜市场后巷暴露垃圾', 'events.0102', 'file'],
  ['体育馆西侧积存垃圾渣土', 'events.0103', 'file'],
]

/** Cases of urban management in every state, with orders of supervision and requests, by the acts of those who work them. */
export async function playCases(cast: Players, centre: Position, unitId: string): Promise<void> {
  await playRequests(cast, await playPlots(cast, centre, { unitId, from: 0, list: plots }))
}

/** Cases a robot acts on. */
export async function playRobotCases(cast: Players, centre: Position, unitId: string): Promise<void> {
  await playPlots(cast, centre, { unitId, from: plots.length, list: robotPlots })
}

async function playPlots(
  cast: Players,
  centre: Position,
  { unitId, from, list }: { unitId: string; from: number; list: typeof plots },
): Promise<string[]> {
  const ids: string[] = []
  for (const [index, [title, code, until]] of list.entries()) {
    const number = from + index
    const position: Position = [
      centre[0] + ((number % 5) - 2) * 0.0042,
      centre[1] + (Math.floor(number / 5) - 1) * 0.0036,
    ]
    const opened = await cast.duty.call(contract.registerCase, {
      body: {
        ...{ type: 'urban-management.urban-case', title, position, classCode: `gbt30428.${code}` },
        ...(code.startsWith('components') ? { partCode: partCodeOf(code, number) } : {}),
      },
    })
    ids.push(opened.id)
    await playCase(cast, { id: opened.id, position, until, unitId, number })
  }
  return ids
}

/** Small class and running number, as parts are marked in the register. */
function partCodeOf(code: string, number: number): string {
  return `990102${code.slice(-4)}${String(number + 1).padStart(6, '0')}`
}

interface Play {
  id: string
  position: Position
  until: Until
  unitId: string
  number: number
}

const order: readonly Until[] = [
  'collect',
  'file',
  'dispatch',
  'handle',
  'work',
  'feedback',
  'check',
  'failed',
  'closed',
]

async function playCase(cast: Players, play: Play): Promise<void> {
  const { position, until, unitId, id, number } = play
  const goesTo = (step: Until) => order.indexOf(until) > order.indexOf(step)
  const steps: [Until, () => Promise<unknown>][] = [
    ['collect', () => finishTask(cast, id, { real: true, remark: '现场核实属实' }, position)],
    ['file', () => finishTask(cast, id, { accepted: true })],
    ['dispatch', () => finishTask(cast, id, { unit: unitId })],
    ['handle', () => beginWork(cast, play)],
    ['work', () => finishTask(cast, id, { measure: number % 2 ? 'cleared' : 'repaired' }, position)],
    ['feedback', () => finishTask(cast, id, { complete: true })],
  ]
  for (const [step, act] of steps) if (goesTo(step)) await act()
  if (goesTo('check')) await checkPlay(cast, play)
}

async function openTaskOf(cast: Players, caseId: string): Promise<contract.Task> {
  const { tasks } = await cast.district.call(contract.getCase, { params: { id: caseId } })
  const task = tasks.findLast((one) => one.doneTime === null)
  if (!task) throw new Error(`case ${caseId} has no open task`)
  return task
}

/** One takes the open task and finishes it. */
async function finishTask(
  { district }: Players,
  caseId: string,
  form: Record<string, unknown>,
  position?: Position,
): Promise<void> {
  const params = { id: (await openTaskOf({ district } as Players, caseId)).id }
  await district.call(contract.acceptTask, { params })
  await district.call(contract.completeTask, { params, body: { form, ...(position ? { position } : {}) } })
}

async function beginWork(cast: Players, { id, position, number }: Play): Promise<void> {
  const params = { id: (await openTaskOf(cast, id)).id }
  await cast.district.call(contract.acceptTask, { params })
  for (const [at, fileName] of ['处置前.png', '处置后.png'].entries())
    await cast.district.call(contract.attachEvidence, {
      params,
      body: { fileName, contentType: 'image/png', content: drawPhoto(number * 2 + at), position },
    })
}

async function checkPlay({ inspector }: Players, { id, position, number, until }: Play): Promise<void> {
  const passed = until === 'closed'
  await inspector.call(contract.attachCheckPhoto, {
    params: { id },
    body: { fileName: '核查.png', contentType: 'image/png', content: drawPhoto(100 + number), position },
  })
  await inspector.call(contract.checkCase, {
    params: { id },
    body: { passed, comment: passed ? '现场已恢复，同意结案' : '灯杆仍未点亮，退回重办', form: {} },
  })
}

/** What supervisors find on their desk: orders, urges, requests for delay and suspension. */
async function playRequests(cast: Players, ids: readonly string[]): Promise<void> {
  const [dirt, tree, fence] = [ids[9], ids[10], ids[8]] as [string, string, string]
  for (const [id, reason] of [
    [dirt, '群众反复投诉，请限时清运并说明渣土来源'],
    [fence, '影响通行安全，请先设置临时防护'],
  ] as const)
    await cast.leader.call(contract.issueSupervision, { params: { id }, body: { reason } })
  const treeTask = { id: (await openTaskOf(cast, tree)).id }
  await cast.duty.call(contract.urgeTask, { params: treeTask, body: { reason: '请今日内到场支撑加固' } })
  await cast.district.call(contract.requestDelay, {
    params: { id: (await openTaskOf(cast, fence)).id },
    body: { minutes: 1440, reason: '护栏需定制，厂家明日送达' },
  })
  await cast.district.call(contract.acceptTask, { params: treeTask })
  await cast.district.call(contract.requestSuspension, {
    params: treeTask,
    body: { reason: '等待电力部门配合停电后作业' },
  })
}
