import { describe, expect, it } from 'vitest'
import { looksLikeHeader, parseSeparated, sniffDelimiter, toFieldNames } from './columns.ts'

describe('columns of a file', () => {
  it('are named as a dataset may name them, no two alike', () => {
    expect(toFieldNames(['PM2.5', '序号', '2020年', '', 'no', 'No'])).toEqual([
      ...['PM2_5', '序号', 'c_2020年', 'c4', 'no', 'No_2'],
    ])
  })

  it('are cut at the delimiter that cuts all lines alike, never within quotes', () => {
    expect(sniffDelimiter('a;b;c\n1,5;2;3\n2,5;"x;y";4\n')).toBe(';')
    expect(parseSeparated('a,"b ""c"",\nd",e\n1,2,3', ',', 9)).toEqual([
      ['a', 'b "c",\nd', 'e'],
      ['1', '2', '3'],
    ])
    expect(looksLikeHeader(['编号', 'PM2.5'])).toBe(true)
    expect(looksLikeHeader(['编号', '2.5'])).toBe(false)
  })
})
