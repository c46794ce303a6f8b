import type { City } from '@civitas/city-yunchuan'
import type { OpinionText } from '@civitas/contract'
import type { Transaction } from '../kernel/db/database.ts'
import type { Doors } from '../platform.ts'
import { toOrganisations } from './translate.ts'

const units: readonly (readonly [item: string, name: string])[] = [
  ['water-supply', '云川市水利局'],
  ['power-supply', '云川市供电有限公司'],
  ['flooding', '云川市住房和城乡建设局'],
  ['traffic', '云川市公安局交通警察支队'],
  ['environment', '云川市生态环境局'],
  ['other', '云川市城市运行管理中心'],
]

const article =
  '记者从市住房和城乡建设部门获悉，老城区雨污分流改造本月启动，工期约八个月，分段半幅施工，公共汽车线路相应调整，请市民提前规划出行。'

const sources = ['云川论坛', '本地微博', '云川晚报网', '短视频评论', '市民问答']
const rooms = ['厨房', '卫生间', '阳台', '楼顶水箱', '公共水房', '院里']
const feelings = [
  '做饭只能用桶装水',
  '洗衣机停在一半',
  '打电话说在抢修',
  '希望早点通知',
  '老人提水上楼不方便',
]

/** Who answers for public talk, and some of it: an article posted twenty times, and the usual talk about water, 3 an hour. */
export async function fillOpinion(tx: Transaction, doors: Doors, city: City, now: Date): Promise<void> {
  const organisations = new Map(toOrganisations(city).map((one) => [one.name, one.id]))
  const duties = units.flatMap(([item, name]) => {
    const organisationId = organisations.get(name)
    return organisationId ? [{ item: `public-opinion.${item}`, divisionCode: city.code, organisationId }] : []
  })
  await doors.cases.importDuties(tx, duties)
  const [district] = doors.territory.listDivisionsOfLevel(2)
  await doors.events.takeOpinion(tx, [...planReposts(now), ...planTalk(now, district?.name ?? city.name)])
}

function planReposts(now: Date): OpinionText[] {
  return Array.from({ length: 20 }, (_, n) => ({
    source: sources[n % sources.length] as string,
    url: `https://media.yunchuan.example/repost/${n + 1}`,
    publishedTime: new Date(now.getTime() - (300 - n * 12) * 60_000).toISOString(),
    title: '老城区雨污分流改造本月启动',
    text: n === 0 ? article : `转发：${article}`,
  }))
}

function planTalk(now: Date, place: string): OpinionText[] {
  return Array.from({ length: 24 }, (_, n) => ({
    source: sources[(n * 2) % 3] as string,
    url: `https://bbs.yunchuan.example/water/${n + 1}`,
    publishedTime: new Date(now.getTime() - (n * 20 + 65) * 60_000).toISOString(),
    text: `${place}${((n * 7) % 40) + 1}号楼${rooms[n % 6]}断水${n + 3}分钟了，${feelings[n % 5]}，${n * 11 + 2}户都受影响`,
  }))
}
