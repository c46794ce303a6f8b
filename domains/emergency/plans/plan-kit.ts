import { type Level, type Plan, type PlanNeed, type PlanTask, text } from '@civitas/domain-kit'

/** Phases every plan of the city has. */
export const phases: NonNullable<Plan['phases']> = [
  { id: 'alert', title: text('先期处置', 'First response') },
  { id: 'act', title: text('处置救援', 'Rescue') },
  { id: 'support', title: text('综合保障', 'Support') },
  { id: 'close', title: text('恢复善后', 'Recovery') },
]

/** Posts of the command group, held in every plan. */
export const commandPosts: NonNullable<Plan['posts']> = [
  { id: 'commander', title: text('总指挥', 'Commander'), organisation: '市人民政府' },
  { id: 'deputy', title: text('副总指挥', 'Deputy commander'), organisation: '市应急管理局' },
  { id: 'duty', title: text('值班长', 'Duty chief'), organisation: '市城市运行管理中心' },
  { id: 'fire', title: text('救援组长', 'Rescue leader'), organisation: '市消防救援支队' },
  { id: 'traffic', title: text('交通管控组长', 'Traffic leader'), organisation: '市公安局交通警察支队' },
  { id: 'medical', title: text('医疗救护组长', 'Medical leader'), organisation: '市卫生健康委员会' },
  { id: 'publicity', title: text('信息发布组长', 'Public information leader'), organisation: '市人民政府' },
]

/** One task in a line: post, phase, words, minutes, what must be there when it is done. */
export function task(
  post: string,
  phase: string,
  title: readonly [zh: string, en: string],
  withinMinutes: number,
  output: readonly [zh: string, en: string],
): PlanTask {
  return { post, phase, title: text(...title), withinMinutes, output: text(...output) }
}

/** A task that tells the public; a drill keeps it among those who take part. */
export function tellPublic(zh: string, en: string, withinMinutes: number): PlanTask {
  return {
    ...task('publicity', 'act', [zh, en], withinMinutes, ['发布记录', 'Record of the release']),
    isPublic: true,
  }
}

/** What a level needs. */
export function need(zh: string, en: string, material: string, quantity: number, unit: string): PlanNeed {
  return { title: text(zh, en), material, quantity, unit }
}

type PlanLevel = Plan['levels'][number]

/** A level without domain messages. */
export function level(
  name: Level,
  approvedBy: string,
  triggers: PlanLevel['triggers'],
  tasks: readonly PlanTask[],
  needs: readonly PlanNeed[] = [],
): PlanLevel {
  return {
    level: name,
    approvedBy,
    triggers,
    tasks,
    needs,
    resources: needs.map(({ title, quantity, unit }) =>
      text(`${title.zh} ${quantity}${unit}`, `${title.en}: ${quantity}`),
    ),
    messages: [],
  }
}
