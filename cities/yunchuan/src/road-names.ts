import type { RoadEdge } from './city.ts'
import type { Ground } from './ground.ts'
import { chineseNumber, createPlaceNames } from './names.ts'
import { createRandom } from './random.ts'

const FIXED: Record<string, string> = {
  ring: '环城快速路',
  'bank-north': '滨江北路',
  'bank-south': '滨江南路',
  'rail-north': '铁北路',
  'rail-south': '铁南路',
  'moat-north': '城河北路',
  'moat-west': '城河西路',
  'moat-east': '城河东路',
}

const GATES = ['云东公路', '云青公路', '云北公路', '云柳公路', '云西公路', '云湖公路', '云南公路', '云淮公路']

/** The best-known roads, west to east and south to north of the centre. */
const GREAT_COLUMNS = ['云河路', '望江路', '云川大道', '人民路', '望云路', '金桥路', '长江路', '迎宾大道']
const GREAT_ROWS = ['学府路', '明月大道', '文昌路', '中山路', '解放路', '建设路', '青年路', '北环路']

/** Gives each street key its name, each name (but those of village lanes) once. */
export function createRoadNamer(ground: Ground): (key: string, edges: RoadEdge[]) => string {
  const place = createPlaceNames(createRandom(ground.seed, 'road-names'), [
    '云河',
    '云川',
    '望云',
    '明月',
    '金桥',
  ])
  const quarters = new Map<string, { base: string; lanes: number; old: boolean }>()
  const great = nameGreatRoads(ground)
  const laneOf = (quarter: string, isMain: boolean) => {
    let known = quarters.get(quarter)
    if (!known) {
      const unit = ground.sheet.units[Number.parseInt(quarter.slice(quarter.search(/\d/)), 10)]
      known = { base: place(), lanes: 0, old: unit?.zone === 'old' }
      quarters.set(quarter, known)
    }
    if (isMain) return `${known.base}${known.old ? '街' : '路'}`
    known.lanes++
    const ending = known.old ? '巷' : known.lanes % 2 ? '街' : '支路'
    return `${known.base}${chineseNumber(known.lanes)}${ending}`
  }
  return (key, edges) => {
    const fixed = FIXED[key] ?? great.get(key)
    if (fixed) return fixed
    const number = Number.parseInt(key.slice(1), 10)
    if (key.startsWith('M')) {
      if (!key.startsWith('market')) return ground.motorways[number]!.name
    }
    if (key.startsWith('G') && !key.includes('+')) return GATES[number % GATES.length]!
    if (key.startsWith('C') && !key.includes('+')) {
      return `云${ground.divisions.towns[number]!.name.replace(/镇|街道/, '')}公路`
    }
    if (key.startsWith('C') || key.startsWith('G')) return `${place()}公路`
    if (key.startsWith('village:')) {
      const middle = edges[edges.length >> 1]!.coordinates
      const code = ground.gridCodeAt(middle[middle.length >> 1]!).slice(0, 12)
      const village = ground.divisions.communities.find((community) => community.code === code)
      return `${village!.name}道`
    }
    if (key.startsWith('A')) return `${place()}${key[1] === 'v' ? '大道' : '路'}`
    if (key.startsWith('B')) return `${place()}河路`
    if (key.startsWith('S')) return `${place()}${key[1] === 'v' ? '街' : '路'}`
    const quarter = key
      .split(':')
      .slice(0, key.startsWith('market') ? 2 : 1)
      .join(':')
    return laneOf(quarter, key.endsWith(':main') || key.endsWith(':outer'))
  }
}

function nameGreatRoads(ground: Ground): Map<string, string> {
  const { columns, rows, columnParts, rowParts } = ground.sheet
  const names = new Map<string, string>()
  const halfU = (columns.length - 1) / 2
  const halfV = (rows.length - 1) / 2
  const lines = (all: number[], parts: { arterial: number }[], half: number) =>
    [-2, -1, 0, 1].flatMap((i) => [all[half + i]!, parts[half + i]!.arterial])
  lines(columns, columnParts, halfU).forEach((at, i) => {
    names.set(`Au${at}`, GREAT_COLUMNS[i]!)
  })
  lines(rows, rowParts, halfV).forEach((at, i) => {
    names.set(`Av${at}`, GREAT_ROWS[i]!)
  })
  return names
}
