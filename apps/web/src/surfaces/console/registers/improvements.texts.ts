import { defineTexts } from '@civitas/ui'

export const improvementTexts = defineTexts(
  {
    ...{ tab: '优化建议', number: '编号', item: '事项', kind: '类型', unit: '主管单位', text: '建议' },
    states: { proposed: '待答复', accepted: '已采纳', refused: '不采纳', done: '已完成' },
    ...{ late: '已逾期', send: '送主管单位', sent: '已送出', accept: '采纳', refuse: '不采纳' },
    ...{ finish: '登记完成', who: '由谁办理', measure: '做什么', due: '何时完成', reason: '不采纳的理由' },
    ...{ doneNote: '完成情况', by: '提出', effect: '前后对比', before: '之前', after: '之后' },
    days: (n: number) => `完成前后各 ${n} 天`,
    rows: {
      ...{ version: '事项版本', cases: '办结办件', medianDays: '办理中位（工作日）' },
      ...{ totalDays: '受理到决定中位（天）', waitDays: '最长环节等待（天）', corrected: '补正率' },
      ...{ materials: '材料（份）', promisedDays: '承诺时限（工作日）' },
    },
    empty: '还没有优化建议',
    emptyWhy: '在“流程分析”里把建议送给主管单位，答复、办理和前后对比列在这里。',
  },
  {
    ...{
      tab: 'Suggestions',
      number: 'Number',
      item: 'Item',
      kind: 'Kind',
      unit: 'Office',
      text: 'Suggestion',
    },
    states: { proposed: 'To answer', accepted: 'Accepted', refused: 'Refused', done: 'Done' },
    ...{ late: 'Late', send: 'Send to the office', sent: 'Sent', accept: 'Accept', refuse: 'Refuse' },
    ...{ finish: 'Done', who: 'Who', measure: 'What', due: 'By when', reason: 'Why not' },
    ...{
      doneNote: 'What was done',
      by: 'From',
      effect: 'Before and after',
      before: 'Before',
      after: 'After',
    },
    days: (n: number) => `${n} days before and after`,
    rows: {
      ...{ version: 'Version', cases: 'Decided cases', medianDays: 'Median (working days)' },
      ...{ totalDays: 'Acceptance to decision (days)', waitDays: 'Longest wait of a step (days)' },
      ...{ corrected: 'Sent back', materials: 'Papers', promisedDays: 'Promised (working days)' },
    },
    empty: 'No suggestions yet',
    emptyWhy: 'Send a finding to its office under “Process”; answers and effects are listed here.',
  },
)
