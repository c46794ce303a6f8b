import { expect, it } from 'vitest'
import { freshId, placeAfter, type Question, toTree } from './question-tree.ts'

const questions: Question[] = [
  { id: 'kind', ask: '以什么身份？', type: 'choice', choices: ['个体', '公司'] },
  { id: 'seats', ask: '多少座位？', type: 'number', when: 'kind = "公司"' },
  { id: 'hot', ask: '有热食吗？', type: 'boolean', when: 'kind = "公司"' },
  { id: 'gas', ask: '用燃气吗？', type: 'boolean', when: 'hot = true' },
  { id: 'area', ask: '面积？', type: 'number', when: 'seats > 50' },
]
const words = { yes: '是', no: '否' }

it('puts questions below the answer they follow, others at the top', () => {
  const tree = toTree(questions, words)
  expect(tree.map((one) => one.question.id)).toEqual(['kind', 'area'])
  const [kind] = tree
  expect(kind?.branches.map((one) => [one.label, one.below.map((each) => each.question.id)])).toEqual([
    ['个体', []],
    ['公司', ['seats', 'hot']],
  ])
  expect(kind && placeAfter(kind)).toBe(4)
  expect(kind?.branches[1]?.below[1] && placeAfter(kind.branches[1].below[1])).toBe(4)
})

it('leaves one that depends on a later question at the top', () => {
  const turned = toTree([...questions].reverse(), words)
  expect(turned).toHaveLength(5)
})

it('finds a name that is free', () => {
  expect(freshId([...questions, { id: 'q6', ask: '', type: 'boolean' }])).toBe('q7')
  expect(freshId(questions)).toBe('q6')
})
