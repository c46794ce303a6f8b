import type { CityEvent, WarningLevel } from '@civitas/contract'
import { findStandardClass, LEVEL_TITLES } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import { conflict, invalid } from '../../../kernel/problem.ts'
import { lockEvent, refreshAggregates } from '../merge-events.ts'
import { type EventsParts, note, publishEvent } from '../publish-event.ts'
import { isOpen, worstLevel } from '../rules.ts'
import * as store from '../store.ts'
import { pairsOf } from './classifier.ts'
import * as reports from './store.ts'
import { labelOf } from './suggest.ts'

export interface Classification {
  type?: string
  standardClass?: string | null
  level?: WarningLevel
  comment?: string
}

/** A person confirms or changes what an event is. What was suggested stays beside it, and the words are learned from. */
export async function classifyEvent(
  parts: EventsParts,
  id: string,
  given: Classification,
  by: Principal,
): Promise<CityEvent> {
  refuseUnknown(parts, given)
  return parts.kernel.db.transaction(async (tx) => {
    const now = parts.kernel.clock.now()
    const row = await lockEvent(tx, id, by.scope)
    if (!isOpen(row.state)) throw conflict('not-open', `事件 ${row.reference} 已不在办理中，不能改变分类。`)
    const type = given.type ?? row.type
    if (type !== row.type && row.case_open)
      throw conflict('case-open', '事件已立案，类型不能改变；请在案件中退回重派。')
    const standardClass = given.standardClass === undefined ? row.standard_class : given.standardClass
    const level = given.level ?? row.own_level
    const changed = await store.updateEvent(tx, row, {
      type,
      standard_class: standardClass,
      own_level: level,
      own_highest_level: worstLevel([row.own_highest_level, level]),
      changed_time: now,
    })
    const words = `${row.title} ${row.description}`
    await reports.learnGrams(tx, labelOf('type', type), pairsOf(words))
    if (standardClass) await reports.learnGrams(tx, labelOf('class', standardClass), pairsOf(words))
    const { title, description: _, ...before } = row
    note(parts, tx, {
      eventId: id,
      act: 'reclassified',
      userId: by.userId,
      userName: by.name,
      text: [inWords(parts, { type, standardClass, level }), given.comment].filter(Boolean).join('。'),
      detail: {
        before: { type: before.type, standardClass: before.standard_class, level: before.own_level, title },
        after: { type, standardClass, level },
        suggestion: row.suggestion,
      },
    })
    const [fresh, ...above] = await refreshAggregates(tx, changed)
    for (const one of above) await publishEvent(parts, tx, 'level-changed', one)
    return publishEvent(parts, tx, 'reclassified', fresh as store.EventRow)
  })
}

function refuseUnknown({ domains }: EventsParts, { type, standardClass }: Classification): void {
  if (type && !domains.findEventType(type)) throw invalid('/body/type', `没有“${type}”这种事件类型`)
  if (standardClass && !findStandardClass(standardClass))
    throw invalid('/body/standardClass', `没有“${standardClass}”这个分类代码（GB/T 30428.2）`)
}

function inWords(
  { domains }: EventsParts,
  { type, standardClass, level }: { type: string; standardClass: string | null; level: WarningLevel | null },
): string {
  const standard = findStandardClass(standardClass)
  const parts = [
    domains.findEventType(type)?.title.zh ?? type,
    standard && `${standard.large.title.zh}·${standard.title.zh}（${standard.code}）`,
    level && LEVEL_TITLES[level].zh,
  ]
  return parts.filter(Boolean).join('，')
}
