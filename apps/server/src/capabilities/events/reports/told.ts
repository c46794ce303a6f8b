import type { CityEvent, EventSource, ReportPhoto, WarningLevel } from '@civitas/contract'
import { type EventType, findStandardClass } from '@civitas/domain-kit'
import type { Queryable } from '../../../kernel/db/database.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { EntityRow } from '../../entities/index.ts'
import type { EventsParts } from '../publish-event.ts'
import type { ReportRow } from './store.ts'

/** Word of something, from whatever channel, with who gave it. */
export interface Told {
  readonly channel: EventSource
  readonly sourceSystem?: string
  /** With `sourceSystem`: the same again is the same report. */
  readonly externalId?: string
  readonly type?: string
  readonly standardClass?: string
  readonly title: string
  readonly description?: string
  readonly position?: readonly [number, number]
  readonly address?: string
  readonly level?: WarningLevel
  readonly entity?: EntityRow
  /** Entities a dispute is between. */
  readonly parties?: readonly string[]
  readonly reporter?: {
    readonly id?: string
    readonly name?: string
    readonly phone?: string
    readonly hidden?: boolean
  }
  readonly photos?: readonly ReportPhoto[]
  readonly mediaUrls?: readonly string[]
  readonly reportedTime?: Date
  /** Of an algorithm, 0–1. */
  readonly confidence?: number
}

export interface Taken {
  readonly event: CityEvent
  readonly report: ReportRow
  /** It joined an event that was open. */
  readonly joined: boolean
  /** The same report had been taken before; nothing was changed. */
  readonly known: boolean
}

/** The type that was named, that of the class that was named, or what the words speak of. */
export function chooseType({ domains, suggester }: EventsParts, told: Told): EventType {
  if (told.standardClass && !findStandardClass(told.standardClass))
    throw invalid('/body/standardClass', `没有“${told.standardClass}”这个分类代码（GB/T 30428.2）`)
  if (told.type) {
    const type = domains.findEventType(told.type)
    if (!type) throw invalid('/body/type', `没有“${told.type}”这种事件类型`)
    return type
  }
  const byClass =
    told.standardClass &&
    domains.list('eventTypes').find((type) => type.classes?.includes(told.standardClass as string))
  if (byClass) return byClass
  const [guess] = suggester.suggest(`${told.title} ${told.description ?? ''}`)
  const guessed = guess?.type ? domains.findEventType(guess.type) : undefined
  if (!guessed) throw invalid('/body/type', '无法从描述判断事件类型，请指定 type 或 standardClass')
  return guessed
}

/** Where a report is from, as far as it says. */
export interface Place {
  readonly position: readonly [number, number] | null
  readonly divisionCode: string | null
  readonly address: string | null
}

export async function findPlace({ territory }: EventsParts, tx: Queryable, told: Told): Promise<Place> {
  const { position, address = null } = told
  if (position) {
    const divisionCode = territory.findDivisionAt(position[0], position[1])
    if (!divisionCode) throw invalid('/body/position', '位置不在本市范围内')
    return { position, divisionCode, address }
  }
  const found = address ? await territory.locate(tx, address) : undefined
  if (found) return { position: found.position, divisionCode: found.divisionCode, address }
  return { position: null, divisionCode: null, address }
}

/** Who stands in the timeline; nobody when they asked not to be named. */
export function whoOf({ reporter = {} }: Told): { userId: string | null; userName: string | null } {
  if (reporter.hidden) return { userId: null, userName: null }
  return { userId: reporter.id ?? null, userName: reporter.name ?? null }
}
