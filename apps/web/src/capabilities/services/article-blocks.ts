/** A piece of an article’s text. */
export type ArticleBlock =
  | { kind: 'head'; text: ArticleSpan[] }
  | { kind: 'paragraph'; text: ArticleSpan[] }
  | { kind: 'list'; items: ArticleSpan[][] }

/** Words, with an address when they are a link. */
export interface ArticleSpan {
  words: string
  link?: string
}

/** Reads an article: paragraphs apart by empty lines, `## ` heads, `- ` list lines, `[words](address)` links. */
export function readBlocks(body: string): ArticleBlock[] {
  return body
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map(readBlock)
}

function readBlock(part: string): ArticleBlock {
  if (part.startsWith('## ')) return { kind: 'head', text: readSpans(part.slice(3)) }
  const lines = part.split('\n')
  if (lines.every((line) => line.startsWith('- ')))
    return { kind: 'list', items: lines.map((line) => readSpans(line.slice(2))) }
  return { kind: 'paragraph', text: readSpans(part) }
}

/** Links lead into the site or to the web, nowhere else: `javascript:` stays words. */
function readSpans(text: string): ArticleSpan[] {
  const spans: ArticleSpan[] = []
  let at = 0
  for (const found of text.matchAll(/\[([^\]]*)\]\(((?:\/(?!\/)|https?:\/\/|mailto:|tel:)[^)\s]*)\)/g)) {
    if (found.index > at) spans.push({ words: text.slice(at, found.index) })
    spans.push({ words: found[1] as string, link: found[2] as string })
    at = found.index + found[0].length
  }
  if (at < text.length) spans.push({ words: text.slice(at) })
  return spans
}
