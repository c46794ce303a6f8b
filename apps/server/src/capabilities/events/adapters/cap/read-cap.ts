import { WarningCategory as Categories, type WarningCategory, type WarningLevel } from '@civitas/contract'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { invalid } from '../../../../kernel/problem.ts'

/** What is taken from a CAP message. */
export interface ReadCap {
  readonly identifier: string
  readonly msgType: 'Alert' | 'Update' | 'Cancel'
  readonly exercise: boolean
  readonly references: readonly string[]
  readonly category: WarningCategory
  readonly eventName: string
  readonly level: WarningLevel
  readonly headline: string
  readonly description: string
  readonly instruction: string
  readonly senderName: string
  readonly effectiveTime: Date
  readonly expiresTime: Date
  readonly areaText: string
  readonly divisionCodes: readonly string[]
  readonly geometry: GeoJSON.Geometry | null
}

const lists = [
  'info',
  'area',
  'polygon',
  'circle',
  'geocode',
  'parameter',
  'category',
  'eventCode',
  'responseType',
]
const parser = new XMLParser({
  removeNSPrefix: true,
  parseTagValue: false,
  ignoreAttributes: true,
  processEntities: true,
  isArray: (name) => lists.includes(name),
})

type Node = Record<string, unknown>

const levelsBySeverity: Record<string, WarningLevel> = {
  Extreme: 'red',
  Severe: 'orange',
  Moderate: 'yellow',
  Minor: 'blue',
}
const day = 86_400_000

/** Reads a CAP 1.2 message; the Chinese information block when there are several. Refused with the element that is wrong. */
export function readCap(text: string): ReadCap {
  const fault = XMLValidator.validate(text)
  if (fault !== true) throw invalid('/body/cap', `不是有效的 XML：第 ${fault.err.line} 行 ${fault.err.msg}`)
  const { alert } = parser.parse(text) as { alert?: Node }
  if (!alert) throw invalid('/body/cap', '没有 alert 元素，不是 CAP 报文')
  const msgType = word(alert, 'msgType')
  if (msgType !== 'Alert' && msgType !== 'Update' && msgType !== 'Cancel')
    throw invalid('/body/cap', `alert/msgType 不支持 ${msgType}`)
  const infos = (alert.info as Node[] | undefined) ?? []
  const info = infos.find((one) => String(one.language ?? '').startsWith('zh')) ?? infos[0]
  if (!info) throw invalid('/body/cap', '没有 info 元素')
  const sent = instant(alert, 'sent', 'alert')
  const effective = info.effective ? instant(info, 'effective', 'info') : sent
  return {
    identifier: word(alert, 'identifier'),
    msgType,
    exercise: word(alert, 'status') !== 'Actual',
    references: String(alert.references ?? '')
      .split(/\s+/)
      .flatMap((one) => one.split(',')[1] ?? []),
    category: readCategory(info),
    eventName: word(info, 'event', 'info').slice(0, 60),
    level: readLevel(info),
    headline: String(info.headline ?? info.event).slice(0, 200),
    description: String(info.description ?? info.headline ?? info.event).slice(0, 4000),
    instruction: String(info.instruction ?? '').slice(0, 4000),
    senderName: String(info.senderName ?? word(alert, 'sender')).slice(0, 100),
    effectiveTime: effective,
    expiresTime: info.expires ? instant(info, 'expires', 'info') : new Date(effective.getTime() + day),
    ...readArea(info),
  }
}

function word(node: Node, name: string, parent = 'alert'): string {
  const value = node[name]
  if (typeof value !== 'string' || value === '') throw invalid('/body/cap', `缺少 ${parent}/${name}`)
  return value
}

function instant(node: Node, name: string, parent: string): Date {
  const text = word(node, name, parent)
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw invalid('/body/cap', `${parent}/${name} 不是时间：${text}`)
  return time
}

function readCategory(info: Node): WarningCategory {
  const [category] = (info.category as string[] | undefined) ?? []
  const known = Categories.anyOf.map((one) => one.const as WarningCategory)
  const found = known.find((one) => one === category)
  if (!found) throw invalid('/body/cap', `info/category 不认识 ${category ?? '（空）'}`)
  return found
}

/** China’s colour when it is told, else by severity. */
function readLevel(info: Node): WarningLevel {
  const pairs = [...((info.parameter as Node[]) ?? []), ...((info.eventCode as Node[]) ?? [])]
  for (const { value } of pairs) {
    const text = String(value)
    const found = (['red', 'orange', 'yellow', 'blue'] as const).find((one) =>
      new RegExp(`\\b${one}\\b`, 'i').test(text),
    )
    if (found) return found
  }
  const headline = `${info.headline ?? ''}${info.event ?? ''}`
  const colours = { 红色: 'red', 橙色: 'orange', 黄色: 'yellow', 蓝色: 'blue' } as const
  for (const [colour, level] of Object.entries(colours)) if (headline.includes(colour)) return level
  return levelsBySeverity[String(info.severity)] ?? 'blue'
}

function readArea(info: Node): Pick<ReadCap, 'areaText' | 'divisionCodes' | 'geometry'> {
  const areas = (info.area as Node[] | undefined) ?? []
  const codes = areas.flatMap((area) => (area.geocode as Node[] | undefined) ?? [])
  const rings = areas.flatMap((area) => ((area.polygon as string[] | undefined) ?? []).map(readRing))
  return {
    areaText: areas.map((area) => String(area.areaDesc ?? '')).join('、') || '未说明',
    divisionCodes: codes.map((one) => String(one.value)).filter((code) => /^\d{6}(\d{3}){0,3}$/.test(code)),
    geometry: rings.length === 0 ? null : { type: 'MultiPolygon', coordinates: rings.map((ring) => [ring]) },
  }
}

function readRing(text: string): GeoJSON.Position[] {
  const ring = text
    .trim()
    .split(/\s+/)
    .map((one) => one.split(',').map(Number).reverse())
  const isSound = ring.length >= 4 && ring.every((one) => one.length === 2 && one.every(Number.isFinite))
  if (!isSound) throw invalid('/body/cap', 'area/polygon 至少应有四个 “纬度,经度”，首尾相同')
  return ring
}
