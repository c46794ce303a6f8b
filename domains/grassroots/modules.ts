import { type Module, text } from '@civitas/domain-kit'

/** The nine modules of the comprehensive-governance information system (GB/T 31000-2015); a city adds its own. */
export const modules: readonly Module[] = [
  {
    id: 'organisation',
    title: text('综治组织及综合业务', 'Organisation and general work'),
    description: text('综治机构、综治中心与群防群治队伍。', 'Bodies, centres and prevention teams.'),
    registers: ['governance-body'],
  },
  {
    id: 'population',
    title: text('实有人口', 'Actual population'),
    description: text('人口、住户与出租房屋，一人一档。', 'People, households and rented dwellings.'),
    registers: ['base-registers.person', 'household', 'rental-house'],
  },
  {
    id: 'special-people',
    title: text('特殊人群', 'People under special care'),
    description: text(
      '须服务管理的特殊人群，限授权人员查看。',
      'People to be served, seen only by those on duty for them.',
    ),
    registers: ['special-person'],
    eventTypes: ['family-violence', 'family-violence-risk'],
  },
  {
    id: 'youth',
    title: text('重点青少年', 'Young people in care'),
    description: text(
      '重点青少年帮扶，限授权人员查看。',
      'Young people to be helped, seen only by those on duty for them.',
    ),
    registers: ['key-youth'],
  },
  {
    id: 'organisations',
    title: text('非公有制经济组织和社会组织', 'Private and social organisations'),
    description: text('两新组织的治安、党建与隐患。', 'Order, party work and dangers.'),
    registers: ['new-organisation', 'base-registers.legal-entity'],
  },
  {
    id: 'public-order',
    title: text('社会治安', 'Public order'),
    description: text('重点地区整治、寄递物流安全与治安警情。', 'Areas of concern, parcels, alarms.'),
    registers: ['key-area', 'parcel-firm'],
    eventTypes: ['order-alarm', 'order-alarm-growth'],
  },
  {
    id: 'disputes',
    title: text('矛盾纠纷排查化解', 'Disputes'),
    description: text('纠纷台账、重复纠纷与群体诉求。', 'Files, repeated disputes and petitions.'),
    registers: ['dispute-file'],
    eventTypes: ['dispute', 'repeat-dispute', 'petition', 'group-petition-risk'],
  },
  {
    id: 'campus',
    title: text('校园及周边安全', 'Schools and their surroundings'),
    description: text(
      '学校安保、护学岗、周边场所与隐患整改。',
      'Guards, school hours, places nearby, dangers.',
    ),
    registers: ['school', 'campus-guard', 'campus-surroundings', 'campus-danger'],
  },
  {
    id: 'lines',
    title: text('护路护线', 'Roads and lines'),
    description: text('路段、线路巡护与隐患整改。', 'Guarded lines and dangers on them.'),
    registers: ['line-section', 'line-danger'],
  },
]
