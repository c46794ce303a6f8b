import type { ServiceItem } from '@civitas/domain-kit'

type Field = ServiceItem['fields'][number]

const must = (name: string, title: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  ...{ name, title, type, required: true },
  ...more,
})
const may = (name: string, title: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  ...{ name, title, type, required: false },
  ...more,
})
const choice = (name: string, title: string, ...choices: string[]): Field =>
  must(name, title, 'choice', { choices })
const idNumber = { pattern: '^[0-9]{17}[0-9X]$', hint: '18 位公民身份号码' }

const child = {
  name: must('childName', '新生儿姓名', 'text', { hint: '与姓名申报表一致' }),
  sex: choice('childSex', '新生儿性别', '男', '女'),
  born: must('childBorn', '出生日期', 'date'),
  hospital: must('hospital', '出生医院', 'text'),
  otherParent: may('otherParent', '父母另一方姓名', 'text'),
}
const home = must('homeAddress', '落户地址', 'text', { hint: '父母一方户口所在地址' })
const account = may('bankAccount', '收款银行账号', 'text', {
  ...{ pattern: '^[0-9]{16,19}$', hint: '本人银行卡号，不填则发放到社会保障卡' },
})
const dead = {
  name: must('deadName', '逝者姓名', 'text'),
  number: must('deadNumber', '逝者公民身份号码', 'text', idNumber),
  day: must('deathDay', '死亡日期', 'date'),
  relation: choice('relation', '您是逝者的', '配偶', '子女', '父母', '其他亲属'),
}
const pupil = {
  name: must('pupilName', '学生姓名', 'text'),
  number: must('pupilNumber', '学生公民身份号码', 'text', idNumber),
  home: must('pupilAddress', '实际居住地址', 'text', { hint: '按居住地址划分学区，写到门牌号' }),
}
const disability = choice('disability', '残疾等级', '一级', '二级', '三级', '四级')
const place = {
  address: must('address', '经营场所地址', 'text', { hint: '写到门牌号' }),
  area: must('area', '经营面积', 'number', { unit: '平方米', min: 5, max: 100_000 }),
}

/** What the items of life events ask for beside the applicant; the same name in several items is asked once. */
export const lifeFields: Readonly<Record<string, readonly Field[]>> = {
  'birth-paper': [child.name, child.sex, child.born, child.hospital, child.otherParent],
  'birth-register': [child.name, child.sex, child.born, child.otherParent, home],
  vaccination: [child.name, child.sex, child.born],
  'medical-newborn': [child.name, child.sex, child.born],
  'newborn-card': [child.name, child.sex, child.born],
  pension: [
    must('retireDay', '申请退休日期', 'date'),
    must('workedYears', '缴费年限', 'number', { unit: '年', min: 0, max: 60 }),
    account,
  ],
  'fund-take': [
    choice('takeReason', '提取原因', '离休、退休', '购买住房', '偿还购房贷款', '租房', '其他'),
    account,
  ],
  'death-register': [dead.name, dead.number, dead.day, dead.relation],
  'funeral-aid': [dead.name, dead.number, dead.day, dead.relation, account],
  'estate-heir': [
    ...[dead.name, dead.number, dead.relation],
    must('unit', '不动产单元号', 'text', { pattern: '^[0-9A-Z]{28}$', hint: '28 位，见不动产权证书' }),
  ],
  'school-entry': [pupil.name, pupil.number, pupil.home],
  'student-aid': [
    ...[pupil.name, pupil.number],
    must('household', '家庭人口', 'integer', { unit: '人', min: 1, max: 20 }),
    account,
  ],
  'disabled-allowance': [disability, account],
  'disabled-care': [disability, account],
  'hotel-trade': [
    ...[place.address, place.area],
    must('rooms', '客房数', 'integer', { unit: '间', min: 1, max: 5000 }),
  ],
  'place-hygiene': [
    ...[place.address, place.area],
    choice('place', '场所类别', '住宿', '沐浴', '美容美发', '游泳', '商场', '其他'),
  ],
  'drug-retail': [
    ...[place.address, place.area],
    must('pharmacist', '执业药师姓名', 'text'),
    must('pharmacistNumber', '执业药师注册证编号', 'text'),
  ],
  'medical-device': [place.address, place.area],
}
