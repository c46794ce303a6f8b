import type { TakenFile } from '../sources/file-store.ts'
import type { Relation } from '../uploads/read-file.ts'
import type { BrokenLine } from './stage.ts'

/** What a batch brings: rows, perhaps rows that went, and how far the source has been collected with it. */
export interface Delivery {
  readonly relation: Relation
  readonly position?: string | null
  /** Of change capture: keys that went, and all changes in order. */
  readonly gone?: Relation
  readonly changes?: readonly { position: string; operation: string; key: Record<string, string | null> }[]
  readonly bytes?: number
  readonly sm3?: string
  /** Number of rows the sender announced with it. */
  readonly announced?: number
  /** The whole table, whatever the source brings at other times. */
  readonly whole?: boolean
  /** The file it was, so that it is not taken again. */
  readonly file?: TakenFile
  /** What came that was no row at all. */
  readonly broken?: readonly BrokenLine[]
  /** There is more to be had at once. */
  readonly hasMore?: boolean
  /** What is worth knowing about it. */
  readonly note?: string
  /** Called once it has been loaded for good. */
  done?(): Promise<void>
}

/** A source that has come further without anything for us. */
export interface Nothing {
  readonly relation: null
  readonly position: string
}
