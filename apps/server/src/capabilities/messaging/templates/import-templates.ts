import type { TemplateContent } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { writeDecision, writeVersion } from './store.ts'

/** Who wrote templates, and who approved them. */
export interface TemplateHands {
  readonly by: { readonly id: string; readonly name: string }
  readonly approvedBy: string
}

/** Writes templates that somebody has approved already. */
export async function importTemplates(
  tx: Transaction,
  contents: readonly TemplateContent[],
  { by, approvedBy }: TemplateHands,
  now: Date,
): Promise<void> {
  for (const content of contents) {
    const id = newId()
    await writeVersion(tx, id, content, { userId: by.id, name: by.name }, now)
    await writeDecision(tx, { id, version: 1, approve: true, comment: '同意', by: approvedBy })
  }
}
