import type { CodeItem } from '@civitas/sdk'

/** Codes written in lines of code, name and other words for it; `bad` is the first line (from 1) that is not one. */
export function parseCodes(text: string): { codes: CodeItem[]; bad?: number } {
  const codes: CodeItem[] = []
  const seen = new Set<string>()
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const [code = '', name = '', ...synonyms] = line.split(/[,，\t]/).map((word) => word.trim())
    if (!code || !name || seen.has(code)) return { codes, bad: at + 1 }
    seen.add(code)
    const others = synonyms.filter(Boolean)
    codes.push({ code, name, ...(others.length > 0 ? { synonyms: others } : {}) })
  }
  return { codes }
}
