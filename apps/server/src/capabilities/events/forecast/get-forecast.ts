import type { EventForecast, OperationInput, getEventForecast as operation } from '@civitas/contract'
import { isInScope, type Principal, requireInScope } from '../../../kernel/access.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { EventsParts } from '../publish-event.ts'
import { type DayCount, expect, fitDays, forecastMethod, reviewDaysOf } from './rules.ts'
import { countByDay, type DayRow } from './store.ts'

const dayMs = 86_400_000
const hoursEast = 8 * 3_600_000
const mostDays = 730
const shownDays = 56

/** How many events are to be expected in a division, by day and by the areas right below it (GOV-033). */
export async function getForecast(
  parts: EventsParts,
  query: OperationInput<typeof operation>['query'],
  { scope }: Principal,
): Promise<EventForecast> {
  const { territory, domains, kernel } = parts
  const division = query.division ?? scope.divisions[0] ?? territory.cityCode() ?? ''
  if (!territory.findDivision(division)) throw invalid('/query/division', `没有区划 ${division}`)
  requireInScope(division, scope)
  if (query.type && !domains.findEventType(query.type))
    throw invalid('/query/type', `没有“${query.type}”这种事件类型`)
  const children = territory.listChildren(division).filter((one) => isInScope(one.code, scope))
  // Whole days of the city: today is not over and is the first to be told.
  const today = Math.floor((kernel.clock.now().getTime() + hoursEast) / dayMs) * dayMs - hoursEast
  const span = { from: new Date(today - mostDays * dayMs), to: new Date(today) }
  const digits = children[0]?.code.length ?? division.length
  const rows = await countByDay(
    kernel.db,
    { division, digits, ...span, ...(query.type ? { type: query.type } : {}) },
    scope,
  )
  const [first = dayOf(today)] = rows.map((one) => one.day).sort()
  const past = daysBetween(first, today)
  const ahead = Array.from({ length: query.days ?? 7 }, (_, at) => seasonOf(today + at * dayMs))
  const whole = fillDays(past, rows)
  const model = fitDays(whole)
  return {
    ...{ division, type: query.type ?? null, historyDays: whole.length },
    historyEvents: whole.reduce((sum, one) => sum + one.events, 0),
    enough: model !== undefined,
    weekday: model ? model.weekday.map(round) : [],
    month: model?.month?.map(round) ?? null,
    history: whole.slice(-shownDays).map(({ day, events }) => ({ day, events })),
    days: model ? ahead.map((one) => ({ day: one.day, ...expect(model, [one]) })) : [],
    review: model ? reviewDaysOf(whole) : null,
    areas: model
      ? children.flatMap(({ code, name }) => {
          const own = fillDays(
            past,
            rows.filter((one) => one.area === code),
          )
          const told = reviewArea(own, ahead)
          return told ? [{ division: code, name, ...told }] : []
        })
      : [],
    method: forecastMethod,
  }
}

/** An area over the days ahead, and the same span just past as it would have been told before it. */
function reviewArea(own: readonly Day[], ahead: readonly Season[]) {
  const model = fitDays(own)
  const last = own.slice(-ahead.length)
  const before = fitDays(own.slice(0, -ahead.length))
  if (!model || !before) return null
  const then = expect(before, last)
  const lastActual = last.reduce((sum, one) => sum + one.events, 0)
  return {
    ...expect(model, ahead),
    lastExpected: then.value,
    lastActual,
    isHit: lastActual >= Math.floor(then.low) && lastActual <= Math.ceil(then.high),
  }
}

interface Season {
  day: string
  weekday: number
  month: number
}
type Day = Season & DayCount

/** A day of the city by its first moment. */
function seasonOf(time: number): Season {
  const date = new Date(time + hoursEast)
  return {
    day: date.toISOString().slice(0, 10),
    weekday: (date.getUTCDay() + 6) % 7,
    month: date.getUTCMonth(),
  }
}

function dayOf(time: number): string {
  return seasonOf(time).day
}

function daysBetween(first: string, today: number): Season[] {
  const from = Date.parse(`${first}T00:00:00+08:00`)
  return Array.from({ length: Math.max(0, Math.round((today - from) / dayMs)) }, (_, at) =>
    seasonOf(from + at * dayMs),
  )
}

function fillDays(days: readonly Season[], rows: readonly DayRow[]): Day[] {
  const counts = new Map<string, number>()
  for (const one of rows) counts.set(one.day, (counts.get(one.day) ?? 0) + one.events)
  return days.map((one) => ({ ...one, events: counts.get(one.day) ?? 0 }))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
