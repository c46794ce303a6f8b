import { type IncidentFact, type IncidentKind, type Level, type LevelReason, text } from '@civitas/domain-kit'

const dead: IncidentFact = { id: 'dead', title: text('死亡', 'Dead'), unit: '{person}' }
const severe: IncidentFact = { id: 'severe', title: text('重伤', 'Severely injured'), unit: '{person}' }
const loss: IncidentFact = { id: 'loss', title: text('直接经济损失', 'Direct loss'), unit: '10^4.CNY' }
const trapped: IncidentFact = { id: 'trapped', title: text('被困', 'Trapped'), unit: '{person}' }

/** A band of a rule table; `zh` and `en` are what an officer reads as the reason. */
function band(
  level: Level,
  fact: string,
  atLeast: number,
  atMost: number | undefined,
  zh: string,
  en: string,
) {
  return { level, fact, atLeast, ...(atMost === undefined ? {} : { atMost }), reason: text(zh, en) }
}

/** 生产安全事故报告和调查处理条例 (State Council Order 493), article 3; loss in 万元. */
const order493: readonly LevelReason[] = [
  band('red', 'dead', 30, undefined, '死亡30人以上', '30 or more dead'),
  band('red', 'severe', 100, undefined, '重伤100人以上', '100 or more severely injured'),
  band('red', 'loss', 10_000, undefined, '直接经济损失1亿元以上', 'loss of 100 million yuan or more'),
  band('orange', 'dead', 10, 29, '死亡10–29人', '10–29 dead'),
  band('orange', 'severe', 50, 99, '重伤50–99人', '50–99 severely injured'),
  band('orange', 'loss', 5_000, 9_999.99, '直接经济损失5000万–1亿元', 'loss of 50–100 million yuan'),
  band('yellow', 'dead', 3, 9, '死亡3–9人', '3–9 dead'),
  band('yellow', 'severe', 10, 49, '重伤10–49人', '10–49 severely injured'),
  band('yellow', 'loss', 1_000, 4_999.99, '直接经济损失1000万–5000万元', 'loss of 10–50 million yuan'),
]

const accident = {
  class: 'accident',
  legalBasis: '《生产安全事故报告和调查处理条例》（国务院令第493号）第三条',
  facts: [dead, severe, loss, trapped],
  levels: order493,
  otherwise: 'blue',
  supplementDays: 30,
} as const

