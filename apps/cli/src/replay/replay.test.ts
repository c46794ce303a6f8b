import type { Connector } from '@civitas/sdk'
import { describe, expect, it } from 'vitest'
import { mapRows } from './map-row.ts'
import { splitLine } from './read-csv.ts'

const connector: Connector = {
  id: 'air.files',
  title: { zh: '文件', en: 'Files' },
  format: 'csv',
  attribution: null,
  missing: ['NA', ''],
  time: { columns: ['year', 'month', 'day', 'hour'], utcOffset: '+08:00' },
  thingType: 'air.station',
  thingColumn: 'station',
  columns: [
    { from: 'PM2.5', to: 'pm25' },
    { from: 'CO', to: 'co', multiply: 0.001 },
    { from: 'wd', to: 'wind_direction', codes: { N: 0, NNW: 337.5 } },
  ],
}
const header = ['year', 'month', 'day', 'hour', 'PM2.5', 'CO', 'wd']

describe('a row of a station file', () => {
  const toRow = mapRows(connector, header)

  it('is read by the connector: time, factor, words', () => {
    expect(toRow(['2013', '3', '1', '0', '9', '300', 'NNW'])).toEqual({
      timeMs: Date.parse('2013-03-01T00:00:00+08:00'),
      values: [
        ['pm25', 9],
        ['co', 0.3],
        ['wind_direction', 337.5],
      ],
      missing: 0,
    })
  })

  it('leaves out what is missing, which is never zero', () => {
    expect(toRow(['2013', '3', '1', '0', 'NA', '', 'unknown'])).toMatchObject({ values: [], missing: 3 })
    expect(toRow(['2013', '3', '1', '0', '0', 'NA', 'N'])).toMatchObject({
      values: [
        ['pm25', 0],
        ['wind_direction', 0],
      ],
      missing: 1,
    })
  })

  it('is refused when a column is not there', () => {
    expect(() => mapRows(connector, header.slice(0, 6))).toThrow(/wd/)
  })
})

it('splits lines of CSV', () => {
  expect(splitLine('1,2013,,NA')).toEqual(['1', '2013', '', 'NA'])
  expect(splitLine('1,"NNW",5.7,"a ""b"", c"')).toEqual(['1', 'NNW', '5.7', 'a "b", c'])
  expect(splitLine('"x",,3')).toEqual(['x', '', '3'])
})
