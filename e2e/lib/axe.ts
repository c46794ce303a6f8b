import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  help: string
  nodes: Array<{ target: unknown[]; html: string }>
}

/** What axe-core finds wrong on a page by WCAG 2.0–2.2 A and AA, one line each. */
export async function findAxeViolations(page: Page): Promise<string[]> {
  await page.evaluate(source)
  const violations = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the window
    const answer = await (window as any).axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      // Of what is in order it need not work out where it stands.
      resultTypes: ['violations'],
      // Styles and media are not fetched again: only rules on films and sounds would read them, and no page has any.
      preload: false,
    })
    return answer.violations as Violation[]
  })
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help} (${nodes.length}) ${nodes[0]?.target.join(' ')} ${nodes[0]?.html.slice(0, 160)}`,
  )
}
