import { defineTexts } from '@civitas/ui'

export const participationTexts = defineTexts(
  {
    ideas: {
      ...{
        empty: '还没有点子',
        emptyWhy: '市民在门户“金点子”提出，办理进展对其公开。',
        votes: '支持',
        name: '提出人',
      },
      ...{ reply: '办理说明', hidden: '已屏蔽', appeal: '申诉', about: '相关事项' },
      states: {
        ...{ received: '收到', assessing: '评估', adopted: '采纳', rejected: '不采纳', implemented: '实施' },
      },
      acts: {
        ...{
          assess: '转评估',
          adopt: '采纳',
          reject: '不采纳',
          implement: '已实施',
          hide: '屏蔽',
          show: '取消屏蔽',
        },
      },
    },
    satisfaction: {
      ...{ empty: '还没有调查', emptyWhy: '按服务或规划领域发起，期满公布满意率；低于底线即生成整改任务。' },
      ...{
        begin: '发起调查',
        days: '起止日期',
        title: '名称',
        question: '问题',
        kind: '对象',
        from: '开始',
        to: '结束',
        floor: '底线（%）',
      },
      ...{
        answers: '回答',
        rate: '满意率',
        method: '样本与方法',
        enter: '录入线下答卷',
        publish: '公布',
        channel: '渠道',
      },
      ...{
        satisfied: '满意（份）',
        neutral: '一般（份）',
        unsatisfied: '不满意（份）',
        task: '整改',
        answer: '说明措施',
      },
      ...{ close: '核验办结', measures: '措施', late: '已超期' },
      kinds: { service: '服务', area: '规划领域' },
      channels: { phone: '电话', visit: '走访', paper: '纸质' },
      states: { coming: '未开始', open: '进行中', closed: '待公布', published: '已公布' },
      tasks: { open: '待说明', answered: '已说明', closed: '已办结' },
    },
  },
  {
    ideas: {
      ...{
        empty: 'No ideas yet',
        emptyWhy: 'Proposed in the portal; what becomes of them is told.',
        votes: 'Votes',
        name: 'By',
      },
      ...{ reply: 'Reply', hidden: 'Hidden', appeal: 'Appeal', about: 'Service' },
      states: {
        ...{
          received: 'Received',
          assessing: 'Assessing',
          adopted: 'Adopted',
          rejected: 'Rejected',
          implemented: 'Implemented',
        },
      },
      acts: {
        ...{
          assess: 'Assess',
          adopt: 'Adopt',
          reject: 'Reject',
          implement: 'Implemented',
          hide: 'Hide',
          show: 'Show',
        },
      },
    },
    satisfaction: {
      ...{ empty: 'No rounds yet', emptyWhy: 'A rate below its floor makes a task for the unit.' },
      ...{
        begin: 'Begin a round',
        days: 'Days',
        title: 'Title',
        question: 'Question',
        kind: 'About',
        from: 'From',
        to: 'To',
        floor: 'Floor (%)',
      },
      ...{
        answers: 'Answers',
        rate: 'Rate',
        method: 'Sample and method',
        enter: 'Enter answers',
        publish: 'Publish',
        channel: 'Channel',
      },
      ...{
        satisfied: 'Satisfied',
        neutral: 'Neutral',
        unsatisfied: 'Not satisfied',
        task: 'Task',
        answer: 'Say what is done',
      },
      ...{ close: 'Close', measures: 'Measures', late: 'Late' },
      kinds: { service: 'Service', area: 'Plan area' },
      channels: { phone: 'Phone', visit: 'Visit', paper: 'Paper' },
      states: { coming: 'Coming', open: 'Open', closed: 'To publish', published: 'Published' },
      tasks: { open: 'To say', answered: 'Said', closed: 'Closed' },
    },
  },
)
