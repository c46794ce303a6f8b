import {
  attributes,
  choiceField,
  dateField,
  type EntityType,
  identifierField,
  numberField,
  text,
  textField,
  yesNoField,
} from '@civitas/domain-kit'
import { telephone } from './fields.ts'

/** 法人基础库: firms, institutions, associations. A cancelled one stays, with its date. */
export const legalEntityTypes: readonly EntityType[] = [
  {
    id: 'legal-entity',
    title: text('法人单位', 'Legal entity'),
    schema: attributes({
      uscc: identifierField(text('统一社会信用代码', 'Unified social credit code'), 'uscc', {
        strongKey: true,
      }),
      registration_number: textField(text('原注册号', 'Former registration number'), { maxLength: 50 }),
      legal_representative: textField(text('法定代表人', 'Legal representative'), { classification: 2 }),
      status: choiceField(text('存续状态', 'Status'), [
        ['active', '存续', 'Active'],
        ['cancelled', '注销', 'Cancelled'],
        ['revoked', '吊销', 'Revoked'],
        ['moved', '迁出', 'Moved away'],
      ]),
      status_date: dateField(text('状态日期', 'Since')),
      industry: textField(text('行业代码', 'Industry'), {
        // GB/T 4754-2017: section letter, then division, group and class.
        pattern: '^[A-T]([0-9]{2,4})?$',
        maxLength: 5,
        help: text('GB/T 4754-2017 门类字母与大中小类代码', 'GB/T 4754-2017 code'),
      }),
      branch: yesNoField(text('分支机构', 'Branch')),
      capital_wan: numberField(text('注册资本（万元）', 'Capital, 10,000 yuan'), '1', { minimum: 0 }),
      registered_address: textField(text('注册地址', 'Registered address')),
      operating_address: textField(text('经营地址', 'Operating address')),
      phone: telephone,
      established_date: dateField(text('成立日期', 'Established')),
    }),
    reference: { description: text('法人登记编号', 'Register number') },
    geometry: 'Point',
    relations: [
      { id: 'branch-of', title: text('隶属法人', 'Branch of'), to: 'legal-entity', single: true },
      { id: 'successor-of', title: text('承继', 'Successor of'), to: 'legal-entity' },
      { id: 'owns', title: text('拥有房屋', 'Owns'), to: 'house' },
      { id: 'located-on', title: text('坐落宗地', 'Located on'), to: 'parcel' },
    ],
    classification: 2,
    searchFields: ['uscc', 'registered_address', 'operating_address'],
    listColumns: ['uscc', 'status', 'industry', 'registered_address'],
    icon: 'bank',
    color: '#2f6f8f',
  },
]
