import { defineTexts } from '@civitas/ui'

export const eventRiskTexts = defineTexts(
  {
    title: '风险评分',
    score: (n: string) => `${n} 分`,
    factors: { frequency: '频次', recency: '近期', growing: '加密', level: '等级' },
    prevention: '建议的预防任务',
  },
  {
    title: 'Risk score',
    score: (n: string) => `${n} of 100`,
    factors: { frequency: 'Frequency', recency: 'Recent', growing: 'Closer together', level: 'Level' },
    prevention: 'Recommended prevention',
  },
)
