/** A day of a city as a list of reports: what is told, where, by which channel, how long after the beginning. */

export const dayChannels = [
  'citizen',
  'hotline',
  'grid',
  'algorithm',
  'department',
  'media',
  'open311',
] as const
export type DayChannel = (typeof dayChannels)[number]

export interface DayReport {
  readonly number: number
  readonly channel: DayChannel
  readonly atMs: number
  readonly standardClass: string
  readonly title: string
  readonly position: readonly [number, number]
  /** Number of the report it tells the same thing as, in other words; null when it is the first. */
  readonly sameAs: number | null
}

export interface DayOptions {
  readonly events: number
  readonly minutes: number
  readonly seed: number
  /** Places things happen at. */
  readonly places: ReadonlyArray<readonly [number, number]>
}

interface Matter {
  readonly standardClass: string
  /** How people put it, each in their way. */
  readonly words: readonly string[]
}

const matters: readonly Matter[] = [
  {
    standardClass: 'gbt30428.events.0102',
    words: ['路边暴露垃圾没人清', '垃圾堆在外面好几天了，很臭', '暴露垃圾，影响市容'],
  },
  {
    standardClass: 'gbt30428.events.0103',
    words: ['积存垃圾渣土一大堆', '渣土倒在空地上没人管', '建筑垃圾积存'],
  },
  { standardClass: 'gbt30428.events.0104', words: ['道路不洁，油污很多', '路面很脏要冲洗', '马路上全是泥'] },
  { standardClass: 'gbt30428.events.0110', words: ['道路破损有坑', '路面坑洼，骑车摔了', '路破了一个洞'] },
  {
    standardClass: 'gbt30428.events.0201',
    words: ['非法小广告贴满电线杆', '墙上都是小广告', '小广告清理一下'],
  },
  {
    standardClass: 'gbt30428.events.0302',
    words: ['工地扬尘太大', '工地没有洒水，灰尘满天', '施工扬尘污染'],
  },
  {
    standardClass: 'gbt30428.events.0402',
    words: ['自来水管破裂喷水', '水管爆了，水流一地', '路上爆管漏水'],
  },
  {
    standardClass: 'gbt30428.events.0404',
    words: ['下水道堵塞污水外溢', '下水道堵了，臭水冒出来', '污水井往外冒'],
  },
  {
    standardClass: 'gbt30428.events.0501',
    words: ['无照经营游商占道', '流动摊贩占了人行道', '摆摊的堵住路口'],
  },
  { standardClass: 'gbt30428.events.0504', words: ['店外经营，东西摆到路上', '商店把货摆出来', '出店经营'] },
  {
    standardClass: 'gbt30428.events.0506',
    words: ['共享单车乱停放堵盲道', '非机动车乱停', '电瓶车乱放，走不过去'],
  },
  { standardClass: 'gbt30428.events.0507', words: ['乱堆物堆料', '楼下乱堆杂物', '路边堆着建材'] },
]

/** Share of each channel; people call and report most. */
const shares: Readonly<Record<DayChannel, number>> = {
  ...{
    citizen: 0.26,
    hotline: 0.22,
    grid: 0.2,
    algorithm: 0.14,
    department: 0.08,
    media: 0.05,
    open311: 0.05,
  },
}

/** Share of reports that tell of something already told, and how far off people place it, metres. */
const sameShare = 0.3
const offMetres = 12

/** A random number generator (mulberry32): the same seed gives the same day. */
export function randomOf(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** How busy each hour of the day is; people report by daylight. */
const hours = [1, 1, 1, 1, 1, 2, 5, 8, 10, 10, 9, 7, 6, 8, 9, 9, 9, 10, 9, 7, 6, 4, 2, 1]
const busyness = hours.reduce((sum, one) => sum + one, 0)

/** The moment of the day, 0–1, below which a share of all reports has been made. */
function momentAt(share: number): number {
  let left = share * busyness
  for (const [hour, weight] of hours.entries()) {
    if (left <= weight) return (hour + left / weight) / hours.length
    left -= weight
  }
  return 1
}

/** The day, in order of time. */
export function planDay({ events, minutes, seed, places }: DayOptions): DayReport[] {
  const random = randomOf(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const plan: DayReport[] = []
  for (let number = 0; number < events; number++) {
    const before = plan.slice(-40)
    const sameAs = before.length > 0 && random() < sameShare ? pick(before) : null
    const matter = sameAs
      ? (matters.find((one) => one.standardClass === sameAs.standardClass) as Matter)
      : pick(matters)
    plan.push({
      number,
      channel: chooseChannel(random()),
      atMs: Math.round(momentAt((number + random()) / events) * minutes * 60_000),
      standardClass: matter.standardClass,
      title: pick(matter.words),
      position: sameAs ? beside(sameAs.position, random) : pick(places),
      sameAs: sameAs ? (sameAs.sameAs ?? sameAs.number) : null,
    })
  }
  return plan
}

function chooseChannel(share: number): DayChannel {
  let left = share
  for (const channel of dayChannels) {
    left -= shares[channel]
    if (left < 0) return channel
  }
  return 'citizen'
}

function beside([lon, lat]: readonly [number, number], random: () => number): [number, number] {
  const degrees = offMetres / 111_000
  return [lon + (random() - 0.5) * degrees, lat + (random() - 0.5) * degrees]
}
