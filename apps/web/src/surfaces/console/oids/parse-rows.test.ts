import { expect, it } from 'vitest'
import { parseRows } from './parse-rows.ts'

it('reads a line each, with an alias and a number where they stand', () => {
  expect(
    parseRows('北口摄像机,S123\n\n南口摄像机，S124，2.999.1.7\r\n立杆\t\t2.999.1.8\n', 'camera', 'serial'),
  ).toEqual([
    { kind: 'camera', title: '北口摄像机', aliases: [{ scheme: 'serial', alias: 'S123' }] },
    {
      ...{ kind: 'camera', title: '南口摄像机', oid: '2.999.1.7' },
      aliases: [{ scheme: 'serial', alias: 'S124' }],
    },
    { kind: 'camera', title: '立杆', oid: '2.999.1.8' },
  ])
})
