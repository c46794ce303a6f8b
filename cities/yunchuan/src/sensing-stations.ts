import type { FacilityDesk } from './facilities.ts'
import { KINDS } from './facility-kinds.ts'
import type { Ground } from './ground.ts'
import type { Point } from './plane.ts'
import { toPoint } from './plane.ts'
import { isInLake, riverHalfWidth } from './water-plan.ts'

/** Where the air is measured: name of the site, its place on the sheet and what it stands for. */
const AIR_SITES: [name: string, u: number, v: number, siteType: string][] = [
  ['老城', -1080, 960, '城市评价点'],
  ['市政府', 690, -2750, '城市评价点'],
  ['云川广场', 1500, -820, '城市评价点'],
  ['滨江公园', 3650, 420, '城市评价点'],
  ['大学城', -3900, -2600, '城市评价点'],
  ['火车站', 560, 4850, '城市评价点'],
  ['西湾', -5000, 1900, '城市评价点'],
  ['经开区', 11000, 2700, '污染监控点'],
  ['东屏', 14800, 4900, '区域点'],
  ['柳泉', -7600, 10900, '区域点'],
  ['望湖县城', -13000, -12700, '城市评价点'],
  ['青龙山', 4300, 14300, '背景点'],
]

const RIVER_SITES: [river: string, name: string, u: number, v: number][] = [
  ['云河', '云河西入境', -22500, 0],
  ['云河', '云河柳溪口', -8300, 0],
  ['云河', '云河老城', -1500, 0],
  ['云河', '云河大桥', 1100, 0],
  ['云河', '云河经开区', 10600, 0],
  ['云河', '云河东出境', 21500, 0],
  ['柳溪河', '柳溪河中游', -4, 6800],
  ['湖口河', '望云湖出口', -5, -4700],
  ['白鹭河', '白鹭河', 7, -4300],
  ['通济运河', '通济运河闸', 3, -6],
]

/** Rain gauges at the middle of a community, one or two a town, up to about 45. */
function placeRainGauges(ground: Ground, desk: FacilityDesk): void {
  let left = 45
  ground.divisions.towns.forEach((town, index) => {
    const members = ground.divisions.communities.filter((community) => community.parentCode === town.code)
    const picks = index < 45 - ground.divisions.towns.length ? [0, members.length - 1] : [members.length >> 1]
    for (const pick of new Set(picks)) {
      const community = members[pick]
      if (!community || left === 0) continue
      const point = toPoint(community.centroid)
      const [u, v] = ground.warp.toSheet(point)
      const place: Point = isInLake(ground.water, u, v, 40) ? toPoint(town.centroid) : point
      const name = `${community.name.replace(/社区$|村$/, '')}雨量站`
      if (desk.add(KINDS.rainGauge, name, place, { gaugeType: '翻斗式', resolution_mm: 0.1 })) left--
    }
  })
}

/** Stations that measure rain, rivers and air. */
export function placeSensingStations(ground: Ground, desk: FacilityDesk): void {
  placeRainGauges(ground, desk)
  const { columns, rows } = ground.sheet
  const column = (index: number) => columns[index + (columns.length - 1) / 2]!
  const row = (index: number) => rows[index + (rows.length - 1) / 2]!
  for (const [river, name, a, b] of RIVER_SITES) {
    const isOnRiver = river === '云河'
    const u = isOnRiver ? a : column(a)
    const v = isOnRiver ? riverHalfWidth(a) - 8 : Math.abs(b) < 10 ? row(b) : b
    const levels = isOnRiver
      ? { warningLevel_m: 13.2, guaranteeLevel_m: 14.6 }
      : { warningLevel_m: 12.4, guaranteeLevel_m: 13.6 }
    desk.add(KINDS.riverGauge, `${name}水位站`, ground.warp.toPlane(u, v), { river, ...levels })
  }
  for (const [name, u, v, siteType] of AIR_SITES) {
    const items = ['SO2', 'NO2', 'CO', 'O3', 'PM10', 'PM2.5']
    desk.add(KINDS.airStation, `${name}空气质量监测站`, ground.warp.toPlane(u, v), {
      site: name,
      siteType,
      items,
    })
  }
}
