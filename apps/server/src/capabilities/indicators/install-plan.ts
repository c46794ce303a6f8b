import type { AudienceGrade, CockpitContent, IndexRules, WallScene } from '@civitas/contract'
import type { Transaction } from '../../kernel/db/database.ts'
import { insertVersion, type PageRow, writeDraft } from './cockpit/store.ts'
import { insertIndex } from './indices/store.ts'
import type { ReadParts } from './read-indicators.ts'
import { insertWall, upsertScene } from './scenes/store.ts'
import { importTargets } from './targets/manage-targets.ts'

/** What an installation delivers as data. */
export interface InstallPlan {
  readonly by: string
  readonly indices: ReadonlyArray<{
    id: string
    title: string
    field: string | null
    validFrom: string
    rules: IndexRules
  }>
  readonly targets?: { tsv: string; bindings: ReadonlyMap<string, string> }
  readonly pages: ReadonlyArray<{
    id: string
    title: string
    grade: AudienceGrade
    application: string | null
    content: CockpitContent
  }>
  readonly walls: ReadonlyArray<{
    id: string
    title: string
    dutyScene: string
    scenes: readonly WallScene[]
  }>
}

/** Writes a plan in the caller’s transaction; pages are published at once, in the name of who delivers them. */
export async function installPlan(parts: ReadParts, tx: Transaction, plan: InstallPlan): Promise<void> {
  const now = parts.kernel.clock.now()
  for (const index of plan.indices) await insertIndex(tx, index)
  if (plan.targets) await importTargets(tx, plan.targets.tsv, plan.targets.bindings)
  for (const page of plan.pages) {
    await writeDraft(tx, { ...page, authorId: null, authorName: plan.by, now })
    const row = { ...page, author_name: plan.by } as unknown as PageRow
    await insertVersion(tx, row, page.content, { reviewer: plan.by, comment: '随平台交付', now })
  }
  for (const wall of plan.walls) {
    await insertWall(tx, { ...wall, now })
    for (const scene of wall.scenes) await upsertScene(tx, wall.id, scene)
  }
}
