import { defineTexts } from '@civitas/ui'

export const opennessTexts = defineTexts(
  {
    appraisals: '城市管理考核结果',
    appraisalsLead: '每月按公开的规则由案件数据计算得分，冻结后公布。分数越高，办得越及时、返工越少。',
    noAppraisals: '还没有公布的考核结果。',
    published: (time: string) => `${time} 公布`,
    place: '名次',
    object: '考核对象',
    score: '得分',
    indicators: (list: string) => `指标与权重：${list}`,
    funds: (title: string) => `${title}（与得分挂钩）`,
    base: '基数（元）',
    percent: '比例',
    yuan: '金额（元）',
    sum: (yuan: string) => `合计 ${yuan} 元`,
  },
  {
    appraisals: 'Appraisal of city management',
    appraisalsLead:
      'Scores are computed every month from case data by published rules and shown once frozen.',
    noAppraisals: 'Nothing was published yet.',
    published: (time: string) => `Published ${time}`,
    place: 'Place',
    object: 'Appraised',
    score: 'Score',
    indicators: (list: string) => `Indicators and weights: ${list}`,
    funds: (title: string) => `${title} (by score)`,
    base: 'Base (yuan)',
    percent: 'Share',
    yuan: 'Amount (yuan)',
    sum: (yuan: string) => `Sum ¥${yuan}`,
  },
)
