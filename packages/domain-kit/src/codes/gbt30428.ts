import type { LocalText } from '../text.ts'

/**
 * Classes of components (部件) and events (事件) of urban management, GB/T 30428.2-2013 annexes A and B: two digits of the
 * large class, two of the small class; 99 is “other”. Cities add classes of their own from 21 on. The names and numbers
 * are those in use in published systems that follow the standard; a city checks them against its own copy, and a newer
 * edition is another table with a crosswalk, never an edit of this one.
 */
export type StandardClass = {
  /** `gbt30428.components.0101`, `gbt30428.events.0102`. */
  readonly id: string
  readonly kind: 'component' | 'event'
  readonly code: string
  readonly title: LocalText
  readonly large: { readonly code: string; readonly title: LocalText }
}

type Small = readonly [code: string, zh: string, en: string]
type Large = readonly [code: string, zh: string, en: string, small: readonly Small[]]

const components: readonly Large[] = [
  [
    '01',
    '公用设施',
    'Public utilities',
    [
      ['01', '上水井盖', 'Water supply manhole cover'],
      ['02', '污水井盖', 'Sewer manhole cover'],
      ['03', '雨水井盖', 'Storm drain manhole cover'],
      ['04', '雨水箅子', 'Storm drain grate'],
      ['05', '电力井盖', 'Power manhole cover'],
      ['06', '路灯井盖', 'Street light manhole cover'],
      ['07', '通讯井盖', 'Telecom manhole cover'],
      ['08', '电视井盖', 'Cable television manhole cover'],
      ['09', '网络井盖', 'Network manhole cover'],
      ['10', '热力井盖', 'Heating manhole cover'],
      ['11', '燃气井盖', 'Gas manhole cover'],
      ['12', '公安井盖', 'Police manhole cover'],
      ['13', '消防设施', 'Fire-fighting facility'],
      ['14', '无主井盖', 'Manhole cover of unknown owner'],
      ['15', '通讯交接箱', 'Telecom cabinet'],
      ['16', '电力设施', 'Power facility'],
      ['17', '立杆', 'Pole'],
      ['18', '路灯', 'Street light'],
      ['19', '地灯', 'Ground light'],
      ['20', '景观灯', 'Landscape light'],
      ['21', '报刊亭', 'Newspaper kiosk'],
      ['22', '电话亭', 'Telephone booth'],
      ['23', '邮筒', 'Post box'],
      ['24', '信息亭', 'Information kiosk'],
      ['25', '自动售货机', 'Vending machine'],
      ['26', '健身设施', 'Fitness equipment'],
      ['27', '中水井盖', 'Reclaimed water manhole cover'],
      ['28', '公交井盖', 'Public transport manhole cover'],
      ['29', '输油（气）井盖', 'Oil or gas line manhole cover'],
      ['30', '特殊井盖', 'Special manhole cover'],
      ['31', '民用水井', 'Civil well'],
      ['32', '供水器', 'Water dispenser'],
      ['33', '高压线铁塔', 'High-voltage pylon'],
      ['34', '变压器（箱）', 'Transformer'],
      ['35', '燃气调压站（箱）', 'Gas regulator station'],
      ['36', '监控电子眼', 'Surveillance camera'],
      ['37', '售货亭', 'Sales kiosk'],
      ['38', '治安岗亭', 'Police box'],
      ['99', '其他公用设施', 'Other public utility'],
    ],
  ],
  [
    '02',
    '道路交通',
    'Roads and traffic',
    [
      ['01', '停车场', 'Car park'],
      ['02', '停车咪表', 'Parking meter'],
      ['03', '公交站亭', 'Bus shelter'],
      ['04', '出租车站牌', 'Taxi stand sign'],
      ['05', '过街天桥', 'Footbridge'],
      ['06', '地下通道', 'Underpass'],
      ['07', '高架立交桥', 'Flyover'],
      ['08', '跨河桥', 'River bridge'],
      ['09', '交通标志牌', 'Traffic sign'],
      ['10', '交通信号灯', 'Traffic light'],
      ['11', '交通护栏', 'Traffic barrier'],
      ['12', '存车支架', 'Bicycle rack'],
      ['13', '路名牌', 'Street name sign'],
      ['14', '交通信号设施', 'Traffic signal facility'],
      ['15', '道路信息显示屏', 'Road information display'],
      ['16', '道路隔音屏', 'Noise barrier'],
      ['99', '其他道路交通设施', 'Other road facility'],
    ],
  ],
  [
    '03',
    '市容环境',
    'Cityscape and environment',
    [
      ['01', '公共厕所', 'Public toilet'],
      ['02', '化粪池', 'Septic tank'],
      ['03', '公厕指示牌', 'Toilet sign'],
      ['04', '垃圾间（楼）', 'Refuse house'],
      ['05', '垃圾箱', 'Litter bin'],
      ['06', '灯箱霓虹灯', 'Light box, neon sign'],
      ['07', '广告牌匾', 'Advertising board'],
      ['08', '环保监测站', 'Environmental station'],
      ['09', '气象监测站', 'Weather station'],
      ['10', '污水口监测站', 'Sewage outlet station'],
      ['11', '噪声显示屏', 'Noise display'],
      ['99', '其他市容环境设施', 'Other cityscape facility'],
    ],
  ],
  [
    '04',
    '园林绿化',
    'Parks and greenery',
    [
      ['01', '古树名木', 'Ancient or famous tree'],
      ['02', '行道树', 'Street tree'],
      ['03', '护树设施', 'Tree guard'],
      ['04', '花架花钵', 'Flower stand'],
      ['05', '绿地', 'Green space'],
      ['06', '雕塑', 'Sculpture'],
      ['07', '街头坐椅', 'Street bench'],
      ['08', '绿地护栏', 'Green space fence'],
      ['09', '绿地维护设施', 'Green space maintenance facility'],
      ['10', '喷泉', 'Fountain'],
      ['99', '其他园林绿化设施', 'Other park facility'],
    ],
  ],
  [
    '05',
    '其他部件',
    'Other components',
    [
      ['01', '重大危险源', 'Major hazard source'],
      ['02', '工地', 'Construction site'],
      ['03', '水域附属设施', 'Waterside facility'],
      ['04', '水域护栏', 'Waterside railing'],
      ['05', '港监设施', 'Harbour facility'],
      ['06', '防汛墙', 'Flood wall'],
      ['07', '人防工事', 'Civil defence work'],
      ['08', '公房地下室', 'Public housing basement'],
      ['09', '宣传栏', 'Notice board'],
      ['99', '其他部件', 'Other component'],
    ],
  ],
]

