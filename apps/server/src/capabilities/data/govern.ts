import type { DataParts } from './data-parts.ts'
import { bindGovernTasks } from './govern-tasks/give-task.ts'
import { bindLineage } from './lineage/routes.ts'
import { bindQuality } from './quality/routes.ts'
import { installStandards } from './standards/install-standards.ts'
import { bindStandards } from './standards/routes.ts'

/** Binds the governance of data. */
export async function bindGovern(parts: DataParts): Promise<{ stop(): Promise<void> }> {
  bindGovernTasks(parts)
  bindStandards(parts)
  bindLineage(parts)
  const queues = [bindQuality(parts)]
  await installStandards(parts)
  return {
    stop: async () => {
      await Promise.all(queues.map((queue) => queue.stop()))
    },
  }
}
