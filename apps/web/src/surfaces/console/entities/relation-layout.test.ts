import type { Relationship } from '@civitas/sdk'
import { describe, expect, it } from 'vitest'
import { layOutRelations } from './relation-layout.ts'

const first = { id: 'pump', name: '泵站', type: 'water.pump' }
const relation = (fromId: string, toId: string): Relationship => ({
  ...{ id: `${fromId}-${toId}`, name: 'part', fromId, toId, fromName: fromId, toName: toId },
  ...{ fromType: 't', toType: 't', createdTime: '2025-06-01T00:00:00Z' },
})

describe('the graph of relations', () => {
  it('puts subjects left and objects right of the entity, each column in the middle', () => {
    const rows = [relation('park', 'pump'), relation('pump', 'a'), relation('pump', 'b')]
    const layout = layOutRelations(first, ['pump'], [rows])
    const at = Object.fromEntries(layout.nodes.map(({ id, column, row }) => [id, [column, row]]))
    expect(at).toEqual({ park: [0, 0.5], pump: [1, 0.5], a: [2, 0], b: [2, 1] })
    expect([layout.columns, layout.rows, layout.left]).toEqual([3, 2, 0])
  })
  it('goes on from an expanded entity and draws a relation once, also round a circle', () => {
    const layout = layOutRelations(
      first,
      ['pump', 'a'],
      [[relation('pump', 'a')], [relation('pump', 'a'), relation('a', 'c'), relation('a', 'pump')]],
    )
    expect(layout.links.map(({ id }) => id)).toEqual(['pump-a', 'a-c', 'a-pump'])
    expect(layout.nodes.map(({ id }) => id)).toEqual(['pump', 'a', 'c'])
  })
  it('says how many relations it leaves out, and waits for an answer that is not there yet', () => {
    const rows = Array.from({ length: 30 }, (_, index) => relation('pump', `n${index}`))
    expect(layOutRelations(first, ['pump'], [rows])).toMatchObject({ left: 6, columns: 2, rows: 24 })
    expect(layOutRelations(first, ['pump'], [undefined]).nodes).toHaveLength(1)
  })
})
