import { attributes, choiceField, type EntityType, text, textField, yesNoField } from '@civitas/domain-kit'
import { divisionField } from './fields.ts'

/** 宏观经济基础库: what a series is; its values are kept elsewhere. */
export const economyTypes: readonly EntityType[] = [
  {
    id: 'economic-series',
    title: text('经济指标序列', 'Economic series'),
    schema: attributes({
      caliber: textField(text('统计口径', 'Caliber'), { long: true, required: true }),
      unit_name: textField(text('计量单位', 'Unit'), { required: true, maxLength: 30 }),
      frequency: choiceField(
        text('频率', 'Frequency'),
        [
          ['year', '年', 'Yearly'],
          ['half-year', '半年', 'Half-yearly'],
          ['quarter', '季', 'Quarterly'],
          ['month', '月', 'Monthly'],
        ],
        { required: true },
      ),
      source: textField(text('来源单位', 'Source'), { required: true }),
      cumulative: yesNoField(text('累计值', 'Cumulative')),
      area_division: divisionField(text('地区', 'Area')),
      industry: textField(text('行业代码', 'Industry'), { pattern: '^[A-T]([0-9]{2,4})?$', maxLength: 5 }),
    }),
    reference: { description: text('指标序列代码', 'Series code') },
    geometry: 'none',
    relations: [{ id: 'successor-of', title: text('口径调整前序列', 'Successor of'), to: 'economic-series' }],
    classification: 2,
    searchFields: ['caliber', 'source'],
    listColumns: ['frequency', 'unit_name', 'source'],
    icon: 'chart',
    color: '#4c8f6b',
  },
]
