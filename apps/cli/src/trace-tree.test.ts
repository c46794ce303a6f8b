import { expect, it } from 'vitest'
import { widthOf } from './table.ts'
import { drawTrace } from './trace-tree.ts'

const node = (kind: string, id: string, title: string, minute: number) => ({
  ...{ kind, id, title, detail: {} },
  time: `2025-06-01T00:${String(minute).padStart(2, '0')}:00.000Z`,
})
const link = (from: string, to: string, note: string) => ({
  from,
  to,
  note,
  time: '2025-06-01T00:00:00.000Z',
})

it('draws effects under their cause, in the time of the city', () => {
  const nodes = [
    node('observation', 'o1', '积水深度 28 cm', 1),
    node('firing', 'f1', '下穿通道封闭', 2),
    node('event', 'e1', '云川大道下穿通道需封闭', 3),
    node('case', 'c1', '封闭道路', 4),
  ]
  const links = [link('o1', 'f1', 'rule'), link('f1', 'e1', 'raised'), link('e1', 'c1', 'opened')]
  expect(drawTrace(nodes, links, 'e1').split('\n')).toEqual([
    '2025-06-01 08:01:00  观测 积水深度 28 cm [o1]',
    '2025-06-01 08:02:00  └─ 规则触发 下穿通道封闭 [f1] ← rule',
    '2025-06-01 08:03:00     └─ ▶ 事件 云川大道下穿通道需封闭 [e1] ← raised',
    '2025-06-01 08:04:00        └─ 案件 封闭道路 [c1] ← opened',
  ])
})

it('ends where things cause each other, and writes a thing with two causes once', () => {
  const nodes = [node('event', 'a', '甲', 1), node('event', 'b', '乙', 2), node('case', 'c', '丙', 3)]
  const lines = drawTrace(nodes, [link('a', 'c', 'x'), link('b', 'c', 'y')], 'a').split('\n')
  expect(lines).toHaveLength(4)
  expect(lines[3]).toContain('见上')
  expect(
    drawTrace(nodes.slice(0, 2), [link('a', 'b', 'x'), link('b', 'a', 'y')], 'a').split('\n'),
  ).toHaveLength(3)
})

it('counts Chinese characters as two columns', () => {
  expect(widthOf('城枢 Civitas')).toBe(12)
})
