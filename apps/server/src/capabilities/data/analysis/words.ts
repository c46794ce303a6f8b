/** Names a query uses: words outside texts and comments, and what stands in double quotes. */
export function wordsOf(sql: string): Set<string> {
  const bare = sql
    .replace(/--[^\n]*/g, ' ')
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/'(?:[^']|'')*'/g, ' ')
  const words = new Set<string>()
  const rest = bare.replace(/"((?:[^"]|"")*)"/g, (_, name: string) => {
    words.add(name.replaceAll('""', '"'))
    return ' '
  })
  for (const [word] of rest.matchAll(/[\p{L}_][\p{L}\p{N}_$]*/gu)) words.add(word)
  return words
}

/** Whether a query asks for every column of a table: `*` after SELECT, a comma or a name, not as a count or a product. */
export function asksForAll(sql: string): boolean {
  return /(?:\bselect(?:\s+distinct)?|,|\.)\s*\*|\bcolumns\s*\(/i.test(sql)
}
