import { defineDomain, text } from '@civitas/domain-kit'
import { creditItems } from './credit-items.ts'
import { creditMeasures, creditModels } from './measures.ts'

/** 公共信用目录: what may be collected, what follows from it, how it is weighed (PLT-086, PLT-087, PLT-088, GOV-127). */
export const credit = defineDomain({
  id: 'credit',
  title: text('公共信用目录', 'Public credit'),
  description: text(
    '公共信用信息目录、失信惩戒与守信激励措施清单、公开的评价模型。',
    'Items of credit files, measures with their basis, published models.',
  ),
  icon: 'credit',
  systems: ['PLT-086', 'PLT-087', 'PLT-088', 'GOV-127'],
  creditItems,
  creditMeasures,
  creditModels,
})
