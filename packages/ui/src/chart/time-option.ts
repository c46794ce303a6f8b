import type { EChartsCoreOption } from 'echarts/core'
import { formatClock, formatNumber, formatTime, formatWithUnit } from '../formats.ts'
import { fonts, type Palette } from '../tokens.ts'

/** One series over time; points are `[ms, value]`, a missing value is null and leaves a gap. */
export interface TimeSeries {
  name: string
  points: [number, number | null][]
  kind?: 'line' | 'area' | 'step' | 'bar'
  color?: string
}

/** A line across the chart with its words, such as a warning threshold. */
export interface Threshold {
  value: number
  name: string
  color: string
}

export interface TimeChartInput {
  series: TimeSeries[]
  unit: string
  precision: number
  from?: string
  to?: string
  thresholds?: Threshold[]
  /** The axis begins at zero; always so for bars. */
  zero?: boolean
  stacked?: boolean
  /** The title names the series and their colours already. */
  hideLegend?: boolean
}

/** The ECharts option of a chart over time in the colours of a theme; `scale` is the root font size ÷ 16. */
export function timeOption(input: TimeChartInput, palette: Palette, scale: number): EChartsCoreOption {
  const font = { color: palette.muted, fontFamily: fonts.text, fontSize: 12 * scale }
  const several = input.series.length > 1 && !input.hideLegend
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: font,
    grid: {
      left: 4 * scale,
      right: 12 * scale,
      top: (several ? 28 : 10) * scale,
      bottom: 2 * scale,
      containLabel: true,
    },
    legend: several
      ? {
          type: 'scroll',
          formatter: shorten,
          pageIconSize: 9 * scale,
          pageTextStyle: font,
          pageIconColor: palette.muted,
          pageIconInactiveColor: palette.line,
          top: 0,
          left: 0,
          itemWidth: 14 * scale,
          itemHeight: 8 * scale,
          itemGap: 14 * scale,
          textStyle: font,
          icon: 'roundRect',
        }
      : undefined,
    tooltip: tooltip(input, palette, font),
    xAxis: timeAxis(input, palette, font, scale),
    yAxis: valueAxis(input, palette, font),
    series: input.series.slice(0, 7).map((each, index) => oneSeries(each, index, input, palette, scale)),
  }
}

const LEGEND_LETTERS = 11

function shorten(name: string): string {
  return name.length > LEGEND_LETTERS ? `${name.slice(0, LEGEND_LETTERS - 1)}…` : name
}

type Font = { color: string; fontFamily: string; fontSize: number }

function tooltip(input: TimeChartInput, palette: Palette, font: Font) {
  return {
    trigger: 'axis',
    confine: true,
    backgroundColor: palette.raised,
    borderColor: palette.lineStrong,
    textStyle: { ...font, color: palette.text },
    axisPointer: { lineStyle: { color: palette.faint } },
    valueFormatter: (value: unknown) =>
      formatWithUnit(typeof value === 'number' ? value : null, input.unit, input.precision),
  }
}

function timeAxis(input: TimeChartInput, palette: Palette, font: Font, scale: number) {
  const from = input.from ? Date.parse(input.from) : undefined
  const to = input.to ? Date.parse(input.to) : undefined
  const long = from !== undefined && to !== undefined && to - from > 36 * 3_600_000
  return {
    type: 'time',
    min: from,
    max: to,
    splitNumber: 4,
    axisLine: { lineStyle: { color: palette.lineStrong } },
    axisTick: { show: false },
    axisLabel: {
      ...font,
      hideOverlap: true,
      margin: 6 * scale,
      formatter: (ms: number) => (long ? formatTime(ms).slice(5, 10) : formatClock(ms, false)),
    },
    axisPointer: { label: { formatter: (point: { value: number }) => formatTime(point.value) } },
    splitLine: { show: false },
  }
}

function valueAxis(input: TimeChartInput, palette: Palette, font: Font) {
  const zero = input.zero ?? input.series.some((each) => each.kind === 'bar')
  const highest = Math.max(0, ...(input.thresholds ?? []).map((each) => each.value))
  return {
    type: 'value',
    scale: !zero,
    splitNumber: 3,
    // Values written without decimals need steps of one at least, or the same number stands twice.
    minInterval: input.precision ? undefined : 1,
    min: zero ? 0 : undefined,
    max: highest ? (extent: { max: number }) => niceMax(Math.max(extent.max, highest)) : undefined,
    axisLabel: {
      ...font,
      formatter: (value: number) => formatNumber(value, input.precision && value % 1 ? input.precision : 0),
    },
    splitLine: { lineStyle: { color: palette.line } },
  }
}

/** The next 1, 2, 2.5, 5 × a power of ten above a value, so that the top of an axis is a round number. */
export function niceMax(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 2.5, 5, 10].find((each) => each * power >= value * 1.02) ?? 10
  return step * power
}

function oneSeries(each: TimeSeries, index: number, input: TimeChartInput, palette: Palette, scale: number) {
  const color = each.color ?? palette.series[index % palette.series.length]
  const isBar = each.kind === 'bar'
  return {
    name: each.name,
    type: isBar ? 'bar' : 'line',
    data: each.points,
    showSymbol: each.points.length === 1,
    symbolSize: 5 * scale,
    step: each.kind === 'step' ? 'end' : undefined,
    stack: input.stacked ? 'all' : undefined,
    barMaxWidth: 14 * scale,
    itemStyle: { color },
    lineStyle: { color, width: 2 * scale },
    areaStyle: each.kind === 'area' ? { color, opacity: 0.16 } : undefined,
    connectNulls: false,
    sampling: isBar ? undefined : 'lttb',
    markLine:
      index === 0 && input.thresholds?.length
        ? {
            silent: true,
            symbol: 'none',
            animation: false,
            label: {
              position: 'insideEndTop',
              fontFamily: fonts.text,
              fontSize: 11 * scale,
              color: palette.muted,
              formatter: (point: { name: string }) => point.name,
            },
            data: input.thresholds.map((line) => ({
              yAxis: line.value,
              name: line.name,
              lineStyle: { color: line.color, type: 'dashed', width: scale },
            })),
          }
        : undefined,
  }
}
