import { defineTexts } from '@civitas/ui'

export const embedTexts = defineTexts(
  { unavailable: '图表无法显示' },
  { unavailable: 'The chart cannot be shown' },
)
