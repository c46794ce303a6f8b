import {
  attributes,
  choiceField,
  type EntityType,
  type EventType,
  integerField,
  type Level,
  numberField,
  text,
  textField,
} from '@civitas/domain-kit'

const owner = textField(text('主管单位', 'Owner'))
const contact = textField(text('联系人', 'Contact'))
const phone = textField(text('联系电话', 'Telephone'))

type Register = Pick<EntityType, 'id' | 'title' | 'icon' | 'color' | 'listColumns'> & {
  own: Parameters<typeof attributes>[0]
}

function register({ own, ...more }: Register): EntityType {
  return {
    ...more,
    schema: attributes({ ...own, owner, contact, phone }),
    reference: { description: text('资源编号', 'Resource number') },
    geometry: 'Point',
    classification: 2,
    searchFields: ['owner'],
  }
}

const ability = textField(text('专业能力', 'Ability'), { required: true })
const travelReadiness = integerField(text('出动准备时间', 'Ready to leave in'), 'min', { minimum: 0 })

/** Emergency resources as registers; stock, reservations and positions are kept by `command`. */
export const entityTypes: readonly EntityType[] = [
  register({
    id: 'store',
    title: text('应急物资库', 'Emergency store'),
    icon: 'warehouse',
    color: '#8a6d3b',
    own: { area_m2: numberField(text('库房面积', 'Floor'), 'm2', { minimum: 0 }) },
    listColumns: ['area_m2', 'owner'],
  }),
  register({
    id: 'team',
    title: text('应急救援队伍', 'Rescue team'),
    icon: 'users',
    color: '#c0392b',
    own: {
      ability,
      people: integerField(text('人数', 'People'), '{person}', { minimum: 0 }),
      travelReadiness,
    },
    listColumns: ['ability', 'people', 'owner'],
  }),
  register({
    id: 'vehicle',
    title: text('应急车辆', 'Emergency vehicle'),
    icon: 'truck',
    color: '#d35400',
    own: { ability, plate: textField(text('号牌', 'Plate')), travelReadiness },
    listColumns: ['ability', 'plate', 'owner'],
  }),
  register({
    id: 'equipment',
    title: text('应急装备', 'Emergency equipment'),
    icon: 'tool',
    color: '#7f8c8d',
    own: { ability, travelReadiness },
    listColumns: ['ability', 'owner'],
  }),
  register({
    id: 'shelter',
    title: text('应急避难场所', 'Shelter'),
    icon: 'tent',
    color: '#27ae60',
    own: { capacity: integerField(text('容量', 'Capacity'), '{person}', { minimum: 0, required: true }) },
    listColumns: ['capacity', 'owner'],
  }),
  register({
    id: 'expert',
    title: text('应急专家', 'Expert'),
    icon: 'user',
    color: '#2471a3',
    own: { ability },
    listColumns: ['ability', 'owner'],
  }),
  register({
    id: 'hospital-beds',
    title: text('救治床位', 'Hospital beds'),
    icon: 'hospital',
    color: '#d4477c',
    own: { capacity: integerField(text('可用床位', 'Beds'), '{person}', { minimum: 0, required: true }) },
    listColumns: ['capacity', 'owner'],
  }),
  register({
    id: 'hazard-source',
    title: text('重大危险源', 'Major hazard source'),
    icon: 'hazard',
    color: '#b03a2e',
    own: {
      substance: textField(text('危险物质', 'Substance'), { required: true }),
      grade: choiceField(
        text('危险源等级', 'Grade'),
        [
          ['1', '一级', 'Grade 1'],
          ['2', '二级', 'Grade 2'],
          ['3', '三级', 'Grade 3'],
          ['4', '四级', 'Grade 4'],
        ],
        { required: true },
      ),
      quantity_t: numberField(text('最大存量', 'Largest stock'), 't', { minimum: 0 }),
    },
    listColumns: ['substance', 'grade', 'owner'],
  }),
  register({
    id: 'dense-place',
    title: text('人员密集场所', 'Crowded place'),
    icon: 'users',
    color: '#7d3c98',
    own: { capacity: integerField(text('可容纳人数', 'People it holds'), '{person}', { minimum: 0 }) },
    listColumns: ['capacity', 'owner'],
  }),
  register({
    id: 'enterprise',
    title: text('可动员企业', 'Enterprise to be mobilised'),
    icon: 'building',
    color: '#5d6d7e',
    own: { ability, people: integerField(text('可出动人数', 'People'), '{person}', { minimum: 0 }) },
    listColumns: ['ability', 'owner'],
  }),
]

function report(id: string, zh: string, en: string, icon: string, defaultLevel: Level): EventType {
  return {
    id,
    title: text(zh, en),
    icon,
    mergeWithin: { metres: 500, minutes: 60 },
    verification: 'person',
    defaultLevel,
  }
}

/** What people report to the duty officer and may grow into an incident. */
export const eventTypes: readonly EventType[] = [
  report('fire-report', '火情', 'Fire', 'fire', 'yellow'),
  report('leak-report', '危险化学品泄漏', 'Hazardous leak', 'hazard', 'yellow'),
  report('traffic-report', '重大交通事故', 'Grave traffic accident', 'car', 'blue'),
  { ...report('epidemic-report', '聚集性疫情', 'Cluster of disease', 'virus', 'yellow'), forPublic: false },
  report('blackout-report', '大面积停电', 'Blackout', 'bolt', 'yellow'),
  report('missing-report', '人员走失', 'Missing person', 'search', 'blue'),
]
