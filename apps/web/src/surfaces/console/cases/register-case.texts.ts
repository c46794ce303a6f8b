import { defineTexts } from '@civitas/ui'

export const registerCaseTexts = defineTexts(
  {
    register: '直接立案',
    why: '不经事件立案；有事件的，请在事件页立案，这样上报人会得到答复。',
    type: '案件类型',
    title: '标题',
    description: '情况',
    smallClass: '小类',
    part: '部件编码（可空）',
    place: '位置（点地图选择）',
  },
  {
    register: 'Open a case',
    why: 'Without an event. Where there is one, open it there, so that whoever told of it is answered.',
    type: 'Case type',
    title: 'Title',
    description: 'What happened',
    smallClass: 'Small class',
    part: 'Code of the part (may be empty)',
    place: 'Place (click on the map)',
  },
)
