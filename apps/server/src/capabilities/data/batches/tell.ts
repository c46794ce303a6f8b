import type { Recipient } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { DataParts } from '../data-parts.ts'
import type { BatchRow } from './store.ts'

const titles: Partial<Record<BatchRow['state'], string>> = {
  'count-mismatch': '数据批次数量不符，请核对后重新报送',
  quarantined: '数据批次结构变更，已隔离',
  'over-quota': '数据装载停止：配额不足',
  refused: '数据批次未通过',
  failed: '数据批次装载失败',
}

/** Tells the sender of a batch that it did not go through. */
export async function tellAbout(parts: DataParts, tx: Transaction, batch: BatchRow): Promise<void> {
  const title = titles[batch.state]
  if (!title) return
  const to: Recipient = batch.user_id ? { userId: batch.user_id } : { organisationId: batch.organisation_id }
  await tellAtOnce(parts, tx, {
    key: `data-batch-${batch.id}-${batch.state}-${batch.attempts}`,
    ...{
      title,
      text: `${batch.dataset_name}（${batch.file_name ?? batch.source_name ?? ''}）：${batch.note ?? ''}`,
      to,
    },
    link: `/console/collect?tab=batches`,
  })
}

/** Tells of what happened to data: deliveries come at night, and so does word of them. */
export async function tellAtOnce(
  { messaging }: DataParts,
  tx: Transaction,
  given: { key: string; title: string; text: string; to: Recipient; link: string },
): Promise<void> {
  const { to, ...message } = given
  const subject = { kind: 'data', id: given.key }
  messaging.tell(tx, { ...message, to: [to], urgency: 'urgent', subject })
}
