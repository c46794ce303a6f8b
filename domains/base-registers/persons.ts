import {
  attributes,
  choiceField,
  dateField,
  type EntityType,
  identifierField,
  text,
  textField,
} from '@civitas/domain-kit'
import { divisionField, telephone } from './fields.ts'

/** 人口基础库. The register number is the city’s own and says nothing about the person; the citizen id is an attribute. */
export const personTypes: readonly EntityType[] = [
  {
    id: 'person',
    title: text('自然人', 'Natural person'),
    database: text('人口库', 'Population database'),
    description: text('本市登记的居民，含无公民身份号码的人员。', 'Residents, with or without a citizen id.'),
    schema: attributes({
      citizen_id: identifierField(text('公民身份号码', 'Citizen id'), 'citizen-id', { strongKey: true }),
      certificate_kind: choiceField(text('其他证件类别', 'Other certificate'), [
        ['passport', '护照', 'Passport'],
        ['hk-macao-permit', '港澳居民来往内地通行证', 'Mainland permit of Hong Kong and Macao residents'],
        ['taiwan-permit', '台湾居民来往大陆通行证', 'Mainland permit of Taiwan residents'],
        ['permanent-residence', '外国人永久居留身份证', 'Foreigner’s permanent residence card'],
        ['birth-certificate', '出生医学证明', 'Birth certificate'],
        ['officer-card', '军官证', 'Officer’s card'],
        ['other', '其他', 'Other'],
      ]),
      certificate_number: textField(text('其他证件号码', 'Number of that certificate'), { maxLength: 50 }),
      sex: choiceField(text('性别', 'Sex'), [
        // GB/T 2261.1-2003
        ['0', '未知的性别', 'Unknown'],
        ['1', '男', 'Male'],
        ['2', '女', 'Female'],
        ['9', '未说明的性别', 'Not stated'],
      ]),
      birth_date: dateField(text('出生日期', 'Date of birth')),
      residence_division: divisionField(text('居住地区划', 'Division of residence')),
      residence_address: textField(text('居住地址', 'Residence')),
      phone: telephone,
      state: choiceField(text('生存状态', 'State'), [
        ['alive', '在世', 'Alive'],
        ['dead', '死亡', 'Dead'],
      ]),
      death_date: dateField(text('死亡日期', 'Date of death')),
    }),
    reference: {
      description: text('人口登记编号（无个人含义）', 'Register number, without personal meaning'),
    },
    geometry: 'none',
    relations: [
      { id: 'parent-of', title: text('父母子女', 'Parent of'), to: 'person' },
      { id: 'works-at', title: text('就业单位', 'Works at'), to: 'legal-entity' },
      { id: 'owns', title: text('拥有房屋', 'Owns'), to: 'house' },
    ],
    classification: 3,
    permissions: { read: ['entities.personal'] },
    searchFields: [],
    listColumns: ['sex', 'residence_division', 'state'],
    icon: 'user',
    color: '#7b5ea7',
  },
]
