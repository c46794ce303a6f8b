/** One column of a table, as its definition says it. */
export interface StructureColumn {
  name: string
  /** SQL type as written, without what stands behind it. */
  type: string
}

const notColumns =
  /^(primary|unique|foreign|constraint|check|key|index|fulltext|spatial|exclude|partition|like)$/i

/**
 * Columns of a `CREATE TABLE` statement (PostgreSQL, MySQL, Oracle, SQL Server, 达梦), or of lines of name and type. What is
 * not a column (keys, checks, comments) is passed over.
 */
export function parseStructure(text: string): StructureColumn[] {
  const plain = text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, '')
  const inside = /create\s+(?:\w+\s+)*table\b[^(]*\(([\s\S]*)\)/i.exec(plain)?.[1]
  const lines = inside === undefined ? plain.split(/[\n;]/) : splitOutside(inside)
  return lines.flatMap((line) => {
    const words = /^["`[]?([\p{L}_][\p{L}\p{N}_$]*)["`\]]?[\s,，:：]+([\s\S]+)$/u.exec(line.trim())
    if (!words?.[1] || !words[2] || notColumns.test(words[1])) return []
    const type = /^[\p{L}][\p{L}\p{N}_ ]*?(?:\s*\([^)]*\))?(?=\s|,|，|$)/u.exec(words[2])?.[0] ?? words[2]
    return [{ name: words[1], type: type.trim().slice(0, 60) }]
  })
}

/** Parts between commas that stand outside brackets and quotes. */
function splitOutside(text: string): string[] {
  const parts: string[] = []
  let [part, depth, quote] = ['', 0, '']
  for (const letter of text) {
    if (quote) quote = letter === quote ? '' : quote
    else if (letter === "'" || letter === '"' || letter === '`') quote = letter
    else if (letter === '(') depth++
    else if (letter === ')') depth--
    if (letter === ',' && depth === 0 && !quote) {
      parts.push(part)
      part = ''
    } else part += letter
  }
  return [...parts, part]
}
