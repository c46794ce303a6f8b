import type { EChartsCoreOption } from 'echarts/core'
import { formatNumber, formatTime, formatWithUnit } from '../formats.ts'
import type { DrawnKind, KitData, KitItem } from './kit-data.ts'
import { gridOf, inkOf, type KitLook, nameAxis, shorten, valueAxis } from './kit-look.ts'

/** Options of the charts that are more than lines, bars and rounds. */
export function shapeOption(kind: DrawnKind, data: KitData, look: KitLook): EChartsCoreOption {
  switch (kind) {
    case 'radar':
      return radar(data, look)
    case 'heat-map':
      return heatMap(data, look)
    case 'calendar':
      return calendar(data, look)
    case 'funnel':
      return funnel(data, look)
    case 'sankey':
      return sankey(data, look)
    case 'treemap':
    case 'sunburst':
      return tree(kind, data, look)
    case 'k-line':
      return candles(data, look)
    default:
      return boxes(data, look)
  }
}

function radar(data: KitData, look: KitLook): EChartsCoreOption {
  const highest = Math.max(100, ...data.items.map((item) => item.value ?? 0))
  const { palette } = look
  return {
    radar: {
      indicator: data.items.map((item) => ({ name: shorten(item.name ?? '', 7), max: highest, min: 0 })),
      radius: '66%',
      axisName: { ...inkOf(look), color: palette.text },
      splitNumber: 4,
      splitLine: { lineStyle: { color: palette.line } },
      splitArea: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        type: 'radar',
        symbolSize: 5 * look.scale,
        data: [
          {
            value: data.items.map((item) => item.value ?? 0),
            areaStyle: { opacity: 0.2 },
            lineStyle: { width: 2 * look.scale },
          },
        ],
      },
    ],
  }
}

/** From the quiet surface to the accent; more is stronger. */
function strength(items: readonly KitItem[], look: KitLook) {
  return {
    show: false,
    min: 0,
    max: Math.max(1, ...items.map((item) => item.value ?? 0)),
    inRange: { color: [look.palette.raised, look.palette.series[0]] },
  }
}

function heatMap(data: KitData, look: KitLook): EChartsCoreOption {
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour))
  return {
    grid: gridOf(look),
    xAxis: nameAxis(look, hours),
    yAxis: { ...nameAxis(look, look.texts.weekdays), inverse: true },
    visualMap: strength(data.items, look),
    series: [
      {
        type: 'heatmap',
        data: data.items.map((item) => [item.x ?? 0, (item.y ?? 1) - 1, item.value ?? 0]),
        itemStyle: { borderColor: look.palette.surface, borderWidth: look.scale },
      },
    ],
  }
}

function calendar(data: KitData, look: KitLook): EChartsCoreOption {
  const days = data.items
    .map((item) => item.name ?? '')
    .filter(Boolean)
    .sort()
  const today = formatTime(Date.now()).slice(0, 10)
  const last = days.at(-1) ?? today
  const first = formatTime(Date.parse(`${last}T00:00:00+08:00`) - 150 * 86_400_000).slice(0, 10)
  const { palette, scale } = look
  return {
    visualMap: strength(data.items, look),
    calendar: {
      range: [first, last],
      top: 24 * scale,
      left: 34 * scale,
      right: 6 * scale,
      bottom: 6 * scale,
      cellSize: ['auto', 'auto'],
      itemStyle: { color: palette.raised, borderColor: palette.surface, borderWidth: 2 * scale },
      splitLine: { lineStyle: { color: palette.lineStrong } },
      yearLabel: { show: false },
      monthLabel: { ...inkOf(look), nameMap: 'ZH' },
      dayLabel: { ...inkOf(look), nameMap: 'ZH', firstDay: 1 },
    },
    series: [
      {
        type: 'heatmap',
        coordinateSystem: 'calendar',
        data: data.items.map((item) => [item.name, item.value ?? 0]),
      },
    ],
  }
}

function funnel(data: KitData, look: KitLook): EChartsCoreOption {
  return {
    series: [
      {
        type: 'funnel',
        sort: 'none',
        top: '4%',
        bottom: '4%',
        left: '8%',
        width: '84%',
        minSize: '18%',
        gap: 3 * look.scale,
        data: data.items.map((item) => ({ name: item.name, value: item.value ?? 0 })),
        label: { ...inkOf(look), position: 'inside', color: look.palette.onAccent, formatter: '{b} {c}' },
        itemStyle: { borderWidth: 0 },
      },
    ],
  }
}

