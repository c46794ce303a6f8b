import { defineTexts } from '@civitas/ui'

export const hallTexts = defineTexts(
  {
    title: '大厅与预约',
    tabs: { appointments: '预约', queue: '今日排队', windows: '窗口', today: '大厅运行' },
    states: { booked: '已预约', came: '已到', missed: '未到', cancelled: '已取消' },
    ticketStates: { waiting: '等候', called: '办理中', done: '已办结', abandoned: '过号' },
    priorities: { elder: '老年人', disabled: '残疾人', soldier: '军人' },
    ...{ person: '预约人', kind: '业务类别', day: '日期', slot: '时段', ticket: '号码', state: '状态' },
    ...{ window: '窗口', hall: '大厅', kinds: '办理的业务类别', save: '登记窗口', change: '调整业务' },
    ...{ take: '现场取号', priority: '优先', appointment: '预约编号', ahead: '前面等候', taken: '取号时间' },
    called: '叫号时间',
    giveNumber: '到场取号',
    took: (number: string, ahead: number) => `取到 ${number} 号，前面 ${ahead} 人`,
    yes: '优先',
    onDay: '预约日期',
    facts: {
      ...{ windows: '窗口数', tickets: '取号', abandoned: '过号', wait: '平均等候（分钟）' },
      ...{ handle: '平均办理（分钟）', share: '进一窗的事项' },
    },
    none: {
      appointments: { title: '没有预约', why: '市民在“我的预约”预约窗口后列在这里。' },
      queue: { title: '今天还没有人取号', why: '取号后按到达先后列在这里，预约和优先的排在前面。' },
      windows: { title: '还没有窗口', why: '登记窗口和它办理的业务类别后，才能取号和预约。' },
    },
  },
  {
    title: 'Halls and appointments',
    tabs: { appointments: 'Appointments', queue: 'Queue today', windows: 'Windows', today: 'The hall' },
    states: { booked: 'Booked', came: 'Came', missed: 'Missed', cancelled: 'Cancelled' },
    ticketStates: { waiting: 'Waiting', called: 'Being served', done: 'Done', abandoned: 'Did not come' },
    priorities: { elder: 'Elder', disabled: 'Disabled', soldier: 'Soldier' },
    ...{ person: 'Booked by', kind: 'Class', day: 'Day', slot: 'Slot', ticket: 'Number', state: 'State' },
    ...{
      window: 'Window',
      hall: 'Hall',
      kinds: 'Classes served',
      save: 'Register',
      change: 'Change classes',
    },
    ...{
      take: 'Take a number',
      priority: 'Priority',
      appointment: 'Appointment',
      ahead: 'Ahead',
      taken: 'Taken',
    },
    called: 'Called',
    giveNumber: 'Give a number',
    took: (number: string, ahead: number) => `Number ${number}, ${ahead} ahead`,
    yes: 'Priority',
    onDay: 'Day',
    facts: {
      ...{ windows: 'Windows', tickets: 'Numbers', abandoned: 'Did not come', wait: 'Mean wait (minutes)' },
      ...{ handle: 'Mean handling (minutes)', share: 'Items taken by class' },
    },
    none: {
      appointments: { title: 'No appointments', why: 'What citizens book is listed here.' },
      queue: { title: 'No numbers today', why: 'Those with appointment or priority go first.' },
      windows: { title: 'No windows', why: 'Register a window and its classes first.' },
    },
  },
)
