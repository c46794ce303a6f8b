import type { CollectMode, DatasetField, SourceConnection } from '@civitas/contract'
import type { Delivery, Nothing } from '../../batches/delivery.ts'
import type { DataParts } from '../../data-parts.ts'

/** How to reach a source, with the secret opened. */
export interface Access {
  readonly mode: CollectMode
  readonly connection: SourceConnection
  readonly secret: string | null
}

/** What one run of collection starts from. */
export interface CollectAsk extends Access {
  readonly sourceId: string
  readonly position: string | null
  /** Columns the source is known to have; null when nobody has said. */
  readonly expected: readonly string[] | null
  /** Folder for what is fetched. */
  readonly folder: string
}

/** Figures of the whole source by column name, `*` for the number of rows; as text, to be compared with ours. */
export type Figures = Readonly<Record<string, string | null>>

/** A kind of system data is collected from. Errors are sentences for the owner of the source. */
export interface Connector {
  /** The columns of the source; throws when it cannot be reached or lacks what the mode needs. */
  inspect(parts: DataParts, access: Access): Promise<DatasetField[]>
  /** What is new since the position, or null when there is nothing. */
  collect(parts: DataParts, ask: CollectAsk): Promise<Delivery | Nothing | null>
  /** Whether there is something that has not been taken; only of kinds that can tell without collecting. */
  hasNew?(parts: Pick<DataParts, 'kernel'>, ask: Omit<CollectAsk, 'folder'>): Promise<boolean>
  /** Number of rows, and the sums of columns, as the source has them. */
  figures?(parts: DataParts, access: Access, sums: readonly string[]): Promise<Figures>
}

export function required(value: string | undefined, what: string): string {
  if (!value) throw new Error(`请填写${what}`)
  return value
}

/** `schema.table` in parts. */
export function tableParts(name: string): string[] {
  return name.split('.').map((part) => part.trim())
}
