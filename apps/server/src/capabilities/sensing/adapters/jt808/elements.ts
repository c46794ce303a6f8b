import type { ProtocolElement } from '@civitas/contract'

const basic = 'JT/T 808-2019 8.12 表 23'
const more = 'JT/T 808-2019 8.12 表 27'

const row = (
  clause: string,
  code: string,
  title: string,
  unit: string,
  ...properties: string[]
): ProtocolElement => ({
  ...{ code, title, unit, clause, properties },
})

/** Parts of a location report that are readings; the position itself goes to the tracks. */
export const jt808Elements: readonly ProtocolElement[] = [
  row(basic, 'speed', '速度', 'km/h', 'speed'),
  row(basic, 'heading', '方向', '°', 'heading'),
  row(basic, 'altitude', '高程', 'm', 'altitude'),
  row(basic, 'acc', 'ACC 开关', '', 'acc', 'ignition'),
  row(basic, 'alarm', '报警标志位', '', 'alarm_bits'),
  row(basic, 'emergency', '紧急报警（报警标志位 0）', '', 'emergency'),
  row(more, '01', '里程', 'km', 'mileage'),
  row(more, '02', '油量', 'L', 'fuel'),
  row(more, '03', '行驶记录功能获取的速度', 'km/h', 'recorder_speed'),
  row(more, '30', '无线通信网络信号强度', '', 'signal'),
  row(more, '31', 'GNSS 定位卫星数', '', 'satellites'),
]
