import { versionPublished } from '@civitas/contract'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { fileOf, formatsOf } from './files.ts'
import { findOpen, findUnwritten, listSubscribers } from './site-store.ts'
import { setLateTold, takeLate } from './store.ts'

/** Tells owners of what is late and writes the files of what is open, in the background. */
export function watchOpen(parts: DataParts): { stop(): Promise<void> } {
  const late = startWorkQueue(parts.kernel, 'open-late', async (tx) => {
    const one = await takeLate(tx, parts.kernel.clock.now())
    if (!one) return false
    await setLateTold(tx, one.id, one.overdue_time)
    const day = one.overdue_time.toISOString().slice(0, 10)
    parts.messaging.tell(tx, {
      key: `open-late/${one.id}/${one.overdue_time.toISOString()}`,
      title: `开放数据未按期更新：${one.name}`,
      text: `“${one.name}”已向社会开放，最迟应于 ${day} 更新。请尽快更新并发布新版本；在此之前开放页面标注“未按期更新”。`,
      urgency: 'normal',
      to: [{ organisationId: one.organisation_id }],
      subject: { kind: 'dataset', id: one.id },
      link: `/console/datasets/${one.id}`,
    })
    return true
  })
  const files = startWorkQueue(parts.kernel, 'open-files', () => writeFiles(parts), { everyMs: 10_000 })
  return {
    stop: async () => {
      await Promise.all([late.stop(), files.stop()])
    },
  }
}

/** Writes the forms of one dataset that lacks them, the last of them XML. */
async function writeFiles(parts: DataParts): Promise<boolean> {
  const one = await findUnwritten(parts.kernel.db)
  const row = one && (await findOpen(parts.kernel.db, one.id))
  if (!row) return false
  for (const format of formatsOf(row)) await fileOf(parts, row, format)
  return true
}

/** Tells those who asked for it that an open dataset has a new version. */
export function tellSubscribers(parts: DataParts): void {
  parts.kernel.messages.subscribe(
    'data.tell-open-subscribers',
    versionPublished,
    async (tx, { body: { datasetId, versionId, number } }) => {
      const row = await findOpen(tx, datasetId)
      const dataset = await findDataset(tx, datasetId)
      if (!row || row.withdrawn_time || !dataset) return
      const users = await listSubscribers(tx, datasetId)
      if (users.length === 0) return
      parts.messaging.tell(tx, {
        key: `open-update/${versionId}`,
        title: `开放数据已更新：${dataset.name}`,
        text: `“${dataset.name}”已更新到第 ${number} 版，共 ${dataset.version_rows ?? 0} 行。`,
        urgency: 'normal',
        to: users.map((userId) => ({ userId })),
        subject: { kind: 'dataset', id: datasetId },
        link: `/open/datasets/${row.name}`,
      })
    },
  )
}
