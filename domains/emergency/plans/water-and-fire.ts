import { type Plan, text } from '@civitas/domain-kit'
import { floodCards } from './cards.ts'
import { commandPosts, level, need, phases, task, tellPublic } from './plan-kit.ts'

const floodTasks = [
  task('duty', 'alert', ['核实积水点并续报', 'Verify flooded places and report on'], 10, [
    '续报一份',
    'A follow-up report',
  ]),
  task('drainage', 'alert', ['泵站全开并派出移动泵车', 'Run all pumps, send mobile pumps'], 20, [
    '泵站运行状态',
    'State of the pumps',
  ]),
  task('traffic', 'act', ['下穿通道值守与封控', 'Guard and close underpasses'], 15, [
    '封控点清单',
    'List of closures',
  ]),
  task('urban', 'act', ['清理雨水口、架设警示', 'Clear inlets, put up warnings'], 30, ['现场照片', 'Photos']),
  task('fire', 'act', ['营救被困人员', 'Rescue the trapped'], 20, ['营救人数', 'People rescued']),
  task('power', 'support', ['排查涉水用电隐患', 'Check flooded power equipment'], 30, [
    '排查结果',
    'Findings',
  ]),
  task('medical', 'support', ['救护车待命', 'Ambulances on standby'], 20, ['待命车辆', 'Vehicles']),
  tellPublic('发布出行提示和避险提示', 'Issue travel and safety tips', 20),
]

const floodGrave = [
  ...floodTasks,
  task('deputy', 'act', ['组织低洼地区人员转移', 'Move people from low ground'], 40, [
    '转移人数',
    'People moved',
  ]),
  task('civil', 'support', ['开放避难场所', 'Open shelters'], 40, [
    '开放场所与收容人数',
    'Shelters and people in them',
  ]),
]

const floodPosts = [
  ...commandPosts,
  { id: 'drainage', title: text('排涝组长', 'Drainage leader'), organisation: '市排水公司' },
  { id: 'urban', title: text('市政抢险组长', 'Street works leader'), organisation: '市城市管理局' },
  { id: 'power', title: text('电力保障组长', 'Power leader'), organisation: '市供电公司' },
  { id: 'civil', title: text('转移安置组长', 'Shelter leader'), organisation: '市民政局' },
]

/** 城市防汛. */
export const flood: Plan = {
  id: 'flood',
  title: text('城市防汛应急预案', 'Urban flood plan'),
  legalBasis: '《中华人民共和国防洪法》；《国家防汛抗旱应急预案》',
  incidentKind: 'flood',
  publicNotice:
    '{time}，{place}发生{title}。市防汛抗旱指挥机构已按{level}响应组织处置。{facts}\n\n已开展的工作：{measures}\n\n请市民避开积水路段和下穿通道，不涉水、不靠近井盖与带电设施，关注后续通报；需要救助请拨打 110、119 或 12345。',
  scope: text(
    '全市城区暴雨内涝的预警、响应与恢复。',
    'Rainstorm floods in the urban area, from warning to recovery.',
  ),
  text: [
    text(
      '坚持人民至上、生命至上，预警先行、分级响应、属地负责、部门联动。',
      'Life first; warn early, respond by level, the district answers, departments join.',
    ),
    text(
      'Ⅳ级由值班长启动，Ⅲ级由副总指挥启动，Ⅱ级、Ⅰ级由总指挥启动。',
      'The duty chief starts level IV, the deputy III, the commander II and I.',
    ),
  ],
  cards: floodCards,
  filingNumber: '云防指备〔2026〕1号',
  reviewDate: '2029-06-01',
  posts: floodPosts,
  phases,
  levels: [
    level(
      'blue',
      '值班长',
      [{ kind: 'event', eventType: 'waterlogging.heavy-rain', minLevel: 'blue', count: 1 }],
      floodTasks.slice(0, 3),
    ),
    level(
      'yellow',
      '副总指挥',
      [
        { kind: 'event', eventType: 'waterlogging.heavy-rain', minLevel: 'yellow', count: 1 },
        { kind: 'event', eventType: 'waterlogging.closure-needed', minLevel: 'orange', count: 1 },
      ],
      floodTasks,
      [
        need('移动泵车', 'Mobile pump', '排涝泵车', 2, '台'),
        need('救生衣', 'Life jacket', '救生衣', 100, '件'),
      ],
    ),
    level(
      'orange',
      '总指挥',
      [{ kind: 'event', eventType: 'waterlogging.closure-needed', minLevel: 'red', count: 1 }],
      floodGrave,
      [
        need('移动泵车', 'Mobile pump', '排涝泵车', 4, '台'),
        need('救生衣', 'Life jacket', '救生衣', 300, '件'),
        need('编织袋', 'Sandbag', '编织袋', 2000, '条'),
      ],
    ),
    level(
      'red',
      '总指挥',
      [{ kind: 'event', eventType: 'waterlogging.closure-needed', minLevel: 'red', count: 3 }],
      floodGrave,
      [
        need('移动泵车', 'Mobile pump', '排涝泵车', 6, '台'),
        need('救生衣', 'Life jacket', '救生衣', 600, '件'),
        need('冲锋舟', 'Boat', '冲锋舟', 4, '艘'),
      ],
    ),
  ],
}

const fireTasks = [
  task('fire', 'alert', ['力量调派、灭火救人', 'Send crews, fight the fire'], 10, [
    '到场力量',
    'Crews on site',
  ]),
  task('traffic', 'alert', ['疏导交通、开辟消防通道', 'Clear the way'], 10, ['管制路段', 'Closed roads']),
  task('medical', 'act', ['伤员救治转运', 'Treat and move the injured'], 15, [
    '救治清单',
    'List of patients',
  ]),
  task('power', 'act', ['断电断气', 'Cut power and gas'], 15, ['断供范围', 'Area cut off']),
  task('deputy', 'act', ['疏散周边群众', 'Move the neighbours'], 20, ['疏散人数', 'People moved']),
  tellPublic('发布火情通报', 'Report on the fire', 40),
  task('duty', 'close', ['火因调查与损失统计', 'Cause and loss'], 240, ['终报', 'Final report']),
]

/** 火灾. */
export const fire: Plan = {
  id: 'fire',
  title: text('火灾事故应急预案', 'Fire plan'),
  legalBasis: '《中华人民共和国消防法》；国务院令第493号',
  incidentKind: 'fire',
  scope: text('建筑、场所和林地火灾。', 'Fires in buildings, venues and woods.'),
  text: [text('救人第一、科学施救，先控制后消灭。', 'People first; contain, then put out.')],
  filingNumber: '云应急备〔2025〕7号',
  reviewDate: '2028-12-31',
  posts: [
    ...commandPosts,
    { id: 'power', title: text('断供组长', 'Cut-off leader'), organisation: '市供电公司' },
  ],
  phases,
  levels: [
    level(
      'blue',
      '值班长',
      [{ kind: 'event', eventType: 'fire-report', minLevel: 'blue', count: 1 }],
      fireTasks.slice(0, 3),
    ),
    level(
      'yellow',
      '副总指挥',
      [{ kind: 'event', eventType: 'fire-report', minLevel: 'yellow', count: 1 }],
      fireTasks,
      [need('泡沫灭火剂', 'Foam', '泡沫灭火剂', 10, '吨')],
    ),
    level(
      'orange',
      '总指挥',
      [{ kind: 'event', eventType: 'fire-report', minLevel: 'orange', count: 1 }],
      fireTasks,
      [need('泡沫灭火剂', 'Foam', '泡沫灭火剂', 30, '吨')],
    ),
  ],
}
