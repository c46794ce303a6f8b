import type { LocalText } from './text.ts'

/**
 * A section of a department’s ledgers (模块): registers kept and counted together, with the events told of the same
 * matters. Gives one page with lists, figures by place and by choice, import and export; a city adds its own beside.
 */
export type Module = {
  readonly id: string
  readonly title: LocalText
  readonly description: LocalText
  /** Entity types, short or qualified, in the order shown. */
  readonly registers: readonly string[]
  /** Event types, short or qualified. */
  readonly eventTypes?: readonly string[]
}
