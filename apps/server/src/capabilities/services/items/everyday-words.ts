import { toGrams } from '../../../kernel/search.ts'

/** What people say and what the lists call it. */
const sameThing: readonly (readonly string[])[] = [
  ['饭店', '餐馆', '饭馆', '餐厅', '小吃店', '餐饮', '食品经营'],
  ['招牌', '门头', '店招', '牌匾', '户外招牌'],
  ['开公司', '办公司', '注册公司', '企业设立', '营业执照', '开店', '个体户', '个体工商户'],
  ['下水', '排水', '污水', '排水许可'],
  ['身份证', '居民身份证'],
  ['落户', '上户口', '户口登记', '户籍'],
  ['生孩子', '生娃', '出生', '新生儿', '小孩'],
  ['退休', '养老金', '基本养老'],
  ['买房', '卖房', '过户', '房产证', '不动产'],
  ['医保', '医疗保险', '看病报销'],
  ['社保', '社会保险', '社保卡'],
  ['驾照', '驾驶证'],
  ['结婚', '婚姻登记', '领证'],
  ['去世', '死亡', '身后'],
  ['关门', '注销', '关店'],
  ['消防', '开业检查', '公众聚集场所'],
  ['老人', '老年', '高龄', '优待证'],
  ['残疾', '残疾人'],
  ['盖房', '建房', '施工', '工程'],
  ['公积金', '住房公积金'],
]

const filler =
  /怎么|如何|办理|需要|什么|哪里|多少|申请一下|我要|我想|想要|手续|一个|吗|呢|的|办|要|开(?=饭|餐|小吃)/g

/** The pairs of characters to look for: those of the text without filler, or of what means the same. */
export function searchGrams(text: string): { own: string[]; same: string[] } {
  const plain = text.replaceAll(filler, ' ').trim() || text
  const groups = sameThing.filter((group) => group.some((word) => text.includes(word)))
  return { own: toGrams(plain), same: toGrams(...groups.flat()) }
}
