import type { DecisionTable } from '@civitas/contract'
import { describe, expect, it } from 'vitest'
import { evaluateModel } from './evaluate-model.ts'
import { evaluateTable, HitPolicyError } from './evaluate-table.ts'
import { DmnError, readDmn } from './read-dmn.ts'

/*
 * The situations of the level-2 cases of the public DMN TCK (strings and numbers as input, allowed values, the hit policies
 * with one and several outputs, arithmetic, three-valued logic), with tables of our own.
 */
const namespace = 'http://www.omg.org/spec/DMN/20180521/MODEL/'

interface Table {
  policy: string
  inputs: string[]
  outputs: { name: string; values?: string; otherwise?: string }[]
  rules: [tests: string[], values: string[]][]
}

const text = (value: string) => `<text>${value.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</text>`

function toXml(name: string, { policy, inputs, outputs, rules }: Table, more = ''): string {
  const cells = (tag: string, values: string[]) =>
    values.map((value) => `<${tag}>${text(value)}</${tag}>`).join('')
  return `<?xml version="1.0"?><definitions xmlns="${namespace}" name="t">${more}
    <decision id="d" name="${name}"><variable name="${name}"/><decisionTable ${policy}>
    ${inputs.map((one) => `<input><inputExpression>${text(one)}</inputExpression></input>`).join('')}
    ${outputs
      .map(
        (one) => `<output name="${one.name}">
          ${one.values ? `<outputValues>${text(one.values)}</outputValues>` : ''}
          ${one.otherwise ? `<defaultOutputEntry>${text(one.otherwise)}</defaultOutputEntry>` : ''}</output>`,
      )
      .join('')}
    ${rules.map(([tests, values]) => `<rule>${cells('inputEntry', tests)}${cells('outputEntry', values)}</rule>`).join('')}
    </decisionTable></decision></definitions>`
}

function decide(table: Table, facts: Record<string, unknown>): unknown {
  return evaluateModel(readDmn(toXml('Answer', table)).decisions, 'Answer', facts).value
}

/** Discount by kind of customer and size of the order; some orders match several rules. */
const grades = (
  policy: string,
  outputs: Table['outputs'] = [{ name: 'grade', values: '"high","middle","low"' }],
): Table => ({
  ...{ policy, inputs: ['Age', 'Risk'], outputs },
  rules: [
    [['>= 18', '"low"'], ['"low"']],
    [['>= 18', '-'], ['"middle"']],
    [['>= 60', 'not("medium")'], ['"high"']],
  ],
})

