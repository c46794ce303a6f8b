import type { ServiceBundle } from '@civitas/domain-kit'

/** 开办餐馆: one form, shared materials, three bureaus at the same time. */
const openRestaurant: ServiceBundle = {
  ...{ id: 'open-restaurant', title: '开办餐馆一件事', applicants: ['organisation'] },
  scope: '已取得营业执照，在本市开办餐馆、饭店、小吃店的企业。',
  flow: '一次填报、并联审批：市场监管、消防、行政审批三部门同时办理，一次补正、统一出件。',
  scenes: ['开办餐馆'],
  words: ['饭店', '餐馆', '饭馆', '小吃店', '开店', '餐饮'],
  questions: [
    { id: 'serves', ask: '是否现场制作、提供餐饮？', type: 'boolean' },
    { id: 'sign', ask: '是否设置户外招牌？', type: 'boolean' },
  ],
  members: [{ item: 'food-licence' }, { item: 'fire-check' }, { item: 'shop-sign', when: 'sign = true' }],
  before: { days: 35, materials: 11, visits: 6 },
}

export const bundles: readonly ServiceBundle[] = [openRestaurant]