function sankey(data: KitData, look: KitLook): EChartsCoreOption {
  // A name on both sides would close a circle, so the right side has its own.
  const links = data.items.flatMap((item) =>
    item.from && item.to ? [{ source: item.from, target: `${item.to} `, value: item.value ?? 0 }] : [],
  )
  const names = [...new Set(links.flatMap((link) => [link.source, link.target]))]
  return {
    series: [
      {
        type: 'sankey',
        left: 4 * look.scale,
        right: 84 * look.scale,
        top: 6 * look.scale,
        bottom: 6 * look.scale,
        nodeWidth: 12 * look.scale,
        nodeGap: 9 * look.scale,
        data: names.map((name) => ({ name })),
        links,
        label: {
          ...inkOf(look),
          color: look.palette.text,
          formatter: ({ name }: { name: string }) => shorten(name.trim(), 10),
        },
        lineStyle: { color: 'gradient', opacity: 0.35 },
      },
    ],
  }
}

function tree(kind: 'treemap' | 'sunburst', data: KitData, look: KitLook): EChartsCoreOption {
  const groups = new Map<string, { name: string; value: number }[]>()
  for (const item of data.items) {
    const group = item.group ?? item.name ?? ''
    groups.set(group, [...(groups.get(group) ?? []), { name: item.name ?? '', value: item.value ?? 0 }])
  }
  const nodes = [...groups].slice(0, 12).map(([name, children]) => ({ name, children }))
  const { palette, scale } = look
  const shared = { data: nodes, itemStyle: { borderColor: palette.surface, borderWidth: scale } }
  const label = { ...inkOf(look), color: palette.onAccent, overflow: 'truncate' }
  return {
    series: [
      kind === 'treemap'
        ? {
            ...{ type: 'treemap', ...shared, roam: false, nodeClick: false, breadcrumb: { show: false } },
            ...{ top: 2, left: 2, right: 2, bottom: 2, leafDepth: 1, drillDownIcon: '', label },
          }
        : { type: 'sunburst', radius: ['16%', '92%'], ...shared, label: { ...label, minAngle: 12 } },
    ],
  }
}

/** Up is filled and down is hollow in the same colour, so that the two are told apart without red and green. */
function candles(data: KitData, look: KitLook): EChartsCoreOption {
  const { palette, texts } = look
  const words = (value: number | undefined) => formatWithUnit(value ?? null, data.unit, data.precision)
  const tell = (item: KitItem) =>
    [
      item.name ?? formatTime(item.time),
      `${texts.open} ${words(item.open)}`,
      `${texts.high} ${words(item.high)}`,
      `${texts.low} ${words(item.low)}`,
      `${texts.close} ${words(item.close)}`,
    ].join('<br>')
  return {
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: palette.raised,
      borderColor: palette.lineStrong,
      textStyle: { ...inkOf(look), color: palette.text },
      formatter: (points: { dataIndex: number }[]) => tell(data.items[points[0]?.dataIndex ?? 0] ?? {}),
    },
    grid: gridOf(look),
    xAxis: nameAxis(
      look,
      data.items.map((item) => item.name ?? formatTime(item.time).slice(5, 16)),
    ),
    yAxis: valueAxis(look, false),
    series: [
      {
        type: 'candlestick',
        data: data.items.map((item) => [item.open ?? 0, item.close ?? 0, item.low ?? 0, item.high ?? 0]),
        itemStyle: {
          color: palette.series[0],
          color0: palette.surface,
          borderColor: palette.series[0],
          borderColor0: palette.series[1],
          borderWidth: 1.4 * look.scale,
        },
      },
    ],
  }
}

function boxes(data: KitData, look: KitLook): EChartsCoreOption {
  return {
    grid: gridOf(look),
    xAxis: nameAxis(
      look,
      data.items.map((item) => item.name ?? ''),
    ),
    yAxis: {
      ...valueAxis(look, true),
      axisLabel: { ...inkOf(look), formatter: (value: number) => formatNumber(value) },
    },
    series: [
      {
        type: 'boxplot',
        data: data.items.map((item) => item.five ?? []),
        boxWidth: [8 * look.scale, 40 * look.scale],
        itemStyle: {
          color: look.palette.accentSoft,
          borderColor: look.palette.series[0],
          borderWidth: 1.5 * look.scale,
        },
      },
    ],
  }
}
