import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import { evaluateModel } from '../../../src/capabilities/services/decisions/evaluate-model.ts'
import { readDmn } from '../../../src/capabilities/services/decisions/read-dmn.ts'

/** One expected result of a test case of the DMN TCK, and what came of it. */
export interface TckResult {
  /** File, test case and decision. */
  name: string
  passed: boolean
  /** What was expected and found, or why the model could not be evaluated. */
  says: string
}

type Xml = { readonly [name: string]: unknown }

const lists = new Set(['testCase', 'inputNode', 'resultNode', 'component', 'item'])
const parser = new XMLParser({
  ...{ ignoreAttributes: false, attributeNamePrefix: '@', removeNSPrefix: true, trimValues: true },
  ...{ parseTagValue: false, parseAttributeValue: false, processEntities: true },
  isArray: (name) => lists.has(name),
})

/**
 * Runs every `*-test-*.xml` under a folder against the model beside it, as the public DMN TCK lays them out
 * (testcase 20160719: inputNode, resultNode, value, component, list).
 */
export function runTck(folder: string): TckResult[] {
  return filesUnder(folder)
    .filter((file) => /-test-?\d+\.xml$/.test(file))
    .sort()
    .flatMap((file) => runFile(folder, file))
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesUnder(path) : [path]
  })
}

function runFile(folder: string, file: string): TckResult[] {
  const root = (parser.parse(readFileSync(file, 'utf8')) as { testCases: Xml }).testCases
  const modelFile = readdirSync(dirname(file)).find((name) => name.endsWith('.dmn')) ?? ''
  const decide = (decision: string, facts: Record<string, unknown>) => {
    const model = readDmn(readFileSync(join(dirname(file), modelFile), 'utf8'))
    return evaluateModel(model.decisions, decision, facts).value
  }
  return asList(root.testCase).flatMap((one) => {
    const facts = Object.fromEntries(
      asList(one.inputNode).map((node) => [String(node['@name']), readValue(node)]),
    )
    return asList(one.resultNode).map((node) => {
      const decision = String(node['@name'])
      const name = `${relative(folder, file)} ${one['@id']} ${decision}`
      // Older cases say `computed`.
      const expected = readValue((node.expected ?? node.computed) as Xml)
      try {
        const found = decide(decision, facts)
        const passed = isSame(expected, found)
        return { name, passed, says: `${JSON.stringify(found)}, expected ${JSON.stringify(expected)}` }
      } catch (error) {
        // A case that is to come to nothing may be refused.
        return { name, passed: expected === null, says: (error as Error).message }
      }
    })
  })
}

function asList(found: unknown): Xml[] {
  if (found === undefined || found === '') return []
  return (Array.isArray(found) ? found : [found]) as Xml[]
}

function readValue(node: Xml): unknown {
  if (node.component !== undefined)
    return Object.fromEntries(asList(node.component).map((one) => [String(one['@name']), readValue(one)]))
  if (node.list !== undefined) return asList((node.list as Xml).item).map(readValue)
  return scalar(node.value)
}

/** A value by its type where it has one; otherwise what its text looks like. */
function scalar(value: unknown): unknown {
  if (value === undefined || value === '') return null
  const given = typeof value === 'object' && value !== null ? (value as Xml) : { '#text': value }
  if (given['@nil'] === 'true' || given['#text'] === undefined) return null
  const text = String(given['#text'])
  const type = String(given['@type'] ?? '').replace(/^.*:/, '')
  if (type === 'string') return text
  if (type === 'boolean' || (type === '' && /^(true|false)$/.test(text))) return text === 'true'
  const isNumber = /^-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text)
  return isNumber && /^(|decimal|double|float|integer|int|long)$/.test(type) ? Number(text) : text
}

/** Numbers agree to eight digits: the cases are written down with fewer than a calculation has. */
function isSame(expected: unknown, found: unknown): boolean {
  if (typeof expected === 'number' && typeof found === 'number')
    return Math.abs(expected - found) <= 1e-8 * Math.max(1, Math.abs(expected))
  if (Array.isArray(expected))
    return (
      Array.isArray(found) &&
      found.length === expected.length &&
      expected.every((one, at) => isSame(one, found[at]))
    )
  if (typeof expected !== 'object' || expected === null) return expected === found
  if (typeof found !== 'object' || found === null) return false
  const names = Object.keys(expected)
  return (
    names.length === Object.keys(found).length &&
    names.every((name) => isSame((expected as Xml)[name], (found as Xml)[name]))
  )
}
