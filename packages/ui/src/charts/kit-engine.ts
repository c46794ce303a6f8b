import {
  BarChart,
  BoxplotChart,
  CandlestickChart,
  FunnelChart,
  HeatmapChart,
  LineChart,
  PieChart,
  RadarChart,
  SankeyChart,
  ScatterChart,
  SunburstChart,
  TreemapChart,
} from 'echarts/charts'
import {
  AriaComponent,
  CalendarComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  RadarComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([
  ...[LineChart, BarChart, PieChart, RadarChart, ScatterChart, HeatmapChart, FunnelChart, SankeyChart],
  ...[TreemapChart, SunburstChart, CandlestickChart, BoxplotChart],
  ...[GridComponent, TooltipComponent, LegendComponent, MarkLineComponent, RadarComponent, CalendarComponent],
  ...[VisualMapComponent, AriaComponent, CanvasRenderer],
])

export type { EChartsType } from 'echarts/core'
export { init as initKitChart }
