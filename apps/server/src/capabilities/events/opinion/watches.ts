import type { OpinionWatch } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import type { EventsParts } from '../publish-event.ts'
import type { Watch } from './rules.ts'
import * as store from './store.ts'

/** What is watched for: as the domains declare it, or as somebody has changed it here. */
export async function listWatches({ domains }: EventsParts, db: Queryable): Promise<Watch[]> {
  const saved = await store.listSavedWatches(db)
  return domains.list('eventTypes').flatMap(({ id, opinion }) => {
    if (!opinion) return []
    const { keywords, exclusions = [], least, factor } = opinion
    return saved.get(id) ?? { eventType: id, keywords, exclusions, least, factor, active: true }
  })
}

export function toWatch({ domains }: EventsParts, watch: Watch): OpinionWatch {
  return {
    ...watch,
    keywords: [...watch.keywords],
    exclusions: [...watch.exclusions],
    typeTitle: domains.get('eventTypes', watch.eventType).title,
  }
}
