import { defineTexts } from '@civitas/ui'

/** Words about events that several surfaces use. */
export const eventWords = defineTexts(
  {
    states: {
      raised: '待核实',
      verified: '已核实',
      dismissed: '不属实',
      merged: '已并入',
      closed: '已关闭',
    },
    sources: {
      rule: '监测规则',
      person: '工作人员上报',
      citizen: '市民上报',
      hotline: '热线来电',
      grid: '网格上报',
      video: '视频发现',
      algorithm: '算法识别',
      media: '媒体舆情',
      department: '部门推送',
      upper: '上级下派',
      lower: '下级上报',
      system: '系统产生',
    },
  },
  {
    states: {
      raised: 'To verify',
      verified: 'Verified',
      dismissed: 'Not real',
      merged: 'Merged',
      closed: 'Closed',
    },
    sources: {
      rule: 'Monitoring rule',
      person: 'Staff report',
      citizen: 'Citizen report',
      hotline: 'Hotline call',
      grid: 'Grid worker',
      video: 'Seen on video',
      algorithm: 'Found by an algorithm',
      media: 'Media',
      department: 'From a department',
      upper: 'From the upper level',
      lower: 'From a lower level',
      system: 'System',
    },
  },
)
