import type { DecisionNode, DecisionTable, HitPolicy } from '@civitas/contract'
import { XMLParser } from 'fast-xml-parser'
import { feelFault } from './feel.ts'

/** A DMN file read into what this platform evaluates. */
export interface DmnModel {
  name: string
  inputs: { name: string; type: string | null }[]
  decisions: DecisionNode[]
}

/** Something of the file this platform does not evaluate, or that is wrong; says where. */
export class DmnError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DmnError'
  }
}

type Xml = { readonly [name: string]: unknown }

const namespaces =
  /^(http:\/\/www\.omg\.org\/spec\/DMN\/20151101\/dmn\.xsd|https?:\/\/www\.omg\.org\/spec\/DMN\/2\d{7}\/MODEL\/)$/
const lists = new Set([
  ...['decision', 'inputData', 'informationRequirement', 'input', 'output', 'rule', 'inputEntry'],
  ...['outputEntry', 'annotationEntry', 'itemDefinition', 'knowledgeRequirement'],
  ...['businessKnowledgeModel', 'formalParameter'],
])
const policies = new Set(['UNIQUE', 'FIRST', 'ANY', 'PRIORITY', 'COLLECT', 'RULE ORDER', 'OUTPUT ORDER'])

/**
 * Reads DMN 1.1 to 1.5 XML: decision tables, literal expressions and the business knowledge models they call; refuses other
 * boxed expressions by name.
 */
export function readDmn(xml: string): DmnModel {
  const parser = new XMLParser({
    ...{ ignoreAttributes: false, attributeNamePrefix: '@', removeNSPrefix: true, trimValues: true },
    ...{ parseTagValue: false, parseAttributeValue: false, processEntities: true },
    isArray: (name) => lists.has(name),
  })
  const definitions = child(parser.parse(xml) as Xml, 'definitions')
  if (!definitions) throw new DmnError('文件中没有 definitions')
  // The parser strips prefixes, and the declarations of namespaces with them.
  const root = /<(?:[\w.-]+:)?definitions\b[^>]*>/.exec(xml)?.[0] ?? ''
  const declared = [...root.matchAll(/\sxmlns(?::[\w.-]+)?\s*=\s*["']([^"']*)["']/g)]
  const isDmn = declared.some(([, name]) => namespaces.test(name ?? ''))
  if (!isDmn) throw new DmnError('不是 DMN 1.1～1.5 的命名空间')
  const decisions = many(definitions, 'decision')
  if (decisions.length === 0) throw new DmnError('文件中没有决策')
  const models = many(definitions, 'businessKnowledgeModel')
  const nameById = new Map([...decisions, ...models].map((one) => [attribute(one, 'id') ?? '', nameOf(one)]))
  return {
    name: attribute(definitions, 'name') ?? 'DMN',
    inputs: many(definitions, 'inputData').map((one) => ({
      name: nameOf(one),
      type: attribute(child(one, 'variable'), 'typeRef') ?? null,
    })),
    decisions: [
      ...decisions.map((one) => readDecision(one, nameById)),
      ...models.map((one) => readKnowledge(one, nameById)),
    ],
  }
}

function readDecision(node: Xml, nameById: ReadonlyMap<string, string>): DecisionNode {
  const name = nameOf(node)
  return { name, requires: readRequires(node, name, nameById), ...readLogic(node, name) }
}

/** A function with its formal parameters; invocations and contexts inside are refused like elsewhere. */
function readKnowledge(node: Xml, nameById: ReadonlyMap<string, string>): DecisionNode {
  const name = nameOf(node)
  const logic = child(node, 'encapsulatedLogic')
  if (!logic) throw new DmnError(`业务知识模型“${name}”没有逻辑`)
  const parameters = many(logic, 'formalParameter').map((one) => attribute(one, 'name') ?? '')
  return { name, requires: readRequires(node, name, nameById), parameters, ...readLogic(logic, name) }
}

function readRequires(node: Xml, name: string, nameById: ReadonlyMap<string, string>): string[] {
  const wanted = [
    ...many(node, 'informationRequirement').map((one) => child(one, 'requiredDecision')),
    ...many(node, 'knowledgeRequirement').map((one) => child(one, 'requiredKnowledge')),
  ]
  return wanted.flatMap((one) => {
    const href = attribute(one, 'href')
    const required = href && nameById.get(href.replace(/^.*#/, ''))
    if (href && !required) throw new DmnError(`“${name}”引用的 ${href} 不在文件中`)
    return required ? [required] : []
  })
}

function readLogic(node: Xml, name: string): Pick<DecisionNode, 'table' | 'expression'> {
  const table = child(node, 'decisionTable')
  if (table) return { table: readTable(table, name) }
  const literal = child(node, 'literalExpression')
  if (literal) return { expression: checked(textOf(literal), 'expression', name) }
  throw new DmnError(`“${name}”既不是决策表也不是文字表达式`)
}

function readTable(node: Xml, name: string): DecisionTable {
  const hitPolicy = attribute(node, 'hitPolicy') ?? 'UNIQUE'
  if (!policies.has(hitPolicy)) throw new DmnError(`决策“${name}”的命中策略 ${hitPolicy} 不识别`)
  const aggregation = attribute(node, 'aggregation') as DecisionTable['aggregation']
  return {
    hitPolicy: hitPolicy as HitPolicy,
    ...(aggregation ? { aggregation } : {}),
    inputs: many(node, 'input').map((input) => {
      const values = textOf(child(input, 'inputValues'))
      return {
        ...(attribute(input, 'label') ? { title: attribute(input, 'label') } : {}),
        expression: checked(textOf(child(input, 'inputExpression')), 'expression', name),
        ...(values ? { values } : {}),
      }
    }),
    outputs: many(node, 'output').map((output) => {
      const values = textOf(child(output, 'outputValues'))
      const otherwise = textOf(child(output, 'defaultOutputEntry'))
      return {
        name: attribute(output, 'name') ?? attribute(output, 'label') ?? name,
        ...(values ? { values } : {}),
        ...(otherwise ? { otherwise } : {}),
      }
    }),
    rules: many(node, 'rule').map((rule) => ({
      inputs: many(rule, 'inputEntry').map((entry) => checked(textOf(entry), 'test', name)),
      outputs: many(rule, 'outputEntry').map((entry) => checked(textOf(entry), 'expression', name)),
    })),
  }
}

function checked(text: string, kind: 'expression' | 'test', name: string): string {
  const fault = feelFault(text, kind)
  if (fault) throw new DmnError(`决策“${name}”中的“${text}”不是 FEEL：${fault}`)
  return text
}

function child(node: Xml | undefined, name: string): Xml | undefined {
  const found = node?.[name]
  const one = Array.isArray(found) ? found[0] : found
  return typeof one === 'object' && one !== null ? (one as Xml) : undefined
}

function many(node: Xml, name: string): Xml[] {
  const found = node[name]
  return Array.isArray(found) ? found.map((one) => (typeof one === 'object' ? one : {}) as Xml) : []
}

function attribute(node: Xml | undefined, name: string): string | undefined {
  const found = node?.[`@${name}`]
  return found === undefined ? undefined : String(found)
}

function nameOf(node: Xml): string {
  return attribute(child(node, 'variable'), 'name') ?? attribute(node, 'name') ?? ''
}

function textOf(node: Xml | undefined): string {
  const text = node?.text
  if (typeof text === 'string') return text.trim()
  if (typeof text === 'object' && text !== null) return String((text as Xml)['#text'] ?? '').trim()
  return ''
}
