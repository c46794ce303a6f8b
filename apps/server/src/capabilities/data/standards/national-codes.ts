import type { CodeItem } from '@civitas/contract'
import type { NewCodeSet } from './code-store.ts'

type Pair = readonly [code: string, name: string, ...synonyms: string[]]

const listed = (pairs: readonly Pair[]): CodeItem[] =>
  pairs.map(([code, name, ...synonyms]) => ({ code, name, ...(synonyms.length > 0 ? { synonyms } : {}) }))

/** 人的性别代码, GB/T 2261.1-2003. */
const sexes = listed([
  ['0', '未知的性别', '未知'],
  ['1', '男性', '男', 'M', 'male'],
  ['2', '女性', '女', 'F', 'female'],
  ['9', '未说明的性别', '未说明'],
])

/** 婚姻状况代码, GB/T 2261.2-2003. */
const marriages = listed([
  ['10', '未婚'],
  ['20', '已婚', '有配偶'],
  ['21', '初婚'],
  ['22', '再婚'],
  ['23', '复婚'],
  ['30', '丧偶'],
  ['40', '离婚', '离异'],
  ['90', '未说明的婚姻状况', '未说明'],
])

const peoples =
  '汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺'

/** 中国各民族名称代码 (numbers), GB/T 3304-1991. */
const ethnicities = peoples
  .split(' ')
  .map((name, i) => ({ code: String(i + 1).padStart(2, '0'), name: `${name}族`, synonyms: [name] }))

/** Sections of 国民经济行业分类, GB/T 4754-2017. */
const industries = listed([
  ['A', '农、林、牧、渔业'],
  ['B', '采矿业'],
  ['C', '制造业'],
  ['D', '电力、热力、燃气及水生产和供应业'],
  ['E', '建筑业'],
  ['F', '批发和零售业'],
  ['G', '交通运输、仓储和邮政业'],
  ['H', '住宿和餐饮业'],
  ['I', '信息传输、软件和信息技术服务业'],
  ['J', '金融业'],
  ['K', '房地产业'],
  ['L', '租赁和商务服务业'],
  ['M', '科学研究和技术服务业'],
  ['N', '水利、环境和公共设施管理业'],
  ['O', '居民服务、修理和其他服务业'],
  ['P', '教育'],
  ['Q', '卫生和社会工作'],
  ['R', '文化、体育和娱乐业'],
  ['S', '公共管理、社会保障和社会组织'],
  ['T', '国际组织'],
])

const set = (code: string, name: string, standard: string, since: string, codes: CodeItem[]): NewCodeSet => ({
  ...{ code, name, standard, version: since.slice(0, 4), validFrom: since, codes },
})

/** Lists of national standards every city uses. */
export const nationalCodeSets: readonly NewCodeSet[] = [
  set('GBT2261.1', '人的性别代码', 'GB/T 2261.1-2003', '2003-12-01', sexes),
  set('GBT2261.2', '婚姻状况代码', 'GB/T 2261.2-2003', '2003-12-01', marriages),
  set('GBT3304', '中国各民族名称代码', 'GB/T 3304-1991', '1992-04-01', ethnicities),
  set('GBT4754', '国民经济行业分类（门类）', 'GB/T 4754-2017', '2017-10-01', industries),
]