/** Kinds of incidents and what makes them grave. Figures of the city’s own plans are data of the sample plan. */
export const incidentKinds: readonly IncidentKind[] = [
  {
    id: 'flood',
    title: text('暴雨内涝', 'Rainstorm flood'),
    class: 'natural',
    legalBasis: '《国家防汛抗旱应急预案》；云川市城市防汛应急预案分级标准',
    facts: [
      { id: 'rain1h', title: text('1小时雨量', 'Rain in one hour'), unit: 'mm' },
      { id: 'depth', title: text('最大积水深度', 'Deepest water'), unit: 'cm' },
      { id: 'points', title: text('积水点', 'Flooded places'), unit: '{place}' },
      { id: 'moved', title: text('转移人口', 'People moved'), unit: '{person}' },
      trapped,
      dead,
      severe,
      loss,
    ],
    levels: [
      ...order493,
      band('red', 'rain1h', 100, undefined, '1小时雨量100毫米以上', '100 mm of rain or more in an hour'),
      band('red', 'points', 30, undefined, '积水点30处以上', '30 flooded places or more'),
      band('orange', 'rain1h', 70, 99.9, '1小时雨量70–99毫米', '70–99 mm of rain in an hour'),
      band('orange', 'depth', 60, undefined, '积水深度60厘米以上', 'water 60 cm deep or more'),
      band('orange', 'trapped', 10, undefined, '被困10人以上', '10 or more trapped'),
      band('yellow', 'rain1h', 40, 69.9, '1小时雨量40–69毫米', '40–69 mm of rain in an hour'),
      band('yellow', 'depth', 25, 59.9, '积水深度25–59厘米', 'water 25–59 cm deep'),
      band('yellow', 'trapped', 1, 9, '有人员被困', 'people are trapped'),
    ],
    otherwise: 'blue',
    supplementDays: 30,
    eventTypes: ['waterlogging.heavy-rain', 'waterlogging.closure-needed'],
  },
  {
    ...accident,
    id: 'fire',
    title: text('火灾', 'Fire'),
    legalBasis: '国务院令第493号第三条；火灾伤亡变化按7日补报',
    supplementDays: 7,
    eventTypes: ['fire-report'],
  },
  {
    ...accident,
    id: 'hazardous-leak',
    title: text('危险化学品泄漏爆炸', 'Hazardous leak or explosion'),
    eventTypes: ['leak-report'],
  },
  {
    ...accident,
    id: 'traffic-accident',
    title: text('道路交通事故', 'Traffic accident'),
    legalBasis: '国务院令第493号第三条；道路交通伤亡变化按7日补报',
    supplementDays: 7,
    eventTypes: ['traffic-report'],
  },
  {
    id: 'epidemic',
    title: text('传染病疫情', 'Epidemic'),
    class: 'public-health',
    legalBasis: '《国家突发公共卫生事件应急预案》；云川市分级标准',
    facts: [
      { id: 'cases', title: text('病例', 'Cases'), unit: '{person}' },
      { id: 'districts', title: text('波及区县', 'Districts reached'), unit: '{place}' },
      dead,
    ],
    levels: [
      band('red', 'districts', 4, undefined, '波及4个以上区县', '4 or more districts'),
      band('orange', 'cases', 100, undefined, '病例100例以上', '100 or more cases'),
      band('orange', 'dead', 10, undefined, '死亡10人以上', '10 or more dead'),
      band('yellow', 'cases', 30, 99, '病例30–99例', '30–99 cases'),
      band('yellow', 'dead', 1, 9, '有死亡病例', 'somebody died'),
    ],
    otherwise: 'blue',
    supplementDays: 30,
    eventTypes: ['epidemic-report'],
  },
  {
    id: 'blackout',
    title: text('大面积停电', 'Blackout'),
    class: 'accident',
    legalBasis: '《国家大面积停电事件应急预案》（国办函〔2015〕134号）一般城市分级',
    facts: [
      { id: 'share', title: text('停电用户比例', 'Share of users without power'), unit: '%' },
      { id: 'key-users', title: text('停电重要用户', 'Key users without power'), unit: '{place}' },
      dead,
    ],
    levels: [
      band('red', 'share', 80, undefined, '停电用户80%以上', '80 % of users or more'),
      band('orange', 'share', 60, 79.99, '停电用户60%–80%', '60–80 % of users'),
      band('yellow', 'share', 40, 59.99, '停电用户40%–60%', '40–60 % of users'),
      band('yellow', 'key-users', 5, undefined, '重要用户停电5户以上', '5 or more key users'),
    ],
    otherwise: 'blue',
    supplementDays: 30,
    eventTypes: ['blackout-report'],
  },
  {
    id: 'missing-person',
    title: text('人员走失', 'Missing person'),
    class: 'social-security',
    legalBasis: '云川市走失人员协同搜寻工作规程',
    facts: [
      { id: 'missing', title: text('走失人数', 'Missing'), unit: '{person}' },
      { id: 'minor', title: text('其中未成年人', 'Of them minors'), unit: '{person}' },
      { id: 'hours', title: text('失联时长', 'Hours without contact'), unit: 'h' },
    ],
    levels: [
      band('orange', 'missing', 5, undefined, '走失5人以上', '5 or more missing'),
      band('yellow', 'minor', 1, undefined, '有未成年人走失', 'a minor is missing'),
      band('yellow', 'hours', 12, undefined, '失联12小时以上', '12 hours without contact'),
    ],
    otherwise: 'blue',
    supplementDays: 30,
    eventTypes: ['missing-report'],
  },
]