const events: readonly Large[] = [
  [
    '01',
    '市容环境',
    'Cityscape and environment',
    [
      ['01', '私搭乱建', 'Unauthorised construction'],
      ['02', '暴露垃圾', 'Exposed rubbish'],
      ['03', '积存垃圾渣土', 'Accumulated rubbish and debris'],
      ['04', '道路不洁', 'Dirty road'],
      ['05', '水域不洁', 'Dirty water'],
      ['06', '绿地脏乱', 'Untidy green space'],
      ['07', '废弃车辆', 'Abandoned vehicle'],
      ['08', '废弃家具设备', 'Abandoned furniture or equipment'],
      ['09', '非装饰性树挂', 'Things hung on trees'],
      ['10', '道路破损', 'Damaged road'],
      ['11', '河堤破损', 'Damaged embankment'],
      ['12', '道路遗撒', 'Spillage on the road'],
      ['13', '建筑物外立面不洁', 'Dirty façade'],
      ['14', '水域秩序问题', 'Disorder on the water'],
      ['15', '焚烧垃圾、树叶', 'Burning of rubbish or leaves'],
      ['16', '油烟污染', 'Cooking fumes'],
      ['17', '动物尸体清理', 'Animal carcass'],
      ['18', '擅自饲养家禽家畜', 'Keeping of poultry or livestock'],
      ['99', '其他市容环境问题', 'Other cityscape matter'],
    ],
  ],
  [
    '02',
    '宣传广告',
    'Advertising',
    [
      ['01', '非法小广告', 'Illegal small advertisement'],
      ['02', '违章张贴悬挂广告牌匾', 'Unauthorised board or banner'],
      ['03', '占道广告牌', 'Board obstructing the way'],
      ['04', '街头散发广告', 'Leafleting'],
      ['05', '广告招牌破损', 'Damaged sign'],
      ['99', '其他宣传广告问题', 'Other advertising matter'],
    ],
  ],
  [
    '03',
    '施工管理',
    'Construction sites',
    [
      ['01', '施工扰民', 'Nuisance by construction'],
      ['02', '工地扬尘', 'Dust of a site'],
      ['03', '施工废弃料', 'Construction waste'],
      ['04', '施工占道', 'Construction obstructing the road'],
      ['05', '无证掘路', 'Digging without permit'],
      ['99', '其他施工管理问题', 'Other construction matter'],
    ],
  ],
  [
    '04',
    '突发事件',
    'Emergencies',
    [
      ['01', '路面塌陷', 'Road collapse'],
      ['02', '自来水管破裂', 'Burst water main'],
      ['03', '燃气管道破裂', 'Burst gas pipe'],
      ['04', '下水道堵塞或破损', 'Blocked or broken sewer'],
      ['05', '热力管道破裂', 'Burst heating pipe'],
      ['06', '道路积水', 'Water on the road'],
      ['07', '道路积雪结冰', 'Snow or ice on the road'],
      ['08', '架空线缆损坏', 'Damaged overhead line'],
      ['09', '群发性事件', 'Mass incident'],
      ['99', '其他突发事件', 'Other emergency'],
    ],
  ],
  [
    '05',
    '街面秩序',
    'Street order',
    [
      ['01', '无照经营游商', 'Unlicensed vendor'],
      ['02', '流浪乞讨', 'Vagrancy and begging'],
      ['03', '占道废品收购', 'Scrap buying on the street'],
      ['04', '店外经营', 'Trading outside the shop'],
      ['05', '机动车乱停放', 'Badly parked motor vehicle'],
      ['06', '非机动车乱停放', 'Badly parked bicycle'],
      ['07', '乱堆物堆料', 'Things piled on the street'],
      ['08', '商业噪声', 'Commercial noise'],
      ['09', '黑车拉客', 'Unlicensed taxi'],
      ['10', '露天烧烤', 'Open-air barbecue'],
      ['11', '沿街晾挂', 'Washing hung along the street'],
      ['12', '非法出版物销售', 'Sale of illegal publications'],
      ['13', '空调室外机低挂', 'Air conditioner hung too low'],
      ['99', '其他街面秩序问题', 'Other street matter'],
    ],
  ],
]

function flatten(kind: StandardClass['kind'], tables: readonly Large[]): StandardClass[] {
  return tables.flatMap(([code, zh, en, small]) =>
    small.map(([own, smallZh, smallEn]) => ({
      id: `gbt30428.${kind}s.${code}${own}`,
      kind,
      code: `${code}${own}`,
      title: { zh: smallZh, en: smallEn },
      large: { code, title: { zh, en } },
    })),
  )
}

/** Every small class, components first. */
export const standardClasses: readonly StandardClass[] = [
  ...flatten('component', components),
  ...flatten('event', events),
]

const byId = new Map(standardClasses.map((one) => [one.id, one]))

export function findStandardClass(id: string | null): StandardClass | undefined {
  return id === null ? undefined : byId.get(id)
}
