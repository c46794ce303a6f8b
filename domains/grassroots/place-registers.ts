import {
  choiceField,
  dateField,
  type EntityType,
  numberField,
  text,
  textField,
  yesNoField,
} from '@civitas/domain-kit'
import { leader, ledger, people, phone } from './register.ts'

/** A danger found, with the day it is to be gone. */
const rectifying = {
  state: choiceField(
    text('整改状态', 'State'),
    [
      ['found', '待整改', 'To be put right'],
      ['doing', '整改中', 'Being put right'],
      ['done', '已整改', 'Put right'],
    ],
    { required: true },
  ),
  foundDate: dateField(text('发现日期', 'Found on'), { required: true }),
  dueDate: dateField(text('整改期限', 'Due on')),
  unit: textField(text('整改责任单位', 'Unit')),
  problem: textField(text('隐患情况', 'The danger'), { long: true }),
}

/** 社会治安、矛盾纠纷、校园及周边、护路护线 (GOV-014, data items after GB/T 31000-2015). */
export const placeRegisters: readonly EntityType[] = [
  ledger({
    id: 'key-area',
    title: text('治安重点地区', 'Area of concern'),
    description: text('重点地区排查与整治。', 'Areas with trouble: found, put right by a day.'),
    icon: 'alert',
    fields: {
      trouble: choiceField(
        text('涉及主要问题', 'Trouble'),
        [
          ['theft', '盗抢骗', 'Theft and fraud'],
          ['fights', '聚众滋事', 'Gatherings and fights'],
          ['vice', '黄赌毒', 'Vice'],
          ['fire', '消防隐患', 'Fire'],
          ['other', '其他', 'Other'],
        ],
        { required: true },
      ),
      ...rectifying,
      leader,
    },
  }),
  ledger({
    id: 'parcel-firm',
    title: text('寄递物流网点', 'Parcel service'),
    description: text('寄递物流三项制度的落实。', 'Whether parcels are checked, named and scanned.'),
    icon: 'shop',
    fields: {
      kind: choiceField(text('服务类型', 'Kind'), [
        ['post', '邮政', 'Post'],
        ['express', '快递', 'Express'],
        ['freight', '货运', 'Freight'],
      ]),
      opened: yesNoField(text('收寄验视', 'Looks into parcels')),
      named: yesNoField(text('实名收寄', 'Asks for names')),
      scanned: yesNoField(text('过机安检', 'Scans parcels')),
      staff: people('从业人数', 'Staff'),
      ...{ leader, phone },
    },
  }),
  ledger({
    id: 'dispute-file',
    title: text('矛盾纠纷排查化解', 'Dispute file'),
    description: text('排查出的矛盾纠纷与化解结果。', 'Disputes found and how they were settled.'),
    icon: 'team',
    classification: 3,
    permissions: { read: ['entities.personal'] },
    fields: {
      kind: choiceField(
        text('事件类别', 'Kind'),
        [
          ['family', '婚姻家庭', 'Family'],
          ['neighbours', '邻里', 'Neighbours'],
          ['labour', '劳资', 'Labour'],
          ['land', '土地山林与征迁', 'Land and relocation'],
          ['estate', '物业', 'Property management'],
          ['medical', '医患', 'Medical'],
          ['other', '其他', 'Other'],
        ],
        { required: true },
      ),
      scale: choiceField(text('事件规模', 'Scale'), [
        ['single', '个体', 'Single'],
        ['group', '一般群体', 'Group'],
        ['large', '重大群体', 'Large group'],
      ]),
      state: choiceField(
        text('化解状态', 'State'),
        [
          ['open', '化解中', 'Open'],
          ['settled', '化解成功', 'Settled'],
          ['failed', '化解未成，转其他途径', 'Referred'],
        ],
        { required: true },
      ),
      happenedDate: dateField(text('发生日期', 'Happened on'), { required: true }),
      dueDate: dateField(text('化解期限', 'To be settled by')),
      way: choiceField(text('化解方式', 'Way'), [
        ['mediation', '人民调解', 'People’s mediation'],
        ['administrative', '行政调解', 'Administrative mediation'],
        ['court', '司法调解', 'Court mediation'],
        ['legal', '法律援助', 'Legal aid'],
        ['other', '其他', 'Other'],
      ]),
      people: people('涉及人数', 'People involved'),
      settler: textField(text('化解责任人', 'Mediator')),
      account: textField(text('简述', 'Account'), { long: true }),
    },
  }),
  ledger({
    id: 'school',
    title: text('学校', 'School'),
    description: text('学校及其安保力量。', 'Schools and those who guard them.'),
    icon: 'school',
    columns: ['kind', 'students', 'guards', 'securityLeader'],
    fields: {
      kind: choiceField(text('学校类型', 'Kind'), [
        ['kindergarten', '幼儿园', 'Kindergarten'],
        ['primary', '小学', 'Primary school'],
        ['secondary', '中学', 'Secondary school'],
        ['vocational', '职业学校', 'Vocational school'],
        ['university', '高等学校', 'University'],
      ]),
      students: people('在校学生数', 'Students'),
      guards: people('安全保卫人数', 'Guards'),
      securityLeader: textField(text('安全保卫负责人', 'Head of security')),
      phone,
    },
  }),
  ledger({
    id: 'campus-guard',
    title: text('护学岗', 'Guard at school hours'),
    description: text('上下学高峰护学岗排班。', 'Who stands where when pupils come and go.'),
    icon: 'shield',
    relations: [{ id: 'guards', title: text('守护学校', 'Guards'), to: 'school', single: true }],
    columns: ['peak', 'fromTime', 'toTime', 'people'],
    fields: {
      peak: choiceField(
        text('时段', 'Peak'),
        [
          ['morning', '上午上学', 'Morning, in'],
          ['noon', '中午', 'Noon'],
          ['afternoon', '下午放学', 'Afternoon, out'],
          ['evening', '晚自习放学', 'Evening, out'],
        ],
        { required: true },
      ),
      fromTime: textField(text('开始（时:分）', 'From'), {
        required: true,
        pattern: '^[0-2][0-9]:[0-5][0-9]$',
      }),
      toTime: textField(text('结束（时:分）', 'To'), { required: true, pattern: '^[0-2][0-9]:[0-5][0-9]$' }),
      people: people('到岗人数', 'People'),
      unit: textField(text('值守单位', 'Unit')),
      ...{ leader, phone },
    },
  }),
  ledger({
    id: 'campus-surroundings',
    title: text('校园周边场所', 'Place near a school'),
    description: text('校园周边二百米内的商铺与场所。', 'Shops and places within 200 m of a school.'),
    icon: 'shop',
    relations: [{ id: 'near', title: text('邻近学校', 'Near'), to: 'school' }],
    fields: {
      kind: choiceField(
        text('场所类别', 'Kind'),
        [
          ['shop', '商店摊点', 'Shop'],
          ['food', '餐饮', 'Food'],
          ['internet', '网吧电竞', 'Internet cafe'],
          ['amusement', '娱乐场所', 'Amusement'],
          ['tutoring', '培训托管', 'Tutoring'],
          ['other', '其他', 'Other'],
        ],
        { required: true },
      ),
      licensed: yesNoField(text('证照齐全', 'Licensed')),
      distance: numberField(text('距校门', 'From the gate'), 'm', { minimum: 0 }),
      ...{ leader, phone },
    },
  }),
  ledger({
    id: 'campus-danger',
    title: text('校园及周边隐患', 'Danger at a school'),
    description: text('涉校隐患与整改。', 'Dangers at schools and how they are put right.'),
    icon: 'warning',
    relations: [{ id: 'at', title: text('涉及学校', 'At'), to: 'school', single: true }],
    fields: rectifying,
  }),
  ledger({
    id: 'line-section',
    title: text('护路护线路段', 'Guarded line'),
    description: text(
      '铁路、公路、油气、电力、通信线路的巡护。',
      'Lines of rail, road, pipe, power and telecom.',
    ),
    icon: 'road',
    geometry: 'LineString',
    fields: {
      kind: choiceField(
        text('线路类型', 'Kind'),
        [
          ['rail', '铁路', 'Rail'],
          ['road', '公路', 'Road'],
          ['pipe', '输油输气管道', 'Pipeline'],
          ['power', '电力线路', 'Power'],
          ['telecom', '通信线路', 'Telecom'],
          ['water', '水利设施', 'Water'],
        ],
        { required: true },
      ),
      grade: choiceField(text('治安隐患等级', 'Grade'), [
        ['low', '低', 'Low'],
        ['middle', '中', 'Middle'],
        ['high', '高', 'High'],
      ]),
      length: numberField(text('长度', 'Length'), 'km', { minimum: 0 }),
      patrollers: people('巡护人数', 'Patrollers'),
      unit: textField(text('管辖单位', 'Unit')),
      ...{ leader, phone },
    },
  }),
  ledger({
    id: 'line-danger',
    title: text('护路护线隐患', 'Danger on a line'),
    description: text('涉路涉线隐患与整改。', 'Dangers on lines and how they are put right.'),
    icon: 'warning',
    relations: [{ id: 'on', title: text('所在路段', 'On'), to: 'line-section', single: true }],
    fields: rectifying,
  }),
]
