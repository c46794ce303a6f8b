import type { ThemeAttribute, ThemeKey } from '@civitas/contract'
import type { FieldError } from '../../../kernel/problem.ts'

export interface ThemeGiven {
  readonly name: string
  readonly subject: string
  readonly key: ThemeKey
  readonly divisionCode: string
  readonly masterOf: readonly string[]
  readonly attributes: readonly ThemeAttribute[]
}

/** What each base database holds; themes take it from there. */
const baseOf: Record<string, { base: string; attributes: readonly string[] }> = {
  'citizen-id': { base: '人口基础库', attributes: ['姓名', '性别', '出生日期', '民族', '户籍地址'] },
  uscc: { base: '法人基础库', attributes: ['企业名称', '法定代表人', '登记状态', '注册资本', '成立日期'] },
}

/** Names of subjects that are a base database under another name. */
const baseSubjects: Array<[RegExp, string]> = [
  [/^(常住|户籍|流动)?人口(表|库|信息|基础库)?$/, '人口基础库'],
  [/^(法人|企业|市场主体)(表|库|信息|基础库)?$/, '法人基础库'],
]

/** Another theme, as far as duplicates go. */
export interface OtherTheme {
  readonly name: string
  readonly key: ThemeKey
  readonly masterOf: readonly string[]
  readonly titles: readonly string[]
}

/** What is wrong with a theme: base tables copied, attributes doubled without a master, names twice. */
export function themeFaults(theme: ThemeGiven, others: readonly OtherTheme[]): FieldError[] {
  return [...baseFaults(theme), ...doubleFaults(theme, others), ...nameFaults(theme)]
}

function baseFaults(theme: ThemeGiven): FieldError[] {
  const subject = baseSubjects.find(([pattern]) => pattern.test(theme.subject))
  if (subject) return [{ path: '/body/subject', message: `请引用${subject[1]}` }]
  const base = baseOf[theme.key]
  if (!base) return []
  const own = theme.attributes.flatMap((one, i) =>
    base.attributes.includes(one.title) && one.sources.length === 0 ? [i] : [],
  )
  return own.map((i) => ({ path: `/body/attributes/${i}`, message: `请引用${base.base}` }))
}

function doubleFaults(theme: ThemeGiven, others: readonly OtherTheme[]): FieldError[] {
  const base = new Set(baseOf[theme.key]?.attributes)
  return theme.attributes.flatMap((one, i) => {
    if (base.has(one.title) || theme.masterOf.includes(one.title)) return []
    const twin = others.find(
      (other) =>
        other.key === theme.key && other.titles.includes(one.title) && !other.masterOf.includes(one.title),
    )
    const message = `“${one.title}”已在主题“${twin?.name}”中，请声明由哪个主题作为主源`
    return twin ? [{ path: `/body/attributes/${i}`, message }] : []
  })
}

function nameFaults(theme: ThemeGiven): FieldError[] {
  const seen = new Set(['key'])
  return theme.attributes.flatMap((one, i) => {
    const isTwice = seen.has(one.name.toLowerCase())
    seen.add(one.name.toLowerCase())
    return isTwice ? [{ path: `/body/attributes/${i}/name`, message: `属性名“${one.name}”重复` }] : []
  })
}
