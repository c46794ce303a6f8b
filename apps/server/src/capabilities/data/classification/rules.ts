import type { DataGrade, DatasetField, SensitiveKind } from '@civitas/contract'
import { identifierTests } from '../quality/conditions.ts'

/** How much harm the disclosure of a value does, GB/T 43697-2024 annex: steps of general data. */
export const gradeOfKind: Record<SensitiveKind, DataGrade> = {
  ...{ 'citizen-id': 'general-4', 'bank-card': 'general-4', phone: 'general-3', address: 'general-3' },
  ...{ 'person-name': 'general-3', 'birth-date': 'general-3', plate: 'general-3', email: 'general-2' },
  uscc: 'general-2',
}

const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪季兰辛管祝左涂骆卞齐'
const doubleSurnames = '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯'
const provinces = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼'

/** Whether a text, a DuckDB expression, is of a kind. Names and addresses are likely ones, the others are proven. */
export const contentTests: Record<Exclude<SensitiveKind, 'birth-date'>, (x: string) => string> = {
  'citizen-id': identifierTests['citizen-id'],
  phone: identifierTests.phone,
  'bank-card': identifierTests['bank-card'],
  uscc: identifierTests.uscc,
  plate: (x) =>
    `regexp_full_match(${x}, '[${provinces}][A-HJ-NP-Z][·•]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]')`,
  email: (x) => `regexp_full_match(${x}, '[^@\\s]+@[^@\\s]+\\.[A-Za-z]{2,}')`,
  'person-name': (x) =>
    `regexp_full_match(${x}, '((${doubleSurnames})\\p{Han}{1,2}|[${surnames}]\\p{Han}{1,2})')`,
  address: (x) =>
    `(length(${x}) >= 6 AND regexp_matches(${x}, '(省|市|区|县|镇|乡|街道|村|社区|路|街|巷|大道)') AND regexp_matches(${x}, '(路|街|巷|道|村|弄|小区|社区|花园|苑|里|组).*[0-9]+'))`,
}

const nameHints: Record<SensitiveKind, RegExp> = {
  'citizen-id': /身份证|公民身份|证件号|id_?(number|card|no)|sfz|gmsfhm/i,
  'person-name': /姓名|人名|联系人$|法定代表人$|负责人$|户主$|^(xm|person_?name|full_?name)$/i,
  phone: /手机|联系电话|移动电话|电话号码|mobile|phone|sjh|lxdh/i,
  address: /地址|住址|住所|居住地|address|\baddr\b|^dz$/i,
  'bank-card': /银行卡|银行账号|卡号|账号|bank_?(card|account)|yhk/i,
  plate: /车牌|号牌|plate|cphm/i,
  uscc: /信用代码|uscc|tyshxydm/i,
  'birth-date': /出生日期|生日|出生年月|birth|csrq/i,
  email: /邮箱|电子邮件|e_?mail/i,
}

/** Kinds a column’s name speaks for. */
export function kindsByName(field: Pick<DatasetField, 'name' | 'title'>): SensitiveKind[] {
  return (Object.keys(nameHints) as SensitiveKind[]).filter(
    (kind) => nameHints[kind].test(field.title) || nameHints[kind].test(field.name),
  )
}

/** Share of values from which the content alone decides; what is only likely needs more than what is proven by a check digit. */
const enough: Record<Exclude<SensitiveKind, 'birth-date'>, number> = {
  ...{ 'citizen-id': 0.3, uscc: 0.3, 'bank-card': 0.5, phone: 0.5, plate: 0.5, email: 0.5 },
  ...{ 'person-name': 0.85, address: 0.6 },
}
const enoughWithName = 0.2

export interface Found {
  readonly kind: SensitiveKind
  readonly by: 'name' | 'content' | 'both'
  readonly share: number | null
}

/** What a column is taken to be, from its name and the shares of its values; null for nothing in particular. */
export function decideKind(
  field: Pick<DatasetField, 'name' | 'title' | 'type'>,
  shares: Partial<Record<SensitiveKind, number>> | null,
): Found | null {
  const named = kindsByName(field)
  if (field.type === 'date' || field.type === 'time')
    return named.includes('birth-date') ? { kind: 'birth-date', by: 'name', share: null } : null
  if (field.type === 'geometry' || field.type === 'boolean') return null
  if (!shares) return named[0] ? { kind: named[0], by: 'name', share: null } : null
  const found = (Object.keys(contentTests) as Array<keyof typeof contentTests>)
    .map((kind) => ({ kind, share: shares[kind] ?? 0, isNamed: named.includes(kind) }))
    .filter(({ kind, share, isNamed }) => share >= (isNamed ? enoughWithName : enough[kind]))
    .sort((a, b) => Number(b.isNamed) - Number(a.isNamed) || b.share - a.share)[0]
  if (found) return { kind: found.kind, by: found.isNamed ? 'both' : 'content', share: found.share }
  return null
}
