import { type Model, text } from '@civitas/domain-kit'

/** What decides how fast water gathers at a low point. */
export type Catchment = {
  /** Share of the rain that runs off, 0–1. */
  readonly runoff: number
  /** What the drains carry away, as rain over the catchment. */
  readonly drainMmH: number
  readonly catchmentM2: number
  /** Area the water stands on. */
  readonly pondingM2: number
}

/**
 * Depth of standing water after some minutes of steady rain, in cm, never below 0.
 *
 * Water balance of the low point: rain running off the catchment (Q = ψ·q·F, GB 50014-2021 clause 4.1.7) minus what the
 * drains take, spread over the ponding area. The basin is taken as a box, so depth grows in a straight line.
 */
export function computePondingDepth(
  startCm: number,
  rainMmH: number,
  minutes: number,
  catchment: Catchment,
): number {
  const surplusMmH = catchment.runoff * rainMmH - catchment.drainMmH
  const riseMm = ((surplusMmH * minutes) / 60) * (catchment.catchmentM2 / catchment.pondingM2)
  return Math.max(0, startCm + riseMm / 10)
}

const usual = { runoff: 0.9, drain_mm_h: 36, catchment_m2: 20_000, ponding_m2: 500 }

/** Models of the domain. */
export const models: readonly Model[] = [
  {
    id: 'ponding-depth',
    title: text('低洼点积水深度', 'Ponding depth of a low point'),
    description: text(
      '按汇水面积、径流系数和排水能力，由降雨强度推算积水深度（水量平衡法）。',
      'Depth from rain by water balance of the catchment, runoff coefficient and drainage capacity.',
    ),
    reference: 'GB 50014-2021《室外排水设计标准》4.1.7（雨水设计流量 Q = ψqF），盒形容积水量平衡',
    inputs: [
      { id: 'start_cm', title: text('初始积水', 'Depth at the start'), unit: 'cm' },
      { id: 'rain_mm_h', title: text('降雨强度', 'Rain intensity'), unit: 'mm/h' },
      { id: 'minutes', title: text('历时', 'Duration'), unit: 'min' },
      { id: 'runoff', title: text('径流系数', 'Runoff coefficient'), unit: '1' },
      { id: 'drain_mm_h', title: text('排水能力', 'Drainage capacity'), unit: 'mm/h' },
      { id: 'catchment_m2', title: text('汇水面积', 'Catchment'), unit: 'm2' },
      { id: 'ponding_m2', title: text('积水面积', 'Ponding area'), unit: 'm2' },
    ],
    outputs: [{ id: 'depth_cm', title: text('积水深度', 'Depth'), unit: 'cm' }],
    compute: ({ start_cm, rain_mm_h, minutes, runoff, drain_mm_h, catchment_m2, ponding_m2 }) => {
      const known = [start_cm, rain_mm_h, minutes, runoff, drain_mm_h, catchment_m2, ponding_m2]
      if (known.some((one) => one === null || one === undefined) || !ponding_m2) return { depth_cm: null }
      const catchment = {
        runoff: runoff!,
        drainMmH: drain_mm_h!,
        catchmentM2: catchment_m2!,
        pondingM2: ponding_m2,
      }
      return { depth_cm: computePondingDepth(start_cm!, rain_mm_h!, minutes!, catchment) }
    },
    vectors: [
      {
        title: text('每小时 100 毫米降雨 10 分钟', 'Ten minutes of 100 mm/h'),
        inputs: { ...usual, start_cm: 0, rain_mm_h: 100, minutes: 10 },
        expect: { depth_cm: 36 },
      },
      {
        title: text('雨量与排水能力相抵', 'Rain equals drainage'),
        inputs: { ...usual, start_cm: 12, rain_mm_h: 40, minutes: 60 },
        expect: { depth_cm: 12 },
      },
      {
        title: text('雨停后退水，不为负', 'Falls after the rain, never below zero'),
        inputs: { ...usual, start_cm: 24, rain_mm_h: 0, minutes: 30 },
        expect: { depth_cm: 0 },
      },
      {
        title: text('缺少降雨时没有结果', 'No result without rain'),
        inputs: { ...usual, start_cm: 0, rain_mm_h: null, minutes: 10 },
        expect: { depth_cm: null },
      },
    ],
  },
]
