import type { IncidentFacts, WarningLevel } from '@civitas/contract'

/** A scripted happening: what is told, what is expected, and what the role players do. */
export interface ScriptInject {
  readonly minute: number
  readonly title: string
  readonly text: string
  /** Act of the log that answers it. */
  readonly expects: string
  readonly expectsText: string
  readonly withinMinutes: number
  readonly points: number
  /** Facts reported with it. */
  readonly facts?: IncidentFacts
}

export interface DrillScript {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly planId: string
  readonly kind: string
  readonly level: WarningLevel
  readonly injects: readonly ScriptInject[]
}

/** Scripts of drills; minutes are those of the story. */
export const drillScripts: readonly DrillScript[] = [
  {
    id: 'rainstorm',
    title: '城区暴雨内涝应急演练',
    summary:
      '从首个预警到评估复盘：定级、启动预案、调泵车、升级、转战时、会商、转平时、终止、评估。一人可在 15 分钟内完成。',
    planId: 'emergency.flood',
    kind: 'emergency.flood',
    level: 'yellow',
    injects: [
      {
        ...{
          minute: 0,
          title: '暴雨橙色预警',
          text: '市气象局 06:30 预报：未来 2 小时城区雨量 50–80 毫米。雨量站 1 小时雨量 45 毫米。',
        },
        ...{
          expects: 'level-decided',
          expectsText: '核定事件等级',
          withinMinutes: 4,
          points: 10,
          facts: { rain1h: 45 },
        },
      },
      {
        ...{
          minute: 3,
          title: '下穿通道积水 26 厘米',
          text: '积水监测：下穿通道积水 26 厘米，仍在上涨，系统建议启动防汛预案Ⅲ级响应。',
        },
        ...{
          expects: 'plan-started',
          expectsText: '启动防汛预案',
          withinMinutes: 4,
          points: 20,
          facts: { depth: 26, points: 3 },
        },
      },
      {
        ...{ minute: 7, title: '请求排涝泵车', text: '排水公司报告：固定泵站满负荷，请求增派移动泵车。' },
        ...{ expects: 'resource', expectsText: '申请并预留泵车', withinMinutes: 4, points: 15 },
      },
      {
        ...{
          minute: 11,
          title: '车辆被困',
          text: '119 转来：下穿通道 2 辆轿车熄火，12 人被困，水深 62 厘米。',
        },
        ...{
          expects: 'level-decided',
          expectsText: '按新情况升级',
          withinMinutes: 4,
          points: 15,
          facts: { trapped: 12, depth: 62, points: 9 },
        },
      },
      {
        ...{ minute: 15, title: '多点告急', text: '两个片区同时告急，各部门力量需统一指挥，建议转入战时。' },
        ...{ expects: 'mode-started', expectsText: '双人授权转入战时', withinMinutes: 5, points: 15 },
      },
      {
        ...{ minute: 20, title: '研判会商', text: '请召集排水、交警、消防会商，形成封控与转移决议。' },
        ...{ expects: 'minutes-confirmed', expectsText: '会商并确认纪要', withinMinutes: 5, points: 10 },
      },
      {
        ...{
          minute: 24,
          title: '雨势减弱',
          text: '雨量站 1 小时雨量降到 6 毫米，被困人员全部救出，积水点减至 2 处。',
        },
        ...{
          expects: 'mode-ended',
          expectsText: '转回平时',
          withinMinutes: 3,
          points: 10,
          facts: { rain1h: 6, trapped: 0, depth: 12, points: 2 },
        },
      },
      {
        ...{ minute: 27, title: '积水排除', text: '各点积水排除，道路恢复通行。' },
        ...{
          expects: 'ended',
          expectsText: '终止响应并评估',
          withinMinutes: 3,
          points: 5,
          facts: { depth: 0, points: 0 },
        },
      },
    ],
  },
  {
    id: 'leak',
    title: '化工园区液氯泄漏桌面推演',
    summary: '首报、定级、启动预案、周边评估、公众通知、伤情变化、终止。',
    planId: 'emergency.hazardous-leak',
    kind: 'emergency.hazardous-leak',
    level: 'yellow',
    injects: [
      {
        ...{ minute: 0, title: '储罐泄漏', text: '园区电话：液氯储罐法兰泄漏，2 人死亡，11 人重伤。' },
        ...{
          expects: 'level-decided',
          expectsText: '核定等级',
          withinMinutes: 3,
          points: 20,
          facts: { dead: 2, severe: 11 },
        },
      },
      {
        ...{ minute: 3, title: '启动预案', text: '请启动危险化学品事故应急预案。' },
        ...{ expects: 'plan-started', expectsText: '启动预案', withinMinutes: 3, points: 30 },
      },
      {
        ...{ minute: 6, title: '下风向人口', text: '指挥部询问一公里内学校、医院和人口。' },
        ...{ expects: 'assessed', expectsText: '生成周边评估', withinMinutes: 4, points: 20 },
      },
      {
        ...{ minute: 10, title: '伤情变化', text: '医院报告：死亡增至 10 人。' },
        ...{
          expects: 'level-decided',
          expectsText: '升级',
          withinMinutes: 3,
          points: 20,
          facts: { dead: 10 },
        },
      },
      {
        ...{ minute: 14, title: '堵漏成功', text: '泄漏止住，空气监测达标。' },
        ...{ expects: 'ended', expectsText: '终止响应', withinMinutes: 4, points: 10 },
      },
    ],
  },
]
