import type { UtilityKind } from './organisations.ts'

/** How a kind of city part is coded and named, and who keeps it. */
export interface FacilityKind {
  type: string
  /** Two digits of the large class and two of the small one in the part's 16-digit code (form of GB/T 30428.2). */
  classCode: string
  label: string
  owner: { utility: UtilityKind } | { bureau: string }
}

const kind = (
  type: string,
  classCode: string,
  label: string,
  owner: FacilityKind['owner'],
): FacilityKind => ({ type, classCode, label, owner })

/** 01 public utilities, 02 traffic, 05 others (with sensing); small classes are numbered by this city. */
export const KINDS = {
  stormManhole: kind('city-base.manhole', '0101', '雨水井盖', { utility: 'drainage' }),
  sewageManhole: kind('city-base.manhole', '0102', '污水井盖', { utility: 'drainage' }),
  waterManhole: kind('city-base.manhole', '0103', '给水井盖', { utility: 'water' }),
  telecomManhole: kind('city-base.manhole', '0104', '通信井盖', { utility: 'telecom' }),
  powerManhole: kind('city-base.manhole', '0105', '电力井盖', { utility: 'power' }),
  drainInlet: kind('city-base.drain-inlet', '0106', '雨水箅子', { utility: 'drainage' }),
  hydrant: kind('city-base.hydrant', '0107', '消火栓', { utility: 'water' }),
  lamp: kind('city-base.street-lamp', '0108', '路灯', { utility: 'lighting' }),
  pumpStation: kind('city-base.pump-station', '0109', '排水泵站', { utility: 'drainage' }),
  camera: kind('city-base.camera', '0201', '视频监控', { bureau: '市公安局' }),
  signal: kind('city-base.traffic-signal', '0202', '交通信号灯', { bureau: '市公安局交通警察支队' }),
  busStop: kind('city-base.bus-stop', '0203', '公交站', { utility: 'bus' }),
  barrier: kind('city-base.barrier', '0204', '积水拦车杆', { bureau: '市公安局交通警察支队' }),
  screen: kind('city-base.message-screen', '0205', '交通诱导屏', { bureau: '市公安局交通警察支队' }),
  gauge: kind('waterlogging.gauge', '0501', '积水水位计', { utility: 'drainage' }),
  rainGauge: kind('waterlogging.rain-gauge', '0502', '雨量站', { bureau: '市气象局' }),
  riverGauge: kind('waterlogging.river-gauge', '0503', '河道水位站', { bureau: '市水利局' }),
  airStation: kind('air.station', '0504', '空气质量监测站', { bureau: '市生态环境监测中心' }),
} as const satisfies Record<string, FacilityKind>
