import type { ProtocolElement } from '@civitas/contract'

const clause = 'SL 651-2014 附录 C 表 C.1'

/** Elements by identifier; the letters are those of the ASCII encoding. */
const rows: ReadonlyArray<
  [code: string, symbol: string, title: string, unit: string, ...properties: string[]]
> = [
  ['02', 'AI', '瞬时气温', '℃', 'air_temperature', 'temperature'],
  ['03', 'C', '瞬时水温', '℃', 'water_temperature'],
  ['06', 'ED', '日蒸发量', 'mm', 'evaporation_day'],
  ['07', 'EJ', '当前蒸发量', 'mm', 'evaporation'],
  ['08', 'FL', '气压', 'hPa', 'pressure'],
  ['09', 'GH', '闸坝、水库闸门开启高度', 'm', 'gate_opening'],
  ['0D', 'H', '地下水瞬时埋深', 'm', 'groundwater_depth'],
  ['0F', 'M10', '10 厘米处土壤含水量', '%', 'soil_moisture_10', 'soil_moisture'],
  ['18', 'MST', '湿度', '%', 'humidity'],
  ['1A', 'P1', '1 小时时段降水量', 'mm', 'rain_1h'],
  ['1F', 'PD', '日降水量', 'mm', 'rain_day'],
  ['20', 'PJ', '当前降水量', 'mm', 'rain_current'],
  ['22', 'PN05', '5 分钟时段降水量', 'mm', 'rain_5min'],
  ['26', 'PT', '降水量累计值', 'mm', 'rain_total'],
  ['27', 'Q', '瞬时流量、抽水流量', 'm3/s', 'flow'],
  ['33', 'UC', '风向', '', 'wind_direction'],
  ['35', 'US', '风速', 'm/s', 'wind_speed'],
  ['36', 'VA', '断面平均流速', 'm/s', 'mean_velocity'],
  ['37', 'VJ', '当前瞬时流速', 'm/s', 'velocity'],
  ['38', 'VT', '电源电压', 'V', 'voltage', 'battery_voltage'],
  ['39', 'Z', '瞬时河道水位、潮位', 'm', 'level'],
  ['3A', 'ZB', '库（闸、站）下水位', 'm', 'downstream_level'],
  ['3B', 'ZU', '库（闸、站）上水位', 'm', 'upstream_level', 'level'],
  ['44', 'SQ', '含沙量', 'kg/m3', 'sediment'],
  ['46', 'PH', 'pH 值', '', 'ph'],
  ['47', 'DO', '溶解氧', 'mg/L', 'dissolved_oxygen'],
  ['48', 'COND', '电导率', 'μS/cm', 'conductivity'],
  ['49', 'TURB', '浊度', 'NTU', 'turbidity'],
  ['F4', 'DRP', '1 小时内每 5 分钟时段雨量', 'mm', 'rain_5min'],
  ['F5', 'DRZ1', '1 小时内 5 分钟间隔相对水位 1', 'm', 'relative_level'],
]

export const sl651Elements: readonly ProtocolElement[] = rows.map(
  ([code, symbol, title, unit, ...properties]) => ({
    ...{ code, title: `${title}（${symbol}）`, unit, clause, properties },
  }),
)

const codes = new Map(rows.map(([code, symbol]) => [symbol, code]))

/** Identifier of an element the ASCII encoding names by letters. */
export function codeOfSymbol(symbol: string): string | undefined {
  return codes.get(symbol)
}
