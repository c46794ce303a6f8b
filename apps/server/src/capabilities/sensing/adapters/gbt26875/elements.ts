import type { ProtocolElement } from '@civitas/contract'
import { dataTypes } from './objects.ts'

const row = (
  clause: string,
  code: string,
  title: string,
  unit: string,
  ...properties: string[]
): ProtocolElement => ({
  ...{ code, title, unit, clause: `GB/T 26875.3-2011 ${clause}`, properties },
})

/** States and measured values and the datastreams they go to. */
export const gbt26875Elements: readonly ProtocolElement[] = [
  row('8.2.1.1 表 5', 'fire', '火警', '', 'fire_alarm'),
  row('8.2.1.1 表 5', 'fault', '故障', '', 'fault'),
  row('8.2.1.1 表 5', 'shielded', '屏蔽', '', 'shielded'),
  row('8.2.1.1 表 5', 'supervised', '监管', '', 'supervised'),
  row('8.2.1.1 表 5', 'started', '启动', '', 'started'),
  row('8.2.1.1 表 5', 'feedback', '反馈', '', 'feedback'),
  row('8.2.1.1 表 5', 'main-power', '主电故障', '', 'main_power_fault'),
  row('8.2.1.1 表 5', 'backup-power', '备电故障', '', 'backup_power_fault'),
  row('8.2.1.8', 'line', '与监控中心通信信道故障', '', 'line_fault'),
  row('8.2.1.3 表 8', 'value-2', '高度', 'm', 'water_level', 'level'),
  row('8.2.1.3 表 8', 'value-3', '温度', '℃', 'temperature'),
  row('8.2.1.3 表 8', 'value-4', '压力', 'MPa', 'pressure_mpa'),
  row('8.2.1.3 表 8', 'value-5', '压力', 'kPa', 'water_pressure', 'pressure'),
  row('8.2.1.3 表 8', 'value-6', '气体浓度', '%LEL', 'gas'),
  row('8.2.1.3 表 8', 'value-8', '电压', 'V', 'voltage'),
  row('8.2.1.3 表 8', 'value-9', '电流', 'A', 'current'),
  row('8.2.1.3 表 8', 'value-10', '流量', 'L/s', 'flow'),
]

/** Bits of state by type of object; bit 0 (normal or test) is none that is counted. */
export const stateBits: Readonly<Record<number, ReadonlyArray<readonly [bit: number, code: string]>>> = {
  [dataTypes.systemState]: [
    ...([
      [1, 'fire'],
      [2, 'fault'],
      [3, 'shielded'],
      [4, 'supervised'],
      [5, 'started'],
      [6, 'feedback'],
    ] as const),
    ...([
      [8, 'main-power'],
      [9, 'backup-power'],
    ] as const),
  ],
  [dataTypes.componentState]: [
    ...([
      [1, 'fire'],
      [2, 'fault'],
      [3, 'shielded'],
      [4, 'supervised'],
      [5, 'started'],
      [6, 'feedback'],
    ] as const),
    ...([[8, 'main-power']] as const),
  ],
  [dataTypes.transmitterState]: [
    ...([
      [1, 'fire'],
      [2, 'fault'],
      [3, 'main-power'],
      [4, 'backup-power'],
      [5, 'line'],
    ] as const),
  ],
}
