import type { Transaction } from '../../kernel/db/database.ts'

/** Whom a message is for. */
export type Recipient = { userId: string } | { organisationId: string } | { role: string; division: string }

export interface Notice {
  /** The same key twice is one message. */
  key: string
  title: string
  text: string
  urgency: 'emergency' | 'urgent' | 'normal'
  to: Recipient[]
  subject?: { kind: string; id: string }
  /** Path of a page. */
  link?: string
}

/** What cases use of `messaging`. */
export interface Notifier {
  send(tx: Transaction, notice: Notice): Promise<string>
}

/** What cases use of `ledger`. */
export interface EvidenceLog {
  append(
    tx: Transaction,
    entry: { kind: string; subjectId: string; payload: Record<string, unknown> },
  ): Promise<unknown>
}
