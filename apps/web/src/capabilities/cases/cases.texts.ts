import { defineTexts } from '@civitas/ui'

/** Words about cases and tasks that several surfaces use. */
export const caseWords = defineTexts(
  {
    states: { open: '处置中', checking: '待核查', closed: '已结案', cancelled: '已撤销' },
    taskStates: {
      waiting: '待派遣',
      assigned: '待接收',
      accepted: '办理中',
      done: '已办结',
      returned: '已退回',
      cancelled: '已取消',
      disputed: '待裁定',
    },
    lamps: { green: '时限内', amber: '临近到期', red: '已超时' },
    left: (words: string) => `剩 ${words}`,
    over: (words: string) => `超时 ${words}`,
    noLimit: '不限时',
    inTime: '按时办结',
    late: '超时办结',
    samePerson: '您办理过本案件的任务，不能核查自己的工作，请由他人核查。',
  },
  {
    states: { open: 'In hand', checking: 'To check', closed: 'Closed', cancelled: 'Cancelled' },
    taskStates: {
      waiting: 'To dispatch',
      assigned: 'To accept',
      accepted: 'In progress',
      done: 'Done',
      returned: 'Returned',
      cancelled: 'Cancelled',
      disputed: 'To be ruled',
    },
    lamps: { green: 'In time', amber: 'Nearly due', red: 'Overdue' },
    left: (words: string) => `${words} left`,
    over: (words: string) => `${words} late`,
    noLimit: 'No limit',
    inTime: 'Done in time',
    late: 'Done late',
    samePerson: 'You handled a task of this case. Nobody checks their own work; somebody else must check it.',
  },
)
