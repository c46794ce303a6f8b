import type { LocalText } from './text.ts'

/** A unit of measure: UCUM code, the sign shown beside numbers, its name, and the decimals people expect. */
export type Unit = {
  readonly code: string
  readonly symbol: LocalText
  readonly title: LocalText
  readonly decimals: number
}

function unit(
  code: string,
  symbolZh: string,
  symbolEn: string,
  zh: string,
  en: string,
  decimals: number,
): Unit {
  return { code, symbol: { zh: symbolZh, en: symbolEn }, title: { zh, en }, decimals }
}

/**
 * Every unit a domain may use, by UCUM code (https://ucum.org, case sensitive). Counts use UCUM annotations
 * (`{case}`), which are dimensionless. `1` is a plain number such as an index.
 */
export const UNITS: Readonly<Record<string, Unit>> = Object.fromEntries(
  [
    unit('1', '', '', '无量纲', 'dimensionless', 0),
    unit('%', '%', '%', '百分比', 'per cent', 1),
    unit('mm', 'mm', 'mm', '毫米', 'millimetre', 1),
    unit('cm', 'cm', 'cm', '厘米', 'centimetre', 0),
    unit('m', 'm', 'm', '米', 'metre', 2),
    unit('km', 'km', 'km', '千米', 'kilometre', 1),
    unit('m2', 'm²', 'm²', '平方米', 'square metre', 0),
    unit('har', '公顷', 'ha', '公顷', 'hectare', 2),
    unit('km2', 'km²', 'km²', '平方千米', 'square kilometre', 2),
    unit('m3', 'm³', 'm³', '立方米', 'cubic metre', 1),
    unit('m3/h', 'm³/h', 'm³/h', '立方米每小时', 'cubic metre per hour', 0),
    unit('m3/s', 'm³/s', 'm³/s', '立方米每秒', 'cubic metre per second', 1),
    unit('mm/h', 'mm/h', 'mm/h', '毫米每小时', 'millimetre per hour', 1),
    unit('m/s', 'm/s', 'm/s', '米每秒', 'metre per second', 1),
    unit('km/h', 'km/h', 'km/h', '千米每小时', 'kilometre per hour', 0),
    unit('deg', '°', '°', '度（角度）', 'degree of angle', 0),
    unit('Cel', '°C', '°C', '摄氏度', 'degree Celsius', 1),
    unit('hPa', 'hPa', 'hPa', '百帕', 'hectopascal', 1),
    unit('kPa', 'kPa', 'kPa', '千帕', 'kilopascal', 1),
    unit('ug/m3', 'μg/m³', 'µg/m³', '微克每立方米', 'microgram per cubic metre', 0),
    unit('MPa', 'MPa', 'MPa', '兆帕', 'megapascal', 2),
    unit('MW', 'MW', 'MW', '兆瓦', 'megawatt', 1),
    unit('t', '吨', 't', '吨', 'tonne', 1),
    unit('t/d', '吨/日', 't/d', '吨每日', 'tonne per day', 0),
    unit('mg/m3', 'mg/m³', 'mg/m³', '毫克每立方米', 'milligram per cubic metre', 1),
    unit('mg/L', 'mg/L', 'mg/L', '毫克每升', 'milligram per litre', 2),
    unit('dB', 'dB', 'dB', '分贝', 'decibel', 1),
    unit('V', 'V', 'V', '伏', 'volt', 1),
    unit('A', 'A', 'A', '安', 'ampere', 1),
    unit('kW', 'kW', 'kW', '千瓦', 'kilowatt', 1),
    unit('kW.h', 'kWh', 'kWh', '千瓦时', 'kilowatt hour', 1),
    unit('lx', 'lx', 'lx', '勒克斯', 'lux', 0),
    unit('s', '秒', 's', '秒', 'second', 0),
    unit('min', '分钟', 'min', '分钟', 'minute', 0),
    unit('h', '小时', 'h', '小时', 'hour', 1),
    unit('d', '天', 'd', '天', 'day', 0),
    unit('a', '年', 'yr', '年', 'year', 0),
    unit('{point}', '处', 'points', '处', 'point', 0),
    unit('{item}', '个', 'items', '个', 'item', 0),
    unit('{case}', '件', 'cases', '件', 'case', 0),
    unit('{event}', '起', 'events', '起', 'event', 0),
    unit('{person}', '人', 'people', '人', 'person', 0),
    unit('{bed}', '张', 'beds', '床位', 'bed', 0),
    unit('{station}', '座', 'stations', '座', 'station', 0),
    unit('{floor}', '层', 'floors', '层', 'floor', 0),
    unit('{place}', '处', 'places', '处', 'place', 0),
    unit('CNY', '元', 'CNY', '元', 'yuan', 2),
    unit('10^4.CNY', '万元', '10⁴ CNY', '万元', 'ten thousand yuan', 2),
    unit('{lane}', '条', 'lanes', '车道', 'lane', 0),
  ].map((one) => [one.code, one]),
)

/** The unit of a UCUM code, or undefined when the kit does not know it. */
export function findUnit(code: string): Unit | undefined {
  return Object.hasOwn(UNITS, code) ? UNITS[code] : undefined
}
