/** A literal of RDF 1.1 in the words of JSON-LD 1.1. */
export interface Literal {
  readonly '@value': string
  readonly '@type'?: string
  readonly '@language'?: string
}

export type Value = string | Literal | Node

/** A resource with its properties, as JSON-LD writes it; property names carry a prefix of `contextOf`. */
export interface Node {
  readonly [property: string]: Value | readonly Value[]
}

export const contextOf = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dcatap: 'http://data.europa.eu/r5r/',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  geo: 'http://www.opengis.net/ont/geosparql#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  spdx: 'http://spdx.org/rdf/terms#',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
}

export const type = (...names: string[]) => ({ '@type': names })
export const zh = (text: string): Literal => ({ '@value': text, '@language': 'zh' })
export const typed = (text: string, name: string): Literal => ({ '@value': text, '@type': name })

/** Writes a tree of resources as Turtle 1.1: each resource once, by its IRI. */
export function toTurtle(root: Node): string {
  const lines = new Map<string, Set<string>>()
  const walk = (node: Node): string => {
    const subject = iri(String(node['@id']))
    const own = lines.get(subject) ?? new Set<string>()
    lines.set(subject, own)
    for (const name of asList(node['@type'])) own.add(`a ${String(name)}`)
    for (const [property, given] of Object.entries(node)) {
      if (property.startsWith('@')) continue
      for (const value of asList(given)) own.add(`${property} ${term(value)}`)
    }
    return subject
  }
  const term = (value: Value): string => {
    if (typeof value === 'string') return quote(value)
    if ('@value' in value) {
      const { '@value': text, '@type': kind, '@language': language } = value as Literal
      return `${quote(text)}${language ? `@${language}` : kind ? `^^${kind}` : ''}`
    }
    return walk(value as Node)
  }
  walk(root)
  const prefixes = Object.entries(contextOf).map(([name, address]) => `@prefix ${name}: <${address}> .\n`)
  const blocks = [...lines].flatMap(([subject, own]) =>
    own.size === 0 ? [] : [`\n${subject}\n  ${[...own].join(' ;\n  ')} .\n`],
  )
  return prefixes.join('') + blocks.join('')
}

function asList(value: Value | readonly Value[] | undefined): readonly Value[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value as Value]
}

/** IRIREF of Turtle: what may not stand in it is percent-encoded. */
function iri(text: string): string {
  return `<${text.replace(/[\s<>"{}|^`\\]/g, (letter) => encodeURIComponent(letter))}>`
}

function quote(text: string): string {
  const marks: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
  return `"${text.replace(/["\\\n\r\t]/g, (mark) => marks[mark] as string)}"`
}
