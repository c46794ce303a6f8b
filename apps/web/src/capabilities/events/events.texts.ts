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
      video: '视频发现',
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
      video: 'Seen on video',
      system: 'System',
    },
  },
)
