/** A file a department puts into a folder each day. */
export interface Delivery {
  name: string
  unit: string
  folder: string
  legalBasis: string
  head: string
  linesOf: (day: string) => string[]
  /** Rows its manifest announces that are not there. */
  missing: number
}

const hours = Array.from({ length: 24 }, (_, hour) => hour)
const crossings = ['望云路口', '清川大桥东', '文昌阁', '火车站', '体育馆', '开发区管委会', '云湖南门', '西关']
const rivers = ['清川河望云闸', '清川河东门桥', '云湖湖心', '南河排涝站', '北渠进水口']
const two = (n: number) => String(n).padStart(2, '0')

/** Cars go in the morning and in the evening; two counters were out of order for an hour. */
function trafficOf(day: string): string[] {
  return crossings.flatMap((place, n) =>
    hours.map((hour) => {
      const busy = Math.exp(-((hour - 8) ** 2) / 5) + Math.exp(-((hour - 18) ** 2) / 6)
      const count = Math.round(120 + 900 * busy * (0.7 + n * 0.08))
      const told = (n === 2 && hour === 3) || (n === 5 && hour === 14) ? '故障' : String(count)
      return `${place},${day} ${two(hour)}:00:00,${told},${(48 - 22 * busy).toFixed(1)}`
    }),
  )
}

function levelsOf(day: string): string[] {
  return rivers.flatMap((place, n) =>
    hours.map((hour) => {
      const level = 11.2 + n * 0.35 + 0.3 * Math.sin((hour + n * 3) / 4)
      return `${place},${day} ${two(hour)}:00:00,${level.toFixed(2)},${(3.4 + n * 0.6).toFixed(1)}`
    }),
  )
}

export const deliveries: Delivery[] = [
  {
    ...{ name: '路口交通流量', unit: '云川市交通运输局', folder: 'traffic-counts' },
    ...{ legalBasis: '《道路交通安全法》第五条；云川市政务数据归集责任清单', missing: 0 },
    ...{ head: '路口,时间,车流量（辆）,平均车速（km/h）', linesOf: trafficOf },
  },
  {
    ...{ name: '河道水位日报', unit: '云川市水利局', folder: 'river-levels' },
    ...{ legalBasis: '《水文条例》第二十四条；云川市政务数据归集责任清单', missing: 2 },
    ...{ head: '测站,时间,水位（m）,流量（m3/s）', linesOf: levelsOf },
  },
]
