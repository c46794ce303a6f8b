import type { GovernancePlan } from '../capabilities/data/index.ts'

type Rule = GovernancePlan['rules'][number]

const rule = (
  dataset: string,
  name: string,
  dimension: Rule['dimension'],
  spec: Rule['spec'],
  threshold = 0.99,
): Rule => ({ ...{ dataset, name, dimension, spec, threshold, weight: 1, isCritical: false } })

const [people, marriages, health, pupils, firms] = [
  ...['户籍人口信息', '婚姻登记信息', '居民健康档案信息', '在校学生信息', '企业登记信息'],
] as [string, string, string, string, string]

const personal = {
  id_number: 'citizen-id',
  name: 'person-name',
  birth_date: 'birth-date',
  phone: 'phone',
  address: 'address',
}

/** Standards, rules, models and lineage over what the departments of the sample city hold. */
export const governancePlan: GovernancePlan = {
  elements: {
    [people]: { ...personal, sex: 'sex', marital: 'marriage', division_code: 'division' },
    [marriages]: { ...personal, marital: 'marriage' },
    [health]: personal,
    [pupils]: { ...personal, sex: 'sex', guardian_phone: 'phone' },
    [firms]: {
      credit_code: 'uscc',
      name: 'organisation-name',
      representative: 'person-name',
      address: 'address',
    },
  },
  rules: [
    rule(people, '身份号码校验正确', 'conformity', {
      kind: 'check-digit',
      field: 'id_number',
      identifier: 'citizen-id',
    }),
    rule(people, '身份号码不重复', 'consistency', { kind: 'unique', fields: ['id_number'] }),
    rule(people, '联系电话完整', 'completeness', { kind: 'not-null', field: 'phone' }, 0.9),
    rule(people, '性别代码符合国标', 'conformity', { kind: 'code-set', field: 'sex', codeSet: 'GBT2261.1' }),
    rule(people, '共享有依据', 'legality', { kind: 'legal-basis' }, 1),
    rule(marriages, '身份号码校验正确', 'conformity', {
      kind: 'check-digit',
      field: 'id_number',
      identifier: 'citizen-id',
    }),
    rule(marriages, '婚姻状况代码符合国标', 'conformity', {
      kind: 'code-set',
      field: 'marital',
      codeSet: 'GBT2261.2',
    }),
    rule(health, '联系电话格式正确', 'accuracy', {
      kind: 'check-digit',
      field: 'phone',
      identifier: 'phone',
    }),
    rule(
      health,
      '三年内更新过',
      'timeliness',
      { kind: 'freshness', field: 'updated_date', hours: 26_280 },
      0.9,
    ),
    rule(pupils, '性别代码符合国标', 'conformity', { kind: 'code-set', field: 'sex', codeSet: 'GBT2261.1' }),
    rule(firms, '信用代码校验正确', 'conformity', {
      kind: 'check-digit',
      field: 'credit_code',
      identifier: 'uscc',
    }),
    rule(firms, '信用代码不重复', 'consistency', { kind: 'unique', fields: ['credit_code'] }),
  ],
  models: [
    {
      ...{ name: '人口主数据', kind: 'person', reviewScore: 0.6 },
      attributes: [
        { name: 'id', title: '公民身份号码', role: 'citizen-id', survives: 'priority' },
        { name: 'name', title: '姓名', role: 'name', survives: 'priority' },
        { name: 'birth', title: '出生日期', role: 'birth-date', survives: 'priority' },
        { name: 'phone', title: '联系电话', role: 'phone', survives: 'newest' },
        { name: 'address', title: '地址', role: 'address', survives: 'longest' },
      ],
      sources: [
        {
          ...{ dataset: people, key: 'id_number' },
          mapping: { id: 'id_number', name: 'name', birth: 'birth_date', phone: 'phone', address: 'address' },
        },
        {
          ...{ dataset: health, key: 'id_number' },
          mapping: { id: 'id_number', name: 'name', birth: 'birth_date', phone: 'phone', address: 'address' },
        },
      ],
    },
  ],
  items: [
    {
      ...{ dataset: marriages, field: 'marital', keyField: 'id_number', cycle: 'month' },
      checkers: [{ dataset: people, field: 'marital', keyField: 'id_number' }],
    },
  ],
  tags: [
    {
      ...{
        name: '高龄老人',
        definition: '八十周岁及以上的户籍居民',
        basis: '《中华人民共和国老年人权益保障法》',
      },
      ...{ dataset: people, keyField: 'id_number', isSensitive: true },
      conditions: [{ field: 'birth_date', is: 'le', value: '1946-01-01' }],
    },
  ],
  lineage: [
    {
      ...{ via: 'sample:registers', viaName: '部门业务系统抽取', ruleVersion: '1' },
      edges: [
        ['人口管理信息系统', people],
        ['婚姻登记系统', marriages],
        ['全民健康信息平台', health],
        ['市场主体登记系统', firms],
      ],
    },
    {
      ...{ via: 'sample:ageing', viaName: '老龄化率计算', ruleVersion: '1' },
      edges: [[`${people}.birth_date`, '指标:老龄化率']],
    },
    {
      ...{ via: 'sample:compare', viaName: '部门登记比对', ruleVersion: '1' },
      edges: [
        [`${marriages}.marital`, `${people}.marital`],
        [`${health}.phone`, `${people}.phone`],
      ],
    },
  ],
}
