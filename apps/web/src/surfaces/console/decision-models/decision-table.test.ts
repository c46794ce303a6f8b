import type { DecisionTable } from '@civitas/sdk'
import { expect, it } from 'vitest'
import {
  addColumn,
  addRule,
  blankTable,
  factNames,
  moveRule,
  removeColumn,
  setCell,
  toDmn,
} from './decision-table.ts'

const table: DecisionTable = {
  hitPolicy: 'FIRST',
  inputs: [{ title: '面积', expression: 'area' }, { expression: 'if kind = "a b" then floor(count) else 0' }],
  outputs: [{ name: 'days', otherwise: '20' }],
  rules: [
    { inputs: ['< 100', '-'], outputs: ['5'] },
    { inputs: ['>= 100', '> 3'], outputs: ['10'] },
  ],
}

it('keeps a cell in every rule for each column', () => {
  const wider = addColumn(addColumn(table, 'inputs'), 'outputs')
  expect(wider.rules.map((one) => [one.inputs.length, one.outputs.length])).toEqual([
    [3, 2],
    [3, 2],
  ])
  const narrower = removeColumn(wider, 'inputs', 0)
  expect(narrower.inputs).toHaveLength(2)
  expect(narrower.rules[1]?.inputs).toEqual(['> 3', '-'])
})

it('adds, copies, moves and changes rules', () => {
  expect(addRule(table).rules[2]).toEqual({ inputs: ['-', '-'], outputs: ['""'] })
  expect(addRule(table, 0).rules[1]).toEqual(table.rules[0])
  expect(moveRule(table, 0, 1).rules[0]).toEqual(table.rules[1])
  expect(moveRule(table, 0, 2)).toBe(table)
  expect(setCell(table, { rule: 1, side: 'outputs', at: 0 }, '12').rules[1]?.outputs).toEqual(['12'])
  expect(table.rules[1]?.outputs).toEqual(['10'])
})

it('knows what a trial has to ask for', () => {
  expect(factNames(table)).toEqual(['area', 'kind', 'count'])
  expect(factNames(blankTable)).toEqual([])
})

it('is written as DMN with its marks escaped', () => {
  const xml = toDmn('时限', table)
  expect(xml).toContain('<inputData id="fact0" name="area">')
  expect(xml).toContain('<inputEntry><text>&lt; 100</text></inputEntry>')
  expect(xml).toContain('<decisionTable hitPolicy="FIRST">')
})
