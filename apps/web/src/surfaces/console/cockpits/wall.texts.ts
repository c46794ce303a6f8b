import { defineTexts } from '@civitas/ui'

export const wallTexts = defineTexts(
  {
    title: '大屏控制',
    audience: '现场观众',
    key: (key: string) => `按键 ${key}`,
    log: '操作记录',
    now: '正在显示',
    until: (time: string) => `至 ${time} 自动恢复值班场景`,
    displays: '显示屏',
    display: (n: string) => `${n} 号屏`,
  },
  {
    title: 'Wall control',
    audience: 'Audience',
    key: (key: string) => `key ${key}`,
    log: 'What was done',
    now: 'Shown now',
    until: (time: string) => `until ${time}, then the duty scene`,
    displays: 'Displays',
    display: (n: string) => `Display ${n}`,
  },
)
