import type { ProtocolMapping } from '@civitas/sdk'

const line = /^\s*([^=\s]+)\s*=\s*([^=*\s]+)\s*(?:\*\s*(\S+))?\s*$/

/** Reads `code=datastream` or `code=datastream*factor`, one a line; null when a line is neither. */
export function parseMappings(text: string): ProtocolMapping[] | null {
  const mappings: ProtocolMapping[] = []
  for (const each of splitLines(text)) {
    const [, element, property, factor] = line.exec(each) ?? []
    if (!element || !property) return null
    const multiply = factor === undefined ? undefined : Number(factor)
    if (Number.isNaN(multiply)) return null
    mappings.push({ element, property, ...(multiply === undefined ? {} : { multiply }) })
  }
  return mappings
}

/** The lines of a text that are not blank. */
export function splitLines(text: string): string[] {
  return text
    .split('\n')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}
