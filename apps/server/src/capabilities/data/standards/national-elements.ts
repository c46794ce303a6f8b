import type { DataElement } from '@civitas/contract'

export type ElementInput = Omit<DataElement, 'code' | 'state' | 'revision' | 'deadline' | 'usedBy'>

const plain: ElementInput = {
  ...{
    name: '',
    definition: '',
    synonyms: [],
    type: 'text',
    maxLength: null,
    pattern: null,
    identifier: null,
  },
  ...{ codeSet: null, sensitive: null, standard: '' },
}

const element = (code: string, given: Partial<ElementInput> & Pick<ElementInput, 'name' | 'standard'>) =>
  [code, { ...plain, ...given }] as const

/** Data elements of government data that are the same in every city, each with the standard it rests on. */
export const nationalElements: ReadonlyMap<string, ElementInput> = new Map([
  element('person-name', {
    ...{
      name: '姓名',
      definition: '在户籍管理部门登记的姓氏和名字',
      synonyms: ['名字', 'name', 'xm', '当事人姓名'],
    },
    ...{ maxLength: 50, sensitive: 'person-name', standard: 'GB/T 19488.2' },
  }),
  element('citizen-id', {
    ...{ name: '公民身份号码', definition: '公民唯一的、终身不变的法定号码', standard: 'GB 11643-1999' },
    synonyms: ['身份证号', '身份证号码', '证件号码', 'id_number', 'idcard', 'sfzh', 'gmsfhm'],
    ...{ maxLength: 18, identifier: 'citizen-id', sensitive: 'citizen-id' },
  }),
  element('sex', {
    ...{ name: '性别', definition: '人的性别代码', synonyms: ['sex', 'gender', 'xb', '性别代码'] },
    ...{ maxLength: 1, codeSet: 'GBT2261.1', standard: 'GB/T 2261.1-2003' },
  }),
  element('birth-date', {
    ...{
      name: '出生日期',
      definition: '出生的公历日期',
      synonyms: ['生日', 'birth_date', 'birthday', 'csrq'],
    },
    ...{ type: 'date', sensitive: 'birth-date', standard: 'GB/T 7408.1' },
  }),
  element('ethnicity', {
    ...{ name: '民族', definition: '所属民族的代码', synonyms: ['民族代码', 'ethnicity', 'mz'] },
    ...{ maxLength: 2, codeSet: 'GBT3304', standard: 'GB/T 3304-1991' },
  }),
  element('marriage', {
    ...{ name: '婚姻状况', definition: '婚姻状况的代码', synonyms: ['婚姻', 'marital_status', 'hyzk'] },
    ...{ maxLength: 2, codeSet: 'GBT2261.2', standard: 'GB/T 2261.2-2003' },
  }),
  element('age', {
    ...{ name: '年龄', definition: '周岁', synonyms: ['周岁', 'age', 'nl'], type: 'integer' },
    standard: 'GB/T 19488.2',
  }),
  element('phone', {
    ...{
      name: '手机号码',
      definition: '移动电话号码',
      maxLength: 14,
      identifier: 'phone',
      sensitive: 'phone',
    },
    ...{
      synonyms: ['手机号', '手机', '联系电话', '电话', 'phone', 'mobile', 'sjh'],
      standard: 'GB/T 19488.2',
    },
  }),
  element('address', {
    ...{ name: '地址', definition: '住所或场所的文字地址', maxLength: 200, sensitive: 'address' },
    ...{
      synonyms: ['住址', '详细地址', '居住地址', '单位地址', 'address', 'dz'],
      standard: 'GB/T 23705-2009',
    },
  }),
  element('uscc', {
    ...{ name: '统一社会信用代码', definition: '法人和其他组织唯一的法定代码', maxLength: 18 },
    ...{ synonyms: ['信用代码', '社会信用代码', 'uscc', 'tyshxydm'], identifier: 'uscc', sensitive: 'uscc' },
    standard: 'GB 32100-2015',
  }),
  element('organisation-name', {
    ...{ name: '单位名称', definition: '法人或其他组织登记的名称', maxLength: 200, standard: 'GB/T 36104' },
    synonyms: ['企业名称', '机构名称', '法人名称', 'org_name', 'company', 'dwmc'],
  }),
  element('division', {
    ...{ name: '行政区划代码', definition: '县级以上行政区划的代码', maxLength: 6, codeSet: 'GBT2260' },
    ...{ synonyms: ['区划代码', '区划', 'division', 'division_code', 'xzqh'], standard: 'GB/T 2260' },
  }),
  element('industry', {
    ...{ name: '行业门类', definition: '国民经济行业的门类', maxLength: 1, codeSet: 'GBT4754' },
    ...{ synonyms: ['行业', '所属行业', 'industry', 'hylb'], standard: 'GB/T 4754-2017' },
  }),
  element('urban-component', {
    ...{ name: '城市管理部件小类', definition: '数字化城市管理部件的小类代码', maxLength: 4 },
    ...{ synonyms: ['部件小类', '部件代码', 'component_class'], codeSet: 'GBT30428.2-components' },
    standard: 'GB/T 30428.2-2013',
  }),
  element('email', {
    ...{
      name: '电子邮箱',
      definition: '电子邮件地址',
      maxLength: 100,
      sensitive: 'email',
      standard: 'GB/T 19488.2',
    },
    ...{ synonyms: ['邮箱', 'email', 'dzyx'], pattern: '[^@\\s]+@[^@\\s]+\\.[A-Za-z]{2,}' },
  }),
])
