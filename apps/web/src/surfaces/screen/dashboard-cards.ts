import type { Dashboard, Indicator } from '@civitas/sdk'

/** A card that shows a figure. */
export interface IndicatorCard {
  indicator: Indicator
  display: 'number' | 'trend' | 'by-division'
}

/** A card that shows curves of the highest points of a device model. */
export interface SeriesCard {
  key: string
  domain: string
  thingType: string
  datastream: string
  limit: number
}

/** The indicator cards of a dashboard whose indicator is known, each indicator once per display. */
export function indicatorCards(dashboard: Dashboard, indicators: Indicator[]): IndicatorCard[] {
  const cards: IndicatorCard[] = []
  for (const card of dashboard.cards) {
    if (card.kind !== 'indicator') continue
    const indicator = findIndicator(indicators, dashboard.domain, String(card.indicator))
    if (indicator) cards.push({ indicator, display: toDisplay(card.display) })
  }
  return cards
}

function toDisplay(value: unknown): IndicatorCard['display'] {
  return value === 'trend' || value === 'by-division' ? value : 'number'
}

/** Finds an indicator by its full id, or by its short one within a domain. */
export function findIndicator(indicators: Indicator[], domain: string, id: string): Indicator | undefined {
  return indicators.find((each) => each.id === id) ?? indicators.find((each) => each.id === `${domain}.${id}`)
}

/** The series cards of all dashboards, each once. */
export function seriesCards(dashboards: Dashboard[]): SeriesCard[] {
  const cards = new Map<string, SeriesCard>()
  for (const dashboard of dashboards) {
    for (const card of dashboard.cards) {
      if (card.kind !== 'series') continue
      const thingType = qualify(dashboard.domain, String(card.thingType))
      const datastream = String(card.datastream)
      const key = `${thingType}/${datastream}`
      cards.set(key, {
        key,
        domain: dashboard.domain,
        thingType,
        datastream,
        limit: Math.min(7, Number(card.limit) || 3),
      })
    }
  }
  return [...cards.values()]
}

function qualify(domain: string, id: string): string {
  return id.includes('.') ? id : `${domain}.${id}`
}

/** Names without the ending they all share, so that what differs has room: 甲站水位计, 乙站水位计 → 甲, 乙. */
export function dropCommonEnd(names: string[]): string[] {
  const [first = ''] = names
  let length = 0
  while (length < first.length - 1 && names.every((name) => name.at(-1 - length) === first.at(-1 - length)))
    length++
  const shortest = Math.min(...names.map((name) => name.length))
  return names.length > 1 && length < shortest
    ? names.map((name) => name.slice(0, name.length - length))
    : names
}

/** Which dashboard shows its figure by district: the first where something is wrong, else the first that has one. */
export function chooseDivided(dashboards: Dashboard[], indicators: Indicator[]): string | undefined {
  const having = dashboards.filter((each) =>
    indicatorCards(each, indicators).some((card) => card.display === 'by-division'),
  )
  const wrong = having.find((each) =>
    indicatorCards(each, indicators).some((card) => card.indicator.current.status === 'alarm'),
  )
  return (wrong ?? having[0])?.id
}
