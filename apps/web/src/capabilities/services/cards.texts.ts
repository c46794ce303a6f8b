import { defineTexts } from '@civitas/ui'

/** Kinds of citizen cards and what they are used for, as the portal and the console call them. */
export const cardNames = defineTexts(
  {
    kinds: { citizen: '市民卡', elder: '敬老卡', student: '学生卡', transit: '公交卡', library: '借阅卡' },
    uses: {
      'social-security': '社保',
      medical: '医保',
      health: '卫生',
      'housing-fund': '公积金',
      'civil-affairs': '民政',
      utilities: '水电气',
      transit: '公交出租',
      road: '路桥',
      fuel: '加油',
      credit: '信贷',
      shopping: '购物',
      library: '图书',
      access: '门禁',
    },
  },
  {
    kinds: {
      citizen: 'Citizen card',
      elder: 'Elder card',
      student: 'Student card',
      transit: 'Transit',
      library: 'Library',
    },
    uses: {
      'social-security': 'Social security',
      medical: 'Medical',
      health: 'Health',
      'housing-fund': 'Housing fund',
      'civil-affairs': 'Civil affairs',
      utilities: 'Utilities',
      transit: 'Transit',
      road: 'Tolls',
      fuel: 'Fuel',
      credit: 'Credit',
      shopping: 'Shopping',
      library: 'Library',
      access: 'Access',
    },
  },
)
