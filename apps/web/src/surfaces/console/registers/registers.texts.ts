import { defineTexts } from '@civitas/ui'

export const registerTexts = defineTexts(
  {
    search: '搜名称、编号',
    state: '状态',
    time: '时间',
    unit: '单位',
    reason: '理由',
    text: '说明',
    none: '—',
    percent: '%',
    tabs: {
      ...{
        orders: '督查函',
        effect: '改版效果',
        estates: '不动产登记簿',
        trenches: '道路开挖',
        cards: '制卡',
      },
      ...{
        app: '合作服务',
        tv: '电视用户',
        coverage: '双向与在线',
        banners: '预警播出',
        ideas: '金点子',
        satisfaction: '满意度',
      },
    },
    pages: {
      ...{ registers: '登记与联合办理', orders: '督查函与改版效果', app: '城市APP与电视' },
      participation: '点子与满意度',
    },
  },
  {
    search: 'Search name or number',
    state: 'State',
    time: 'Time',
    unit: 'Unit',
    reason: 'Reason',
    text: 'Text',
    none: '—',
    percent: '%',
    tabs: {
      ...{ orders: 'Orders', effect: 'Effect', estates: 'Estates', trenches: 'Trenches', cards: 'Cards' },
      ...{
        app: 'Partner services',
        tv: 'Television',
        coverage: 'Two-way and seen',
        banners: 'Banners',
        ideas: 'Ideas',
        satisfaction: 'Satisfaction',
      },
    },
    pages: {
      ...{
        registers: 'Registers and joint work',
        orders: 'Orders and effects',
        app: 'City app and television',
      },
      participation: 'Ideas and satisfaction',
    },
  },
)
