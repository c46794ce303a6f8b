import { type Plan, text } from '@civitas/domain-kit'
import { commandPosts, level, need, phases, task, tellPublic } from './plan-kit.ts'

const epidemicTasks = [
  task('medical', 'alert', ['流行病学调查', 'Trace the contacts'], 120, [
    '流调报告',
    'Report of the tracing',
  ]),
  task('medical', 'act', ['病例隔离救治', 'Isolate and treat'], 60, ['病例清单', 'List of cases']),
  task('deputy', 'act', ['划定风险区域并管控', 'Mark off areas'], 120, ['管控范围', 'Areas']),
  task('market', 'support', ['生活物资保供', 'Keep supplies coming'], 240, ['保供点清单', 'Supply points']),
  task('education', 'support', ['学校晨午检与停复课', 'Checks and closing of schools'], 240, [
    '学校状态',
    'State of schools',
  ]),
  tellPublic('发布疫情信息和防护提示', 'Issue figures and advice', 120),
]

/** 传染病疫情. */
export const epidemic: Plan = {
  id: 'epidemic',
  title: text('突发公共卫生事件应急预案', 'Epidemic plan'),
  legalBasis: '《中华人民共和国传染病防治法》；《突发公共卫生事件应急条例》',
  incidentKind: 'epidemic',
  scope: text('传染病疫情和聚集性疫情。', 'Infectious disease and clusters.'),
  text: [text('早发现、早报告、早隔离、早治疗。', 'Find, report, isolate and treat early.')],
  filingNumber: '云卫备〔2025〕5号',
  reviewDate: '2028-09-30',
  posts: [
    ...commandPosts,
    { id: 'market', title: text('保供组长', 'Supply leader'), organisation: '市市场监督管理局' },
    { id: 'education', title: text('学校防控组长', 'Schools leader'), organisation: '市教育局' },
  ],
  phases,
  levels: [
    level(
      'yellow',
      '副总指挥',
      [{ kind: 'event', eventType: 'epidemic-report', minLevel: 'yellow', count: 1 }],
      epidemicTasks,
      [need('防护服', 'Protective suit', '防护服', 500, '套')],
    ),
    level(
      'orange',
      '总指挥',
      [{ kind: 'event', eventType: 'epidemic-report', minLevel: 'orange', count: 1 }],
      epidemicTasks,
    ),
  ],
}

const blackoutTasks = [
  task('power', 'alert', ['查明停电范围与原因', 'Find extent and cause'], 20, ['停电范围', 'Extent']),
  task('power', 'act', ['抢修复电', 'Restore power'], 240, ['复电时间', 'Time restored']),
  task('power', 'act', ['向医院等重要用户派应急发电车', 'Send generators to hospitals'], 60, [
    '发电车位置',
    'Places of generators',
  ]),
  task('traffic', 'act', ['停电路口人工指挥', 'Guide traffic by hand'], 30, [
    '岗位清单',
    'List of junctions',
  ]),
  task('fire', 'act', ['营救电梯被困人员', 'Free people in lifts'], 30, ['营救人数', 'People freed']),
  tellPublic('发布停电与复电信息', 'Tell of outage and return', 30),
]

/** 大面积停电. */
export const blackout: Plan = {
  id: 'blackout',
  title: text('大面积停电事件应急预案', 'Blackout plan'),
  legalBasis: '《国家大面积停电事件应急预案》（国办函〔2015〕134号）',
  incidentKind: 'blackout',
  scope: text('全市电网大面积停电。', 'Large outages of the city’s grid.'),
  text: [
    text('先重点后一般，保障医院、供水、通信和交通用电。', 'Hospitals, water, telecom and traffic first.'),
  ],
  filingNumber: '云能备〔2025〕1号',
  reviewDate: '2028-03-31',
  posts: [
    ...commandPosts,
    { id: 'power', title: text('电力抢修组长', 'Power leader'), organisation: '市供电公司' },
  ],
  phases,
  levels: [
    level(
      'yellow',
      '副总指挥',
      [{ kind: 'event', eventType: 'blackout-report', minLevel: 'yellow', count: 1 }],
      blackoutTasks,
      [need('应急发电车', 'Generator truck', '应急发电', 3, '台')],
    ),
    level(
      'orange',
      '总指挥',
      [{ kind: 'event', eventType: 'blackout-report', minLevel: 'orange', count: 1 }],
      blackoutTasks,
    ),
  ],
}

const missingTasks = [
  task('police', 'alert', ['调阅视频、研判轨迹', 'Look at video, find the way taken'], 20, [
    '轨迹',
    'Way taken',
  ]),
  task('grid', 'act', ['网格员分片搜寻', 'Search by grid'], 60, ['已搜片区', 'Areas searched']),
  task('fire', 'act', ['水域山林搜救', 'Search water and woods'], 60, ['搜救记录', 'Record of search']),
  task('medical', 'support', ['寻获后医疗检查', 'Medical check when found'], 120, ['检查结果', 'Result']),
  tellPublic('发布寻人信息', 'Issue a search notice', 40),
]

/** 人员走失. */
export const missingPerson: Plan = {
  id: 'missing-person',
  title: text('走失人员协同搜寻预案', 'Missing person plan'),
  legalBasis: '云川市走失人员协同搜寻工作规程',
  incidentKind: 'missing-person',
  scope: text('老人、未成年人和失能人员走失。', 'Missing elderly people, minors and people in need of care.'),
  text: [text('黄金六小时内就近发动、分片搜寻。', 'Search by area within the first six hours.')],
  filingNumber: '云公备〔2026〕4号',
  reviewDate: '2029-01-31',
  posts: [
    ...commandPosts,
    { id: 'police', title: text('视频研判组长', 'Video leader'), organisation: '市公安局' },
    { id: 'grid', title: text('网格搜寻组长', 'Grid search leader'), organisation: '市城市运行管理中心' },
  ],
  phases,
  levels: [
    level(
      'blue',
      '值班长',
      [{ kind: 'event', eventType: 'missing-report', minLevel: 'blue', count: 1 }],
      missingTasks,
    ),
    level(
      'yellow',
      '副总指挥',
      [{ kind: 'event', eventType: 'missing-report', minLevel: 'yellow', count: 1 }],
      missingTasks,
    ),
  ],
}
