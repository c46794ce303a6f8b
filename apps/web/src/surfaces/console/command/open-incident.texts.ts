import { defineTexts } from '@civitas/ui'

export const openIncidentTexts = defineTexts(
  {
    place: '位置（点地图选择）',
    placeWhy: '有位置才能做周边评估、圈内组呼和就近调度。',
    source: '来源',
    sources: {
      phone: '电话',
      '110': '110',
      '119': '119',
      '120': '120',
      '122': '122',
      hotline: '热线',
      field: '外勤',
      county: '区县上报',
      event: '城市事件',
    },
    fromEvent: '转突发事件',
  },
  {
    place: 'Place (click on the map)',
    placeWhy: 'Assessment, group calls and the nearest resources need it.',
    source: 'Told by',
    sources: {
      phone: 'telephone',
      '110': '110',
      '119': '119',
      '120': '120',
      '122': '122',
      hotline: 'hotline',
      field: 'field staff',
      county: 'district',
      event: 'city event',
    },
    fromEvent: 'Treat as an incident',
  },
)
