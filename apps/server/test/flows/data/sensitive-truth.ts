import type { DatasetField, SensitiveKind } from '@civitas/contract'

/** Numbers that are the same each time. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

const pad = (n: number, width: number) => String(Math.floor(n)).padStart(width, '0')
const pick = <T>(random: () => number, list: ArrayLike<T>) => list[Math.floor(random() * list.length)] as T

export function citizenId(random: () => number): string {
  const body = `3411${pad(1 + random() * 30, 2)}${pad(1950 + random() * 60, 4)}${pad(1 + random() * 12, 2)}${pad(1 + random() * 28, 2)}${pad(random() * 999, 3)}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((all, weight, i) => all + weight * Number(body[i]), 0)
  return body + '10X98765432'[sum % 11]
}

function bankCard(random: () => number): string {
  const body = `622202${pad(random() * 1e12, 12)}`
  const sum = [...body].reverse().reduce((all, digit, i) => {
    const twice = Number(digit) * (i % 2 === 0 ? 2 : 1)
    return all + (twice > 9 ? twice - 9 : twice)
  }, 0)
  return body + String((10 - (sum % 10)) % 10)
}

function uscc(random: () => number): string {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const body = `91341100${Array.from({ length: 9 }, () => pick(random, alphabet)).join('')}`
  let [sum, weight] = [0, 1]
  for (const sign of body) {
    sum += alphabet.indexOf(sign) * weight
    weight = (weight * 3) % 31
  }
  return body + alphabet[(31 - (sum % 31)) % 31]
}

const surnames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'
const given = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国红梅文辉'
const roads = ['解放', '人民', '建设', '和平', '望云', '青石桥']

export const makers: Record<Exclude<SensitiveKind, 'birth-date'>, (random: () => number) => string> = {
  'citizen-id': citizenId,
  'bank-card': bankCard,
  uscc,
  phone: (random) => `1${pick(random, '3456789')}${pad(random() * 1e9, 9)}`,
  plate: (random) =>
    `皖M${Array.from({ length: 5 }, () => pick(random, 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789')).join('')}`,
  email: (random) => `user${pad(random() * 9999, 4)}@example.cn`,
  'person-name': (random) =>
    pick(random, surnames) + pick(random, given) + (random() < 0.6 ? pick(random, given) : ''),
  address: (random) =>
    `云城区望云街道${pick(random, roads)}路${pad(1 + random() * 300, 1)}号${pad(1 + random() * 20, 1)}栋${pad(101 + random() * 900, 3)}室`,
}

const plain: Record<string, (random: () => number) => string> = {
  订单号: (random) => pad(random() * 1e15, 15) + pad(random() * 999, 3),
  流水号: (random) => `20250603${pad(random() * 1e10, 10)}`,
  固定电话: (random) => `0550-${pad(3_000_000 + random() * 999_999, 7)}`,
  商品名称: (random) => pick(random, ['大白菜', '红富士苹果', '五花肉', '鸡蛋', '食用油', '东北大米']),
  道路名称: (random) => `${pick(random, roads)}路`,
  部门: (random) => pick(random, ['市城市管理局', '市水利局', '市卫生健康委员会']),
  备注: (random) => pick(random, ['已办结', '需补充材料', '无', '转相关单位处理']),
  设备编码: (random) => `DEV-${pad(random() * 99_999, 5)}`,
  网格编码: (random) => `99010200100100${pick(random, '123456789')}`,
  时间戳: (random) => String(1_700_000_000_000 + Math.floor(random() * 1e10)),
  状态: (random) => pick(random, ['正常', '异常', '停用']),
  街道: (random) => pick(random, ['望云街道', '临江街道', '青石桥社区']),
  纬度: (random) => (33 + random()).toFixed(6),
  网址: (random) => `https://example.cn/p/${pad(random() * 9999, 4)}`,
  经营范围: (random) => pick(random, ['百货零售', '软件开发', '餐饮服务', '机械加工与销售']),
  季节: (random) => pick(random, ['春', '夏', '秋', '冬']),
}

export interface TruthColumn extends DatasetField {
  truth: SensitiveKind | null
  make: (random: () => number) => string | null
}

const known: Record<keyof typeof makers, string> = {
  ...{ 'citizen-id': '身份证号', 'bank-card': '银行卡号', uscc: '统一社会信用代码', phone: '手机号码' },
  ...{ plate: '车牌号', email: '电子邮箱', 'person-name': '姓名', address: '居住地址' },
}

/**
 * Columns whose kind is known: of each kind one clean with its name, one without a telling name, one with a fifth of its values
 * spoilt, one half empty; and columns of other things, some under names that mislead.
 */
export function truthColumns(): TruthColumn[] {
  const kinds = Object.keys(makers) as Array<keyof typeof makers>
  const spoil = (make: (random: () => number) => string, share: number) => (random: () => number) =>
    random() < share ? '不详' : make(random)
  const sensitive = kinds.flatMap((kind): TruthColumn[] => {
    const make = makers[kind]
    const column = (suffix: string, title: string, maker: TruthColumn['make']): TruthColumn => ({
      ...{ name: `${kind.replace('-', '_')}_${suffix}`, title, type: 'text', truth: kind, make: maker },
    })
    return [
      column('a', known[kind], make),
      { ...column('b', '栏目', make), name: `column_${kinds.indexOf(kind)}` },
      column('c', known[kind], spoil(make, 0.2)),
      column('d', known[kind], (random) => (random() < 0.5 ? null : make(random))),
    ]
  })
  const others = Object.entries(plain).flatMap(([title, make], i): TruthColumn[] => [
    { name: `other_${i}`, title, type: 'text', truth: null, make },
  ])
  const misleading: TruthColumn[] = [
    {
      name: 'phone_model',
      title: '手机型号',
      type: 'text',
      truth: null,
      make: (r) => pick(r, ['P60', 'X100', 'M14']),
    },
    { name: 'address_code', title: '地址编码', type: 'text', truth: null, make: (r) => pad(r() * 1e8, 8) },
    {
      name: 'card_kind',
      title: '卡号类型',
      type: 'text',
      truth: null,
      make: (r) => pick(r, ['借记', '信用']),
    },
  ]
  return [...sensitive, ...others, ...misleading]
}
