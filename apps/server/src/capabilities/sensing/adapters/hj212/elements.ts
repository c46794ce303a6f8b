import type { ProtocolElement } from '@civitas/contract'

const water = 'HJ 525-2009 水污染物名称代码；HJ 212-2017 附录 B 表 B.1'
const air = 'HJ 524-2009 大气污染物名称代码；HJ 212-2017 附录 B 表 B.2'
const noise = 'HJ 212-2017 附录 B 表 B.3'

const row = (
  clause: string,
  code: string,
  title: string,
  unit: string,
  ...properties: string[]
): ProtocolElement => ({
  ...{ code, title, unit, clause, properties },
})

/** Codes of pollutants and working conditions and the datastreams they go to. */
export const hj212Elements: readonly ProtocolElement[] = [
  row(water, 'w00000', '污水流量', 'L/s', 'flow', 'sewage_flow'),
  row(water, 'w01001', 'pH 值', '', 'ph'),
  row(water, 'w01003', '浑浊度', 'NTU', 'turbidity'),
  row(water, 'w01009', '溶解氧', 'mg/L', 'dissolved_oxygen', 'do'),
  row(water, 'w01010', '水温', '℃', 'water_temperature', 'temperature'),
  row(water, 'w01014', '电导率', 'uS/cm', 'conductivity'),
  row(water, 'w01017', '五日生化需氧量', 'mg/L', 'bod5'),
  row(water, 'w01018', '化学需氧量', 'mg/L', 'cod'),
  row(water, 'w01019', '高锰酸盐指数', 'mg/L', 'permanganate', 'codmn'),
  row(water, 'w21001', '总氮', 'mg/L', 'total_nitrogen', 'tn'),
  row(water, 'w21003', '氨氮', 'mg/L', 'ammonia_nitrogen', 'nh3n'),
  row(water, 'w21011', '总磷', 'mg/L', 'total_phosphorus', 'tp'),
  row(air, 'a00000', '废气流量', 'm3/s', 'gas_flow', 'flow'),
  row(air, 'a01001', '温度', '℃', 'temperature'),
  row(air, 'a01002', '湿度', '%', 'humidity'),
  row(air, 'a01006', '气压', 'kPa', 'pressure'),
  row(air, 'a01007', '风速', 'm/s', 'wind_speed'),
  row(air, 'a01008', '风向', '°', 'wind_direction'),
  row(air, 'a01011', '烟气流速', 'm/s', 'gas_velocity'),
  row(air, 'a01012', '烟气温度', '℃', 'gas_temperature'),
  row(air, 'a01013', '烟气压力', 'Pa', 'gas_pressure'),
  row(air, 'a01014', '烟气湿度', '%', 'gas_humidity'),
  row(air, 'a05024', '臭氧', 'μg/m3', 'o3'),
  row(air, 'a19001', '氧气含量', '%', 'oxygen'),
  row(air, 'a21002', '氮氧化物', 'mg/m3', 'nox'),
  row(air, 'a21003', '一氧化氮', 'μg/m3', 'no'),
  row(air, 'a21004', '二氧化氮', 'μg/m3', 'no2'),
  row(air, 'a21005', '一氧化碳', 'mg/m3', 'co'),
  row(air, 'a21026', '二氧化硫', 'μg/m3', 'so2'),
  row(air, 'a24088', '非甲烷总烃', 'mg/m3', 'nmhc'),
  row(air, 'a34001', '总悬浮颗粒物', 'μg/m3', 'tsp'),
  row(air, 'a34002', '可吸入颗粒物 PM10', 'μg/m3', 'pm10'),
  row(air, 'a34004', '细颗粒物 PM2.5', 'μg/m3', 'pm25'),
  row(air, 'a34013', '烟尘', 'mg/m3', 'particulate'),
  row(noise, 'LA', '瞬时 A 声级', 'dB', 'noise', 'la'),
  row(noise, 'Leq', '等效声级', 'dB', 'leq', 'noise'),
]
