import type { DecisionTable } from '@civitas/sdk'

/** What a drawn table begins with. */
export const blankTable: DecisionTable = {
  hitPolicy: 'UNIQUE',
  inputs: [{ expression: '' }],
  outputs: [{ name: '' }],
  rules: [{ inputs: ['-'], outputs: ['""'] }],
}

type Side = 'inputs' | 'outputs'

/** One more column, with a cell in every rule. */
export function addColumn(table: DecisionTable, side: Side): DecisionTable {
  const rules = table.rules.map((rule) => ({
    ...rule,
    [side]: [...rule[side], side === 'inputs' ? '-' : '""'],
  }))
  return side === 'inputs'
    ? { ...table, inputs: [...table.inputs, { expression: '' }], rules }
    : { ...table, outputs: [...table.outputs, { name: '' }], rules }
}

/** A column and its cells go together. */
export function removeColumn(table: DecisionTable, side: Side, at: number): DecisionTable {
  const without = <T>(list: readonly T[]) => list.filter((_, index) => index !== at)
  const rules = table.rules.map((rule) => ({ ...rule, [side]: without(rule[side]) }))
  return side === 'inputs'
    ? { ...table, inputs: without(table.inputs), rules }
    : { ...table, outputs: without(table.outputs), rules }
}

/** A rule at a place: a new one that passes everything, or a copy of the one above it. */
export function addRule(table: DecisionTable, from?: number): DecisionTable {
  const copied = from === undefined ? undefined : table.rules[from]
  const rule = copied ?? { inputs: table.inputs.map(() => '-'), outputs: table.outputs.map(() => '""') }
  const at = from === undefined ? table.rules.length : from + 1
  return { ...table, rules: table.rules.toSpliced(at, 0, structuredClone(rule)) }
}

export function moveRule(table: DecisionTable, from: number, to: number): DecisionTable {
  const rule = table.rules[from]
  if (!rule || to < 0 || to >= table.rules.length) return table
  return { ...table, rules: table.rules.toSpliced(from, 1).toSpliced(to, 0, rule) }
}

export function setCell(
  table: DecisionTable,
  { rule, side, at }: { rule: number; side: Side; at: number },
  text: string,
): DecisionTable {
  const rules = table.rules.map((one, index) =>
    index === rule ? { ...one, [side]: one[side].with(at, text) } : one,
  )
  return { ...table, rules }
}

const keywords = new Set([
  ...['if', 'then', 'else', 'for', 'in', 'return', 'some', 'every', 'satisfies', 'between', 'and', 'or'],
  ...['true', 'false', 'null', 'instance', 'of', 'function', 'not'],
])

/** Names the expressions of the input columns read: what is asked for in a trial. */
export function factNames(table: DecisionTable): string[] {
  const names = table.inputs.flatMap(({ expression }) => {
    const bare = expression.replaceAll(/"[^"]*"/g, '')
    return [...bare.matchAll(/[\p{L}_][\p{L}\p{N}_]*(?!\s*\()(?![\p{L}\p{N}_])/gu)].map(([name]) => name)
  })
  return [...new Set(names)].filter((name) => !keywords.has(name))
}

const safe = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The table as a file other DMN tools read (DMN 1.3), which is also how it is kept. */
export function toDmn(name: string, table: DecisionTable): string {
  const facts = factNames(table)
  const cell = (element: string, text: string) => `<${element}><text>${safe(text)}</text></${element}>`
  const part = (element: string, text?: string) => (text ? cell(element, text) : '')
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="drawn" name="${safe(name)}" namespace="urn:civitas:decision">`,
    ...facts.map(
      (fact, at) =>
        `<inputData id="fact${at}" name="${safe(fact)}"><variable name="${safe(fact)}"/></inputData>`,
    ),
    `<decision id="decision" name="${safe(name)}"><variable name="${safe(name)}"/>`,
    ...facts.map(
      (_, at) => `<informationRequirement><requiredInput href="#fact${at}"/></informationRequirement>`,
    ),
    `<decisionTable hitPolicy="${table.hitPolicy}"${table.aggregation ? ` aggregation="${table.aggregation}"` : ''}>`,
    ...table.inputs.map(
      (input) =>
        `<input${input.title ? ` label="${safe(input.title)}"` : ''}>${cell('inputExpression', input.expression)}${part('inputValues', input.values)}</input>`,
    ),
    ...table.outputs.map(
      (output) =>
        `<output name="${safe(output.name)}">${part('outputValues', output.values)}${part('defaultOutputEntry', output.otherwise)}</output>`,
    ),
    ...table.rules.map(
      (rule) =>
        `<rule>${rule.inputs.map((text) => cell('inputEntry', text || '-')).join('')}${rule.outputs.map((text) => cell('outputEntry', text)).join('')}</rule>`,
    ),
    '</decisionTable></decision></definitions>',
  ]
  return lines.join('\n')
}
