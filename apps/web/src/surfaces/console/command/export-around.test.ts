import { expect, test } from 'vitest'
import { aroundTexts } from './around.texts.ts'
import { aroundLines } from './export-around.ts'

test('lists each object with its distance, and no cell a spreadsheet program would compute', () => {
  const report = {
    population: { value: 3200, source: '区划登记常住人口' },
    groups: [
      {
        ...{ id: 'school', title: { zh: '学校', en: 'Schools' }, count: 2 },
        items: [
          { id: 'a', type: 't', name: '一中,"北校区"', position: [118.9, 33.4], distanceM: 120 },
          { id: 'b', type: 't', name: '=1+1', position: [118.91, 33.41], distanceM: 450 },
        ],
      },
    ],
    time: '2026-06-15T06:00:00Z',
  } as Parameters<typeof aroundLines>[0]
  expect(aroundLines(report, aroundTexts.zh, (one) => one.zh)).toEqual([
    '类别,名称,距中心（米）,经度,纬度',
    '影响人口,区划登记常住人口,3200,,',
    '学校,"一中,""北校区""",120,118.900000,33.400000',
    "学校,'=1+1,450,118.910000,33.410000",
  ])
})
