import { defineTexts } from '@civitas/ui'

export const sampleBadgeTexts = defineTexts(
  {
    now: '样板城市的时间',
    why: '拨快后，时限、提醒、到期和夜间任务像真的过了这么久一样到来，一分钟内可见；不能拨回。',
    amount: '拨快多少',
    unit: '单位',
    units: { minute: '分钟', hour: '小时', day: '天' },
    put: '拨快',
  },
  {
    now: 'Time of the sample city',
    why: 'Limits, reminders, expiries and nightly work then come due as if that time had passed, within a minute. There is no way back.',
    amount: 'By how much',
    unit: 'Unit',
    units: { minute: 'minutes', hour: 'hours', day: 'days' },
    put: 'Put forward',
  },
)
