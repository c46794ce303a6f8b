import { defineTexts } from '@civitas/ui'

export const orderTexts = defineTexts(
  {
    orders: {
      ...{
        empty: '没有督查函',
        emptyWhy: '监察人员在预警上发出督查函后列在这里。',
        kind: '类型',
        due: '期限',
      },
      kinds: { refund: '退费', urge: '催办', rectify: '整改' },
      states: { open: '待答复', answered: '已答复', closed: '已办结' },
      ...{
        answer: '答复',
        close: '办结',
        back: '退回',
        reply: '答复内容',
        verdict: '核验意见',
        late: '已超期',
      },
      ...{ item: '事项', application: '办件', by: '发出人', money: '应退（元）' },
    },
    effect: {
      ...{ item: '事项', before: '改版前（年-月）', after: '改版后（年-月）', show: '生成对比' },
      ...{ pick: '选择事项和两个月份，对比两个版本的材料、时限和办理用时。', none: '没有可对比的版本' },
      ...{
        changed: '变化的内容',
        materials: '材料',
        promised: '承诺（工作日）',
        median: '办理中位（天）',
        cases: '办件',
      },
      version: (n: number, month: string) => `第 ${n} 版（${month}）`,
    },
  },
  {
    orders: {
      ...{
        empty: 'No orders',
        emptyWhy: 'Orders supervision gives after a card are listed here.',
        kind: 'Kind',
        due: 'Due',
      },
      kinds: { refund: 'Refund', urge: 'Urge', rectify: 'Put right' },
      states: { open: 'To answer', answered: 'Answered', closed: 'Closed' },
      ...{
        answer: 'Answer',
        close: 'Close',
        back: 'Send back',
        reply: 'Answer',
        verdict: 'Verdict',
        late: 'Late',
      },
      ...{ item: 'Item', application: 'Application', by: 'Ordered by', money: 'To give back (yuan)' },
    },
    effect: {
      ...{ item: 'Item', before: 'Before (year-month)', after: 'After (year-month)', show: 'Compare' },
      ...{
        pick: 'Pick an item and two months to compare the versions in force.',
        none: 'Nothing to compare',
      },
      ...{
        changed: 'Changed',
        materials: 'Materials',
        promised: 'Promise (working days)',
        median: 'Median (days)',
        cases: 'Cases',
      },
      version: (n: number, month: string) => `Version ${n} (${month})`,
    },
  },
)
