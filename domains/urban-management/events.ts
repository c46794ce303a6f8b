import { type EventType, standardClasses, text } from '@civitas/domain-kit'

/** Classes of GB/T 30428.2 of a large class. */
function classesOf(kind: 'component' | 'event', large: string): string[] {
  return standardClasses.filter((one) => one.kind === kind && one.large.code === large).map((one) => one.id)
}

const usual = {
  verification: 'person',
  opensCase: { caseType: 'urban-case', minLevel: 'blue' },
  defaultLevel: 'blue',
} as const

/** What people see in the street, by the large classes of GB/T 30428.2; each opens a seven-stage case once verified. */
export const eventTypes: readonly EventType[] = [
  {
    ...usual,
    id: 'cityscape',
    title: text('市容环境问题', 'Cityscape and environment'),
    icon: 'broom',
    mergeWithin: { metres: 30, minutes: 1440 },
    classes: classesOf('event', '01'),
    words: [
      '垃圾没人清',
      '垃圾成堆',
      '路面很脏',
      '坑洼',
      '路面破了',
      '烧垃圾',
      '油烟呛人',
      '死猫死狗',
      '养鸡',
    ],
  },
  {
    ...usual,
    id: 'advertising',
    title: text('宣传广告问题', 'Advertising'),
    icon: 'notification',
    mergeWithin: { metres: 30, minutes: 1440 },
    classes: classesOf('event', '02'),
    words: ['小广告', '牛皮癣', '乱贴', '横幅', '招牌要掉', '发传单'],
  },
  {
    ...usual,
    id: 'construction',
    title: text('施工管理问题', 'Construction sites'),
    icon: 'tool',
    mergeWithin: { metres: 100, minutes: 720 },
    classes: classesOf('event', '03'),
    words: ['工地噪音', '半夜施工', '工地扬尘', '渣土', '围挡占路', '挖路'],
  },
  {
    ...usual,
    id: 'street-emergency',
    title: text('突发事件', 'Street emergencies'),
    icon: 'alert',
    mergeWithin: { metres: 100, minutes: 60 },
    classes: classesOf('event', '04'),
    words: [
      '塌陷',
      '大坑',
      '水管爆了',
      '爆管',
      '喷水',
      '漏水',
      '燃气味',
      '煤气泄漏',
      '下水道堵',
      '污水外溢',
      '电线掉',
    ],
    opensCase: { caseType: 'quick-case', minLevel: 'blue' },
    defaultLevel: 'yellow',
  },
  {
    ...usual,
    id: 'street-order',
    title: text('街面秩序问题', 'Street order'),
    icon: 'shop',
    mergeWithin: { metres: 30, minutes: 240 },
    classes: classesOf('event', '05'),
    words: [
      '占道经营',
      '摆摊',
      '流动摊贩',
      '出店经营',
      '乱停车',
      '共享单车乱放',
      '烧烤',
      '晾衣服',
      '音响太吵',
    ],
  },
  {
    ...usual,
    id: 'component',
    title: text('城市部件问题', 'City parts'),
    icon: 'tool',
    mergeWithin: { metres: 20, minutes: 2880 },
    classes: ['01', '02', '03', '04', '05'].flatMap((large) => classesOf('component', large)),
    words: [
      '井盖丢了',
      '井盖松动',
      '路灯不亮',
      '护栏倒了',
      '垃圾桶坏了',
      '座椅坏',
      '树倒了',
      '红绿灯不亮',
      '公厕',
    ],
  },
]
