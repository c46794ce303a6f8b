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
    participants: '参演人员',
    participantsWhy: '演练中的指令和通知只发给这些人，标注【演练】；不选则不发给任何人。',
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
    participants: 'Taking part',
    participantsWhy: 'In the drill only they are told, marked 【演练】; with nobody chosen nobody is.',
    fromEvent: 'Treat as an incident',
  },
)
