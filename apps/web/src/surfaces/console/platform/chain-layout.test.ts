import type { TraceLink, TraceNode } from '@civitas/sdk'
import { describe, expect, it } from 'vitest'
import { layOutChain } from './chain-layout.ts'

const node = (id: string, time: string | null = null): TraceNode => ({
  kind: 'x',
  id,
  title: id,
  time,
  detail: {},
})
const link = (from: string, to: string): TraceLink => ({ from, to, note: '', time: '2025-06-01T00:00:00Z' })
const columnsOf = (nodes: TraceNode[], links: TraceLink[]) =>
  Object.fromEntries(layOutChain(nodes, links).nodes.map((each) => [each.node.id, each.column]))

describe('a chain laid out', () => {
  it('puts each node right of everything that caused it', () => {
    const nodes = ['case', 'event', 'reading', 'task'].map((id) => node(id))
    const links = [
      link('reading', 'event'),
      link('event', 'case'),
      link('case', 'task'),
      link('reading', 'case'),
    ]
    expect(columnsOf(nodes, links)).toEqual({ reading: 0, event: 1, case: 2, task: 3 })
  })
  it('orders a column by time and knows nodes by kind and id', () => {
    const nodes = [node('late', '2025-06-02'), node('early', '2025-06-01'), node('end')]
    const { nodes: placed, rows } = layOutChain(nodes, [link('x:late', 'x:end'), link('early', 'end')])
    expect(placed.map((each) => [each.node.id, each.column, each.row])).toEqual([
      ['late', 0, 1],
      ['early', 0, 0],
      ['end', 1, 0],
    ])
    expect(rows).toBe(2)
  })
  it('ends in a circle and leaves out links to unknown nodes', () => {
    const layout = layOutChain([node('a'), node('b')], [link('a', 'b'), link('b', 'a'), link('a', 'gone')])
    expect(layout.links).toHaveLength(2)
    expect(layout.columns).toBeLessThanOrEqual(2)
  })
})
