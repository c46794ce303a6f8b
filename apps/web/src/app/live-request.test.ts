import { describe, expect, it } from 'vitest'
import { mergeRequests } from './live-request.ts'

describe('one connection for all listeners', () => {
  it('needs none when nobody listens', () => {
    expect(mergeRequests([])).toBeNull()
  })
  it('joins topics and types', () => {
    expect(
      mergeRequests([
        { topics: ['events'] },
        { topics: ['latest'], types: ['a.gauge'] },
        { topics: ['latest', 'cases'], types: ['b.station', 'a.gauge'] },
      ]),
    ).toEqual({ topics: ['cases', 'events', 'latest'], types: ['a.gauge', 'b.station'] })
  })
  it('keeps the only box, and drops filters one listener does not have', () => {
    expect(mergeRequests([{ topics: ['latest'], bbox: '1,2,3,4' }, { topics: ['events'] }])).toEqual({
      topics: ['events', 'latest'],
      bbox: '1,2,3,4',
    })
    expect(
      mergeRequests([
        { topics: ['latest'], types: ['a.gauge'] },
        { topics: ['latest'], entities: ['x'] },
      ]),
    ).toEqual({ topics: ['latest'] })
  })
})
