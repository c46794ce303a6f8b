/** A place: longitude, latitude, degrees. */
export type Place = readonly [lon: number, lat: number]

/** A route, measured. */
export interface Line {
  readonly places: readonly Place[]
  /** Metres from the beginning to each place. */
  readonly along: readonly number[]
  readonly metres: number
}

/** A part of a journey: from one place of a line to another at one speed, or a stop where both are the same. */
export interface Phase {
  readonly line: Line
  readonly fromM: number
  readonly toM: number
  readonly seconds: number
}

/** What is done again and again, so that where something is depends on the time alone and survives a restart. */
export interface Journey {
  readonly phases: readonly Phase[]
  /** Seconds from the beginning of the journey to the end of each phase. */
  readonly ends: readonly number[]
  readonly periodSeconds: number
  /** Seconds by which this one is ahead of others on the same route. */
  readonly ahead: number
}

export interface Moment {
  readonly place: Place
  readonly speedKmH: number
  readonly headingDeg: number
}

const metresPerDegree = 111_195

/** East and north metres from one place to another; good within a city. */
export function offsetM([lonA, latA]: Place, [lonB, latB]: Place): [east: number, north: number] {
  const east = (lonB - lonA) * metresPerDegree * Math.cos((latA * Math.PI) / 180)
  return [east, (latB - latA) * metresPerDegree]
}

/** A place moved by metres east and north. */
export function moveBy([lon, lat]: Place, east: number, north: number): Place {
  return [lon + east / (metresPerDegree * Math.cos((lat * Math.PI) / 180)), lat + north / metresPerDegree]
}

export function measureLine(places: readonly Place[]): Line {
  const along = [0]
  for (let i = 1; i < places.length; i++)
    along.push((along[i - 1] as number) + Math.hypot(...offsetM(places[i - 1] as Place, places[i] as Place)))
  return { places, along, metres: along.at(-1) ?? 0 }
}

export function makeJourney(phases: readonly Phase[], share: number): Journey {
  let end = 0
  const ends = phases.map(({ seconds }) => {
    end += seconds
    return end
  })
  return { phases, ends, periodSeconds: end, ahead: share * end }
}

/** Where something is on its journey at an instant. */
export function momentAt({ phases, ends, periodSeconds, ahead }: Journey, timeMs: number): Moment {
  const second = (timeMs / 1000 + ahead) % periodSeconds
  const index = findFirst(ends, second)
  const { line, fromM, toM, seconds } = phases[index] as Phase
  const part = 1 - ((ends[index] as number) - second) / seconds
  const atM = fromM + (toM - fromM) * part
  return {
    place: placeAt(line, atM),
    speedKmH: (Math.abs(toM - fromM) / seconds) * 3.6,
    headingDeg: headingAt(line, atM, toM >= fromM),
  }
}

function placeAt(line: Line, metres: number): Place {
  const [from, to, part] = segmentAt(line, metres)
  return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part]
}

function headingAt(line: Line, metres: number, isForward: boolean): number {
  const [from, to] = segmentAt(line, metres)
  const [east, north] = offsetM(from, to)
  const degrees = (Math.atan2(east, north) * 180) / Math.PI
  return (Math.round(degrees) + (isForward ? 360 : 540)) % 360
}

function segmentAt({ places, along }: Line, metres: number): [from: Place, to: Place, part: number] {
  const end = Math.min(Math.max(1, findFirst(along, metres)), places.length - 1)
  const [start, stop] = [along[end - 1] as number, along[end] as number]
  const part = stop > start ? Math.min(1, Math.max(0, (metres - start) / (stop - start))) : 0
  return [places[end - 1] as Place, places[end] as Place, part]
}

/** Index of the first of rising numbers that is greater than a value; the last one when none is. */
function findFirst(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rising[middle] as number) > value) high = middle
    else low = middle + 1
  }
  return low
}
