import { describe, expect, it } from 'vitest'
import { addReport, type MyReport, parseReports } from './my-reports.ts'

const report = (id: string): MyReport => ({
  id,
  reference: `SJ-${id}`,
  title: 't',
  time: '2025-06-01T00:00:00Z',
})

describe('the reports a device remembers', () => {
  it('stand newest first, each event once', () => {
    const two = addReport(addReport([], report('a')), report('b'))
    expect(addReport(two, report('a')).map((each) => each.id)).toEqual(['a', 'b'])
  })
  it('are fifty at most', () => {
    const many = Array.from({ length: 60 }, (_, index) => report(String(index)))
    const kept = many.reduce(addReport, [] as MyReport[])
    expect(kept).toHaveLength(50)
    expect(kept[0]?.id).toBe('59')
  })
  it('survive what cannot be read', () => {
    expect(parseReports('{')).toEqual([])
    expect(parseReports('[1,{"id":"a","reference":"r","title":"t"}]')).toHaveLength(1)
  })
})
