import { expect, it } from 'vitest'
import { pageCsv } from './page-csv.ts'

it('writes every figure of a page with its time and source, and no formula a table program would run', () => {
  const csv = pageCsv(
    [
      {
        title: '工单量',
        source: '12345',
        unit: '件',
        cutOffTime: '2025-06-01T00:00:00Z',
        value: 1240,
        items: [],
      },
      {
        ...{
          title: '各区, 工单',
          source: '12345',
          unit: '件',
          cutOffTime: '2025-06-01T00:00:00Z',
          value: null,
        },
        items: [
          { name: '=cmd()', value: 3 },
          { name: '临江区', group: '今日', value: 4 },
        ],
      },
    ],
    { columns: ['组件', '项目', '数值', '单位', '截至', '来源'], footnote: '张三 2025-06-01' },
  )
  expect(csv.split('\r\n')).toEqual([
    '\uFEFF组件,项目,数值,单位,截至,来源',
    '工单量,,1240,件,2025-06-01T00:00:00Z,12345',
    '"各区, 工单",\'=cmd(),3,件,2025-06-01T00:00:00Z,12345',
    '"各区, 工单",今日 临江区,4,件,2025-06-01T00:00:00Z,12345',
    '张三 2025-06-01',
    '',
  ])
})
