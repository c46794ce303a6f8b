/** One thing wrong in a definition: where, and a sentence in each language that says what to do. */
export type DomainProblem = {
  /** `<domain>.<JSON path>`, e.g. `waterlogging.rules[0].levels[1].clear`. */
  readonly path: string
  readonly zh: string
  readonly en: string
}

/** Adds a problem; `path` is below the domain. */
export type ReportProblem = (path: string, zh: string, en: string) => void

/** Thrown by `assertDomain` and `loadDomains`: every problem, one per line, with its path. */
export class DomainError extends Error {
  readonly problems: readonly DomainProblem[]

  constructor(problems: readonly DomainProblem[]) {
    super(problems.map((one) => `${one.path}: ${one.zh} (${one.en})`).join('\n'))
    this.name = 'DomainError'
    this.problems = problems
  }
}
