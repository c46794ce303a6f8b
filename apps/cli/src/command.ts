import { parseArgs } from 'node:util'

/** A sentence in both languages of the product. */
export interface Said {
  readonly zh: string
  readonly en: string
}

/** Something `civitas` can do: `civitas <name> …`, where the name is a noun, or a noun and a verb. */
export interface Command {
  readonly name: string
  readonly summary: Said
  readonly usage: string
  /** Answers the exit code; nothing means 0. */
  run(args: string[]): Promise<number | undefined> | Promise<void>
}

const english = /^en/i.test(process.env.CIVITAS_LANG ?? '')

/** The sentence in the reader’s language: Chinese, unless `CIVITAS_LANG` says `en`. */
export function say({ zh, en }: Said): string {
  return english ? en : zh
}

/** The command was called wrongly, or something a person can put right stands in its way. */
export class UserError extends Error {}

export function userError(zh: string, en: string): UserError {
  return new UserError(say({ zh, en }))
}

type Flags = Record<string, 'text' | 'yes-no'>

/** Reads `--flag value` and the words between; an unknown flag is refused. */
export function readFlags<F extends Flags>(
  args: string[],
  flags: F,
): { values: { [K in keyof F]?: F[K] extends 'text' ? string : boolean }; words: string[] } {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, kind]) => [
      name,
      { type: kind === 'text' ? ('string' as const) : ('boolean' as const) },
    ]),
  )
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    return { values: values as never, words: positionals }
  } catch (error) {
    throw new UserError((error as Error).message)
  }
}
