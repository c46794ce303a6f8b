import {
  choiceField,
  dateField,
  type EntityType,
  identifierField,
  text,
  textField,
  yesNoField,
} from '@civitas/domain-kit'
import { inCare, leader, ledger, people, phone } from './register.ts'

const helper = textField(text('帮扶责任人', 'Helper'))
const lastVisit = dateField(text('最近走访日期', 'Last visit'))

/** 综治组织、实有人口、重点人群 and the new organisations (GOV-014, data items after GB/T 31000-2015). */
export const peopleRegisters: readonly EntityType[] = [
  ledger({
    id: 'governance-body',
    title: text('综治机构', 'Governance body'),
    description: text(
      '综治领导机构、办事机构、综治中心与群防群治组织。',
      'Committees, offices, centres and prevention teams.',
    ),
    icon: 'bank',
    fields: {
      kind: choiceField(
        text('机构类别', 'Kind'),
        [
          ['committee', '领导机构', 'Committee'],
          ['office', '办事机构', 'Office'],
          ['centre', '综治中心', 'Governance centre'],
          ['station', '综治视联网信息中心', 'Video centre'],
          ['team', '群防群治组织', 'Prevention team'],
        ],
        { required: true },
      ),
      level: choiceField(text('层级', 'Level'), [
        ['city', '市', 'City'],
        ['county', '县（市、区）', 'County'],
        ['town', '乡镇（街道）', 'Town'],
        ['village', '村（社区）', 'Village'],
        ['grid', '网格', 'Grid'],
      ]),
      ...{ leader, phone },
      members: people('人数', 'Members'),
    },
  }),
  ledger({
    id: 'rental-house',
    title: text('出租房屋', 'Rented dwelling'),
    description: text('出租房屋及其隐患、承租人数。', 'Rented dwellings, their dangers and tenants.'),
    icon: 'home',
    ...inCare,
    classification: 3,
    fields: {
      use: choiceField(text('出租用途', 'Use'), [
        ['living', '居住', 'Living'],
        ['trade', '商业服务', 'Trade'],
        ['storage', '仓储', 'Storage'],
        ['other', '其他', 'Other'],
      ]),
      danger: choiceField(text('隐患类型', 'Danger'), [
        ['none', '无', 'None'],
        ['fire', '消防', 'Fire'],
        ['order', '治安', 'Public order'],
        ['structure', '房屋结构', 'Structure'],
        ['other', '其他', 'Other'],
      ]),
      landlord: textField(text('房主', 'Owner')),
      phone,
      tenants: people('承租人数', 'Tenants'),
    },
  }),
  ledger({
    id: 'special-person',
    title: text('特殊人群', 'Person under special care'),
    description: text(
      '刑满释放、社区矫正、肇事肇祸等严重精神障碍患者、吸毒人员等的服务管理。',
      'Released, in community correction, severe mental disorder, drug users: whom to serve and how.',
    ),
    icon: 'user',
    ...inCare,
    fields: {
      kind: choiceField(
        text('人员类别', 'Kind'),
        [
          ['released', '刑满释放人员', 'Released'],
          ['correction', '社区矫正人员', 'Community correction'],
          ['mental', '严重精神障碍患者', 'Severe mental disorder'],
          ['drug', '吸毒人员', 'Drug user'],
          ['hiv', '艾滋病危险人员', 'Person at risk of HIV'],
        ],
        { required: true },
      ),
      concern: choiceField(text('关注程度', 'Concern'), [
        ['high', '高', 'High'],
        ['middle', '中', 'Middle'],
        ['low', '低', 'Low'],
      ]),
      helped: yesNoField(text('已落实帮扶', 'Helped')),
      lastVisit,
      idNumber: identifierField(text('公民身份号码', 'Citizen number'), 'citizen-id', { strongKey: true }),
      guardian: textField(text('监护人', 'Guardian')),
      ...{ phone, helper },
      measure: textField(text('帮扶情况', 'Help given'), { long: true }),
    },
  }),
  ledger({
    id: 'key-youth',
    title: text('重点青少年', 'Young person in care'),
    description: text(
      '留守、闲散、有不良行为等青少年的帮扶。',
      'Left behind, idle or in trouble: who helps them.',
    ),
    icon: 'user',
    ...inCare,
    fields: {
      kind: choiceField(
        text('人员类型', 'Kind'),
        [
          ['idle', '闲散青少年', 'Neither at school nor at work'],
          ['conduct', '有不良或严重不良行为青少年', 'With misconduct'],
          ['street', '流浪乞讨青少年', 'On the street'],
          ['prisoner-child', '服刑人员未成年子女', 'Child of a prisoner'],
          ['left-behind', '农村留守儿童', 'Left-behind child'],
          ['other', '其他', 'Other'],
        ],
        { required: true },
      ),
      offended: yesNoField(text('是否违法犯罪', 'Offended')),
      lastVisit,
      guardian: textField(text('监护人', 'Guardian')),
      idNumber: identifierField(text('公民身份号码', 'Citizen number'), 'citizen-id', { strongKey: true }),
      ...{ phone, helper },
      measure: textField(text('帮扶手段与情况', 'Help given'), { long: true }),
    },
  }),
  ledger({
    id: 'new-organisation',
    title: text('非公经济组织和社会组织', 'Private or social organisation'),
    description: text(
      '组织的治安、党建与安全隐患情况。',
      'Order, party work and dangers of private firms and associations.',
    ),
    icon: 'shop',
    relations: [{ id: 'is', title: text('对应法人', 'Is'), to: 'base-registers.legal-entity', single: true }],
    fields: {
      kind: choiceField(
        text('组织类别', 'Kind'),
        [
          ['firm', '非公有制经济组织', 'Private firm'],
          ['association', '社会团体', 'Association'],
          ['foundation', '基金会', 'Foundation'],
          ['service', '民办非企业单位', 'Private non-profit'],
        ],
        { required: true },
      ),
      hasDanger: yesNoField(text('存在安全隐患', 'Has a danger')),
      hasParty: yesNoField(text('具备建立中共党组织条件', 'May have a party branch')),
      staff: people('从业人数', 'Staff'),
      securityLeader: textField(text('治保负责人', 'Head of security')),
      phone,
      danger: textField(text('隐患情况', 'The danger'), { long: true }),
    },
  }),
]
