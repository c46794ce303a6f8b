import { type PlanCardTemplate, text } from '@civitas/domain-kit'

type Step = PlanCardTemplate['steps'][number]

function step(post: string, zh: string, en: string, withinMinutes: number): Step {
  return { post, text: text(zh, en), withinMinutes }
}

const head = { id: 'head', title: text('负责人', 'Head') }
const caller = { id: 'caller', title: text('预警传递员', 'Caller') }
const mover = { id: 'mover', title: text('转移负责人', 'Leader of the move') }
const medic = { id: 'medic', title: text('医疗救护员', 'First aider') }
const keeper = { id: 'keeper', title: text('物资管理员', 'Keeper of goods') }
const switcher = { id: 'switcher', title: text('设备停送电员', 'Switchman') }

/** 城市防汛: what a village or community, and a firm with a basement, do themselves. */
export const floodCards: readonly PlanCardTemplate[] = [
  {
    for: 'village',
    hazards: text(
      '低洼院落、地下空间、沿河住户、危旧房。',
      'Low yards, basements, houses by the river, unsafe houses.',
    ),
    signal: text(
      '大喇叭连续广播，铜锣急敲，逐户敲门。',
      'Loudspeaker without pause, gong, knocking at every door.',
    ),
    posts: [head, caller, mover, medic, keeper],
    steps: [
      step('caller', '收到预警后通知到每一户，逐户签到', 'Tell every household, tick each off', 20),
      step('head', '巡查低洼点和沿河住户，险情立即上报', 'Look at low places, report danger at once', 30),
      step(
        'keeper',
        '打开避难场所，备好饮水、照明、救生衣',
        'Open the shelter: water, light, life jackets',
        30,
      ),
      step('mover', '先转移老人、儿童、病人，清点人数', 'Move the old, children and sick first; count', 60),
      step('medic', '照看转移人员，伤病者送医', 'Look after those moved, send the sick on', 60),
      step('head', '每两小时上报一次人数与险情', 'Report people and danger every two hours', 120),
    ],
    reviewMonths: 12,
  },
  {
    for: 'enterprise',
    hazards: text('地下车库、配电房、原料仓库进水。', 'Water in garage, switch room and store.'),
    signal: text('厂区广播和警铃。', 'Works loudspeaker and bell.'),
    posts: [head, caller, switcher, keeper],
    steps: [
      step('caller', '通知当班人员停止地下作业', 'Stop work below ground', 10),
      step('switcher', '切断进水区域电源', 'Cut power where water comes in', 15),
      step('keeper', '架设挡水板、沙袋，启动水泵', 'Put up barriers, start pumps', 30),
      step('head', '清点人数，向街道和应急部门报告', 'Count people, report to the street office', 30),
    ],
    reviewMonths: 12,
  },
]

/** 危险化学品: neighbours close up and leave across the wind; the works shuts off, counts and reports. */
export const leakCards: readonly PlanCardTemplate[] = [
  {
    for: 'village',
    hazards: text(
      '下风向 1 千米内住户、学校和养老机构。',
      'Homes, schools and care homes within 1 km downwind.',
    ),
    signal: text(
      '大喇叭广播：关门窗，向侧风方向撤离。',
      'Loudspeaker: close windows, leave across the wind.',
    ),
    posts: [head, caller, mover, medic],
    steps: [
      step('caller', '广播关闭门窗、熄灭明火', 'Call: close windows, put out flames', 5),
      step('mover', '组织向侧风方向撤到集合点', 'Lead people across the wind to the meeting point', 20),
      step('head', '清点人数，报告未撤离人员', 'Count, report who is missing', 30),
      step('medic', '有不适者脱离现场、清水冲洗并送医', 'Take the unwell away, rinse, send to hospital', 30),
    ],
    reviewMonths: 12,
  },
  {
    for: 'enterprise',
    hazards: text('储罐、管道、装卸车泄漏。', 'Leak of tank, pipe or tanker.'),
    signal: text('泄漏报警器和厂区警报。', 'Leak alarm and works siren.'),
    posts: [head, caller, switcher, medic],
    steps: [
      step('caller', '报警 119，报告物质、数量、风向', 'Call 119: substance, amount, wind', 3),
      step('switcher', '关闭阀门，停止装卸，切断火源', 'Close valves, stop loading, cut ignition', 5),
      step('head', '上风向集合，清点人数', 'Meet upwind, count people', 10),
      step('medic', '中毒人员移至空气新鲜处并冲洗', 'Take the poisoned to fresh air and rinse', 10),
      step('head', '一小时内书面报告事故', 'Report in writing within an hour', 60),
    ],
    // 《生产安全事故应急预案管理办法》: firms of dangerous trades drill every half year.
    reviewMonths: 6,
  },
]