describe('DMN 1.3 decision tables', () => {
  const one: Table = {
    ...{ policy: 'hitPolicy="UNIQUE"', inputs: ['Full Name', 'Amount'], outputs: [{ name: 'Greeting' }] },
    rules: [
      [['"Ann","Bob"', '< 10'], ['"Hello " + Full Name']],
      [['"Ann"', '[10..20)'], ['"Dear Ann"']],
      [['-', '>= 20'], ['"Honoured " + Full Name']],
    ],
  }
  it.each([
    [{ 'Full Name': 'Bob', Amount: 9 }, 'Hello Bob'],
    [{ 'Full Name': 'Ann', Amount: 10 }, 'Dear Ann'],
    [{ 'Full Name': 'Cid', Amount: 20 }, 'Honoured Cid'],
    [{ 'Full Name': 'Bob', Amount: 15 }, null],
    [{ 'Full Name': 'Bob', Amount: null }, null],
  ])('unique with names that hold spaces, ranges and lists: %j', (facts, answer) => {
    expect(decide(one, facts)).toBe(answer)
  })

  it('unique refuses two rules that match, any refuses those that differ', () => {
    expect(() => decide(grades('hitPolicy="UNIQUE"'), { Age: 30, Risk: 'low' })).toThrow(HitPolicyError)
    expect(() => decide(grades('hitPolicy="ANY"'), { Age: 30, Risk: 'low' })).toThrow(HitPolicyError)
    expect(decide(grades('hitPolicy="ANY"'), { Age: 30, Risk: 'medium' })).toBe('middle')
  })

  it.each([
    ['hitPolicy="FIRST"', 'low'],
    ['hitPolicy="PRIORITY"', 'high'],
    ['hitPolicy="RULE ORDER"', ['low', 'middle', 'high']],
    ['hitPolicy="OUTPUT ORDER"', ['high', 'middle', 'low']],
    ['hitPolicy="COLLECT"', ['low', 'middle', 'high']],
    ['hitPolicy="COLLECT" aggregation="COUNT"', 3],
  ])('%s over three rules that match', (policy, answer) => {
    expect(decide(grades(policy), { Age: 61, Risk: 'low' })).toEqual(answer)
  })

  it.each([
    ['SUM', 35],
    ['MIN', 5],
    ['MAX', 20],
    ['COUNT', 3],
  ])('collects numbers by %s', (aggregation, answer) => {
    const table: Table = {
      ...{
        policy: `hitPolicy="COLLECT" aggregation="${aggregation}"`,
        inputs: ['x'],
        outputs: [{ name: 'n' }],
      },
      rules: [
        [['> 0'], ['10']],
        [['> 1'], ['x * 4']],
        [['> 2'], ['2 ** 2 + 1']],
      ],
    }
    expect(decide(table, { x: 5 })).toBe(answer)
  })

  it('answers several outputs as one context, by priority of the first and then the second', () => {
    const table: Table = {
      ...{ policy: 'hitPolicy="PRIORITY"', inputs: ['x'] },
      outputs: [
        { name: 'Approval', values: '"Approved","Declined"' },
        { name: 'Rate', values: '"Best","Standard"' },
      ],
      rules: [
        [['> 0'], ['"Declined"', '"Standard"']],
        [['> 0'], ['"Approved"', '"Standard"']],
        [['> 0'], ['"Approved"', '"Best"']],
      ],
    }
    expect(decide(table, { x: 1 })).toEqual({ Approval: 'Approved', Rate: 'Best' })
  })

  it('gives default outputs where no rule matches', () => {
    const outputs = [{ name: 'grade', otherwise: '"none"' }]
    expect(decide(grades('hitPolicy="FIRST"', outputs), { Age: 3, Risk: 'low' })).toBe('none')
  })

  it('makes required decisions first, with three-valued logic', () => {
    const more = `<inputData id="i" name="Salary"><variable name="Salary" typeRef="number"/></inputData>
      <decision id="y" name="Yearly"><variable name="Yearly"/><literalExpression>${text('Salary * 12')}</literalExpression></decision>
      <decision id="e" name="Eligible"><variable name="Eligible"/>
        <informationRequirement><requiredDecision href="#y"/></informationRequirement>
        <literalExpression>${text('Yearly > 100 and Known')}</literalExpression></decision>`
    const model = readDmn(toXml('Answer', one, more))
    expect(model.inputs).toEqual([{ name: 'Salary', type: 'number' }])
    const eligible = (Known: unknown) =>
      evaluateModel(model.decisions, 'Eligible', { Salary: 10, Known }).value
    expect(eligible(true)).toBe(true)
    expect(eligible(false)).toBe(false)
    expect(eligible(null)).toBe(null)
  })

  it('refuses by name what it does not evaluate, and text that is no FEEL', () => {
    const boxed = `<decision id="c" name="Boxed"><context><contextEntry/></context></decision>`
    expect(() => readDmn(toXml('Answer', one, boxed))).toThrow(/Boxed/)
    const dangling =
      '<knowledgeRequirement><requiredKnowledge href="#no"/></knowledgeRequirement><decisionTable'
    expect(() => readDmn(toXml('Answer', one).replace('<decisionTable', dangling))).toThrow(DmnError)
    expect(() => readDmn(toXml('Answer', { ...one, inputs: ['1 +', 'Amount'] }))).toThrow(/不是 FEEL/)
    expect(() => readDmn('<definitions xmlns="urn:other"><decision name="x"/></definitions>')).toThrow(
      DmnError,
    )
  })

  it('reads a table given as data as it reads one of XML', () => {
    const table: DecisionTable = {
      ...{ hitPolicy: 'FIRST', inputs: [{ expression: 'serves' }], outputs: [{ name: 'apply' }] },
      rules: [
        { inputs: ['false'], outputs: ['false'] },
        { inputs: ['-'], outputs: ['true'] },
      ],
    }
    expect(evaluateTable(table, { serves: true })).toEqual({ value: true, matched: [2] })
  })
})
