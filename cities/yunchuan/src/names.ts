import type { Random } from './random.ts'

const FIRST = [
  ...'云柳青望临清金玉白石龙凤梅兰松竹桃杏荷枫安宁永长福和平新东西南北春秋明华锦绣翠碧沧浮仙鹤鹭雁映星月丰泰瑞德仁文崇广景虹泽沐舒晴朝紫丹',
]
const SECOND = [...'溪桥湖山泉塘洲湾亭塔门园河岗坪集渡堰埠浦庄荡林苑台井坊巷屏岭川波源田原墩桑']
const FAMILY = [
  ...'王李张刘陈杨赵黄周吴徐孙朱马胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾萧田董袁潘蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤',
]
const HAMLET = [...'庄圩岗洼集湾桥楼营寨桥塘堰墩滩沟']

/** Hands out two-character place names, each once. */
export function createPlaceNames(random: Random, taken: string[]): () => string {
  const used = new Set(taken)
  const all = random.shuffle(FIRST.flatMap((first) => SECOND.map((second) => first + second)))
  let next = 0
  return () => {
    while (next < all.length) {
      const name = all[next++]!
      if (used.has(name) || name[0] === name[1]) continue
      used.add(name)
      return name
    }
    throw new Error('the pool of place names is used up')
  }
}

/** Hands out village names such as 张家圩, each once. */
export function createVillageNames(random: Random): () => string {
  const forms = FAMILY.flatMap((family) =>
    HAMLET.flatMap((hamlet) => [`${family}${hamlet}`, `${family}家${hamlet}`, `大${family}${hamlet}`]),
  )
  const all = random.shuffle([...new Set(forms)])
  let next = 0
  return () => {
    const name = all[next++]
    if (!name) throw new Error('the pool of village names is used up')
    return name
  }
}

const DIGITS = [...'零一二三四五六七八九']

/** 1 … 99 in Chinese: 十二, 二十, 三十五. */
export function chineseNumber(value: number): string {
  if (value < 10) return DIGITS[value]!
  const tens = Math.floor(value / 10)
  const ones = value % 10
  return `${tens > 1 ? DIGITS[tens] : ''}十${ones ? DIGITS[ones] : ''}`
}

/** Surnames and characters of given names, for residents and firms. */
export const familyNames: readonly string[] = FAMILY
export const givenCharacters: readonly string[] = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞鹏宇轩浩然子涵欣怡梓晨诗雨佳琪俊峰志强建国海燕春梅雪松晓东文博思远嘉懿若曦睿哲瑞安宁康乐宏达鑫源恒泰',
]
