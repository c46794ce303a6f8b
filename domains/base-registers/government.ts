import {
  attributes,
  choiceField,
  dateField,
  type EntityType,
  identifierField,
  text,
} from '@civitas/domain-kit'
import { divisionField } from './fields.ts'

/** 政务信息基础库: bodies by credit code and division. A body that ended points to the one that took over, with the date. */
export const governmentTypes: readonly EntityType[] = [
  {
    id: 'government-body',
    title: text('政务机构', 'Government body'),
    schema: attributes({
      uscc: identifierField(text('统一社会信用代码', 'Unified social credit code'), 'uscc', {
        strongKey: true,
      }),
      division: divisionField(text('行政区划', 'Division')),
      state: choiceField(text('状态', 'State'), [
        ['active', '现行', 'Active'],
        ['merged', '已并入', 'Merged'],
        ['renamed', '已更名', 'Renamed'],
        ['abolished', '已撤销', 'Abolished'],
      ]),
      established_date: dateField(text('设立日期', 'Established')),
      ended_date: dateField(text('职责承接日期', 'Duties passed on')),
    }),
    reference: { description: text('机构编码', 'Body code') },
    geometry: 'none',
    relations: [
      { id: 'succeeded-by', title: text('职责承接机构', 'Succeeded by'), to: 'government-body' },
      { id: 'part-of', title: text('上级机构', 'Part of'), to: 'government-body', single: true },
    ],
    classification: 1,
    searchFields: ['uscc'],
    listColumns: ['uscc', 'division', 'state', 'ended_date'],
    icon: 'bank',
    color: '#8a4b4b',
  },
]
