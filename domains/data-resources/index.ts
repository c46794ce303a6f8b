import { defineDomain, text } from '@civitas/domain-kit'
import { indicators } from './indicators.ts'

/** 数据资源运行: indicators of the data platform over its own records (PLT-043 to PLT-070, targets IND-DAT of the plans). */
export const dataResources = defineDomain({
  id: 'data-resources',
  title: text('数据资源运行', 'Data resources'),
  description: text(
    '目录、共享、交换、开放、质量、更新、标准等指标，由数据平台自身的台账计算。',
    'Catalogue, sharing, exchange, opening, quality, updates and standards, from the records of the data platform itself.',
  ),
  icon: 'database',
  systems: ['PLT-057', 'PLT-068', 'PLT-070'],
  indicators,
})
