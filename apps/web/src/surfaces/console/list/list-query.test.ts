import { describe, expect, it } from 'vitest'
import { parseListQuery, writeListQuery } from './list-query.ts'

describe('a list in the URL', () => {
  it('reads only the filters it knows, and mends pages that make no sense', () => {
    const query = parseListQuery(new URLSearchParams('state=open&x=1&page=-3&size=37&search=积水'), ['state'])
    expect(query).toEqual({ filters: { state: 'open' }, search: '积水', page: 1, size: 20 })
    expect(parseListQuery(new URLSearchParams('page=40&size=100'), [])).toMatchObject({ page: 40, size: 100 })
  })
  it('goes back to the first page when a filter changes, and keeps what is not its own', () => {
    const from = new URLSearchParams('page=4&w=6h&state=open')
    expect(writeListQuery(from, { state: null }).toString()).toBe('w=6h')
    expect(writeListQuery(from, { page: 5 }).toString()).toBe('page=5&w=6h&state=open')
    expect(writeListQuery(from, { page: 1 }).toString()).toBe('w=6h&state=open')
  })
})
