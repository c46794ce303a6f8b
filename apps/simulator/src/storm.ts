import type { Drivers } from './drivers.ts'

export type Position = readonly [lon: number, lat: number]

/** How a storm lies over the city: a core that drifts from west to east, with lighter rain around it. */
const storm = {
  /** Where its core is when it begins: km east of the middle of the city, so it comes from the west. */
  startKm: -4,
  speedKmH: 11,
  /** Distance from the core at which the excess has fallen to 1/e, km. */
  radiusKm: 3.6,
  /** Rain far from the core, as a share of the core’s. */
  outside: 0.12,
}

/** Share of the storm’s rain that falls at a place, 0.12–1, some city minutes after it began. */
export function rainShare(place: Position, middle: Position, minute: number): number {
  const kmPerDegree = 111.2
  const eastKm = (place[0] - middle[0]) * kmPerDegree * Math.cos((middle[1] * Math.PI) / 180)
  const northKm = (place[1] - middle[1]) * kmPerDegree
  const coreKm = storm.startKm + (storm.speedKmH * minute) / 60
  const distance = Math.hypot(eastKm - coreKm, northKm)
  return storm.outside + (1 - storm.outside) * Math.exp(-((distance / storm.radiusKm) ** 2))
}

/** The city’s drivers at one place: rain is heaviest under the core of the storm, everything else is the same everywhere. */
export function localDrivers(
  drivers: Drivers,
  place: Position | null,
  middle: Position,
  minute: number,
): Drivers {
  if (!drivers.rain_mm_h || !place) return drivers
  return { ...drivers, rain_mm_h: drivers.rain_mm_h * rainShare(place, middle, minute) }
}

/** The middle of the city: half of the places lie east of it, half north. */
export function middleOf(places: readonly Position[]): Position {
  const half = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  return [half(places.map(([lon]) => lon)), half(places.map(([, lat]) => lat))]
}
