import { type Plan, text } from '@civitas/domain-kit'
import { leakCards } from './cards.ts'
import { commandPosts, level, need, phases, task, tellPublic } from './plan-kit.ts'

const leakTasks = [
  task('duty', 'alert', ['核实泄漏物质、数量、风向', 'Verify substance, amount, wind'], 10, [
    '首报',
    'First report',
  ]),
  task('fire', 'alert', ['侦检与划定警戒区', 'Measure and mark off the zone'], 15, [
    '警戒区范围',
    'The zone',
  ]),
  task('traffic', 'alert', ['警戒区外围交通管制', 'Close the roads around'], 15, [
    '管制路段',
    'Closed roads',
  ]),
  task('deputy', 'alert', ['下风向人员疏散', 'Move people downwind'], 30, ['疏散人数', 'People moved']),
  task('fire', 'act', ['堵漏、稀释、收容', 'Stop, dilute, contain'], 60, ['处置记录', 'Record of work']),
  task('environment', 'act', ['大气和水体应急监测', 'Measure air and water'], 30, [
    '监测快报',
    'First readings',
  ]),
  task('medical', 'act', ['中毒人员洗消救治', 'Decontaminate and treat'], 30, [
    '救治清单',
    'List of patients',
  ]),
  task('expert', 'act', ['专家研判处置方案', 'Experts on the method'], 30, ['研判意见', 'Opinion']),
  tellPublic('通知公众', 'Tell the public', 30),
  task('civil', 'support', ['开放避难场所', 'Open shelters'], 40, ['收容人数', 'People in shelters']),
  task('supply', 'support', ['调运堵漏和防护物资', 'Bring plugs and suits'], 45, [
    '到货清单',
    'List of goods',
  ]),
  task('duty', 'close', ['消除污染与终报', 'Clean up and report'], 480, ['终报', 'Final report']),
]

/** 危化品泄漏. */
export const hazardousLeak: Plan = {
  id: 'hazardous-leak',
  title: text('危险化学品事故应急预案', 'Hazardous leak plan'),
  legalBasis: '《危险化学品安全管理条例》（国务院令第591号）；GB/T 29639-2020',
  incidentKind: 'hazardous-leak',
  scope: text('危险化学品泄漏、燃烧与爆炸。', 'Leak, fire and explosion of hazardous substances.'),
  text: [
    text(
      '先侦检后处置，从上风向进入，防止次生环境事件。',
      'Measure first, enter from upwind, keep it out of water.',
    ),
  ],
  filingNumber: '云应急备〔2026〕3号',
  cards: leakCards,
  reviewDate: '2029-03-31',
  posts: [
    ...commandPosts,
    { id: 'environment', title: text('环境监测组长', 'Environment leader'), organisation: '市生态环境局' },
    { id: 'expert', title: text('专家组长', 'Lead expert'), organisation: '市应急管理局' },
    { id: 'civil', title: text('安置组长', 'Shelter leader'), organisation: '市民政局' },
    { id: 'supply', title: text('物资保障组长', 'Supply leader'), organisation: '市应急管理局' },
  ],
  phases,
  levels: [
    level(
      'blue',
      '值班长',
      [{ kind: 'event', eventType: 'leak-report', minLevel: 'blue', count: 1 }],
      leakTasks.slice(0, 6),
    ),
    level(
      'yellow',
      '副总指挥',
      [{ kind: 'event', eventType: 'leak-report', minLevel: 'yellow', count: 1 }],
      leakTasks,
      [
        need('重型防化服', 'Chemical suit', '重型防化服', 20, '套'),
        need('堵漏工具', 'Plugging kit', '堵漏工具', 4, '套'),
      ],
    ),
    level(
      'orange',
      '总指挥',
      [{ kind: 'event', eventType: 'leak-report', minLevel: 'orange', count: 1 }],
      leakTasks,
      [need('重型防化服', 'Chemical suit', '重型防化服', 40, '套')],
    ),
  ],
}

const trafficTasks = [
  task('traffic', 'alert', ['现场警戒与分流', 'Guard the place, divert'], 10, ['分流方案', 'Diversion']),
  task('medical', 'alert', ['伤员急救转运', 'Aid and move the injured'], 10, ['伤员清单', 'List of injured']),
  task('fire', 'act', ['破拆救援', 'Cut people free'], 15, ['救出人数', 'People freed']),
  task('road', 'act', ['清障与路面抢修', 'Clear and mend the road'], 90, ['恢复通行时间', 'Time reopened']),
  tellPublic('发布交通提示', 'Issue traffic tips', 20),
]

/** 道路交通事故. */
export const trafficAccident: Plan = {
  id: 'traffic-accident',
  title: text('道路交通事故应急预案', 'Traffic accident plan'),
  legalBasis: '《中华人民共和国道路交通安全法》；国务院令第493号',
  incidentKind: 'traffic-accident',
  scope: text('全市道路上的重大交通事故。', 'Grave accidents on the city’s roads.'),
  text: [text('先救人、后清障，防止二次事故。', 'People first, then clear; prevent a second crash.')],
  filingNumber: '云公交备〔2025〕2号',
  reviewDate: '2028-06-30',
  posts: [
    ...commandPosts,
    { id: 'road', title: text('清障抢修组长', 'Road leader'), organisation: '市交通运输局' },
  ],
  phases,
  levels: [
    level(
      'blue',
      '值班长',
      [{ kind: 'event', eventType: 'traffic-report', minLevel: 'blue', count: 1 }],
      trafficTasks.slice(0, 3),
    ),
    level(
      'yellow',
      '副总指挥',
      [{ kind: 'event', eventType: 'traffic-report', minLevel: 'yellow', count: 1 }],
      trafficTasks,
    ),
  ],
}
