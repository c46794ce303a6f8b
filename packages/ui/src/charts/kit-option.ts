import type { EChartsCoreOption } from 'echarts/core'
import { formatClock, formatTime, formatWithUnit } from '../formats.ts'
import { type DrawnKind, foldSmall, groupsOf, type KitData, type KitItem } from './kit-data.ts'
import { gridOf, inkOf, type KitLook, nameAxis, valueAxis } from './kit-look.ts'
import { shapeOption } from './kit-shapes.ts'

/** The ECharts option of a chart of the kit. */
export function kitOption(kind: DrawnKind, data: KitData, look: KitLook): EChartsCoreOption {
  const { palette } = look
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: inkOf(look),
    color: [...palette.series],
    tooltip: tooltip(data, look, kind),
    ...bodyOf(kind, data, look),
  }
}

function bodyOf(kind: DrawnKind, data: KitData, look: KitLook): EChartsCoreOption {
  switch (kind) {
    case 'line':
    case 'area':
    case 'bar':
    case 'stacked-bar':
      return cartesian(kind, data, look)
    case 'horizontal-bar':
      return horizontal(data, look)
    case 'pie':
    case 'ring':
    case 'rose':
      return pie(kind, data, look)
    case 'scatter':
      return scatter(data, look)
    default:
      return shapeOption(kind, data, look)
  }
}

function tooltip(data: KitData, look: KitLook, kind: DrawnKind) {
  const { palette } = look
  const isAxis = ['line', 'area', 'bar', 'stacked-bar', 'k-line'].includes(kind)
  return {
    trigger: isAxis ? 'axis' : 'item',
    confine: true,
    backgroundColor: palette.raised,
    borderColor: palette.lineStrong,
    textStyle: { ...inkOf(look), color: palette.text },
    valueFormatter: (value: unknown) =>
      formatWithUnit(typeof value === 'number' ? value : null, data.unit, data.precision),
  }
}

function legend(look: KitLook, names: readonly string[]) {
  if (names.length < 2) return undefined
  const { scale } = look
  return {
    type: 'scroll',
    top: 0,
    left: 0,
    itemWidth: 14 * scale,
    itemHeight: 8 * scale,
    icon: 'roundRect',
    data: [...names],
    textStyle: inkOf(look),
    pageTextStyle: inkOf(look),
    pageIconSize: 9 * scale,
  }
}

function timeAxis(items: readonly KitItem[], look: KitLook) {
  const times = items.flatMap((item) => (item.time ? [Date.parse(item.time)] : []))
  const isLong = Math.max(...times) - Math.min(...times) > 36 * 3_600_000
  return {
    type: 'time',
    splitNumber: 4,
    axisLine: { lineStyle: { color: look.palette.lineStrong } },
    axisTick: { show: false },
    axisLabel: {
      ...inkOf(look),
      hideOverlap: true,
      formatter: (ms: number) => (isLong ? formatTime(ms).slice(5, 10) : formatClock(ms, false)),
    },
    splitLine: { show: false },
  }
}

function cartesian(
  kind: 'line' | 'area' | 'bar' | 'stacked-bar',
  data: KitData,
  look: KitLook,
): EChartsCoreOption {
  const isTimed = data.items.some((item) => item.time !== undefined)
  const isBar = kind === 'bar' || kind === 'stacked-bar'
  const groups = groupsOf(data.items)
  const names = [...new Set(data.items.map((item) => item.name ?? ''))]
  return {
    grid: gridOf(look, groups.length > 1),
    legend: legend(look, groups),
    xAxis: isTimed ? timeAxis(data.items, look) : nameAxis(look, names),
    yAxis: valueAxis(look, isBar, data.precision === 0),
    series: groups.map((group) => {
      const own = data.items.filter((item) => (item.group ?? '') === group)
      const points = isTimed
        ? own.map((item) => [Date.parse(item.time ?? ''), item.value ?? null])
        : names.map((name) => own.find((item) => item.name === name)?.value ?? null)
      return {
        name: group,
        type: isBar ? 'bar' : 'line',
        data: points,
        stack: kind === 'stacked-bar' ? 'all' : undefined,
        barMaxWidth: 22 * look.scale,
        showSymbol: points.length < 2,
        lineStyle: { width: 2 * look.scale, type: own[0]?.expected ? 'dashed' : 'solid' },
        areaStyle: kind === 'area' ? { opacity: 0.16 } : undefined,
      }
    }),
  }
}

function horizontal(data: KitData, look: KitLook): EChartsCoreOption {
  const items = [...data.items].sort((a, b) => (a.value ?? 0) - (b.value ?? 0)).slice(-12)
  return {
    grid: { ...gridOf(look), right: 56 * look.scale },
    xAxis: { ...valueAxis(look, true), axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      ...nameAxis(
        look,
        items.map((item) => item.name ?? ''),
      ),
      axisLine: { show: false },
    },
    series: [
      {
        type: 'bar',
        data: items.map((item) => item.value ?? null),
        barMaxWidth: 18 * look.scale,
        itemStyle: { color: look.palette.series[0] },
        label: {
          show: true,
          position: 'right',
          ...inkOf(look),
          color: look.palette.text,
          formatter: ({ value }: { value: number | null }) =>
            formatWithUnit(value, data.unit, data.precision),
        },
      },
    ],
  }
}

function pie(kind: 'pie' | 'ring' | 'rose', data: KitData, look: KitLook): EChartsCoreOption {
  const items = foldSmall(data.items, look.texts.other)
  const radius = kind === 'ring' ? ['48%', '72%'] : kind === 'rose' ? ['18%', '74%'] : ['0%', '72%']
  return {
    series: [
      {
        type: 'pie',
        radius,
        roseType: kind === 'rose' ? 'area' : undefined,
        data: items.map((item) => ({ name: item.name, value: item.value })),
        itemStyle: { borderColor: look.palette.surface, borderWidth: 2 * look.scale },
        label: { ...inkOf(look), color: look.palette.text, formatter: '{b} {c}' },
        labelLine: { length: 8 * look.scale, length2: 6 * look.scale },
      },
    ],
  }
}

function scatter(data: KitData, look: KitLook): EChartsCoreOption {
  const groups = groupsOf(data.items)
  return {
    grid: gridOf(look, groups.length > 1),
    legend: legend(look, groups),
    xAxis: { ...valueAxis(look, false), axisLine: { lineStyle: { color: look.palette.lineStrong } } },
    yAxis: valueAxis(look, false),
    series: groups.map((group) => ({
      name: group,
      type: 'scatter',
      symbolSize: 8 * look.scale,
      data: data.items
        .filter((item) => (item.group ?? '') === group)
        .map((item) => ({ name: item.name, value: [item.x ?? 0, item.y ?? item.value ?? 0] })),
    })),
  }
}
