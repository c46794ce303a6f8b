import { defineTexts } from '@civitas/ui'

export const cardListTexts = defineTexts(
  {
    ...{
      empty: '还没有申领',
      emptyWhy: '窗口和网上的申领列在这里，按制卡、送达推进。',
      kind: '卡种',
      holder: '持卡人',
    },
    ...{
      uses: '用途',
      valid: '有效期至',
      make: '制卡',
      deliver: '送达',
      cancel: '注销',
      apply: '窗口申领',
    },
    ...{ number: '证件号码', media: { physical: '实体卡', electronic: '电子卡' }, medium: '介质' },
    states: {
      ...{ applied: '已申领', making: '制卡中', delivered: '已送达', active: '正常', lost: '挂失' },
      ...{ replaced: '已补换', merged: '已并卡', cancelled: '已注销' },
    },
  },
  {
    ...{
      empty: 'No cards',
      emptyWhy: 'Applications of desk and portal are listed here.',
      kind: 'Kind',
      holder: 'Holder',
    },
    ...{
      uses: 'Uses',
      valid: 'Valid until',
      make: 'Make',
      deliver: 'Delivered',
      cancel: 'Cancel',
      apply: 'Apply at the desk',
    },
    ...{ number: 'Id number', media: { physical: 'Physical', electronic: 'Electronic' }, medium: 'Medium' },
    states: {
      ...{
        applied: 'Applied',
        making: 'Being made',
        delivered: 'Delivered',
        active: 'Active',
        lost: 'Lost',
      },
      ...{ replaced: 'Replaced', merged: 'Merged', cancelled: 'Cancelled' },
    },
  },
)
