import { bindClassification } from './classification/routes.ts'
import type { DataParts } from './data-parts.ts'
import { bindFeedback } from './feedback/routes.ts'
import { bindGovernTasks } from './govern-tasks/give-task.ts'
import { bindLegacyFeeds } from './legacy-feeds/routes.ts'
import { bindLineage } from './lineage/routes.ts'
import { bindMaster } from './master/routes.ts'
import { bindQuality } from './quality/routes.ts'
import { installStandards } from './standards/install-standards.ts'
import { bindStandards } from './standards/routes.ts'
import { bindTags } from './tags/routes.ts'

/** Binds the governance of data. */
export async function bindGovern(parts: DataParts): Promise<{ stop(): Promise<void> }> {
  bindGovernTasks(parts)
  bindStandards(parts)
  bindLegacyFeeds(parts)
  bindLineage(parts)
  bindClassification(parts)
  bindFeedback(parts)
  bindTags(parts)
  const queues = [bindQuality(parts), bindMaster(parts)]
  await installStandards(parts)
  return {
    stop: async () => {
      await Promise.all(queues.map((queue) => queue.stop()))
    },
  }
}
