import type { IncidentEntry, Track } from '@civitas/sdk'

/** What the map and the list show of an incident at one moment of its replay. */
export interface ReplayMoment {
  /** Where each unit was last known to be. */
  units: { id: string; name: string; position: [number, number] }[]
  /** What had been recorded by then, in recorded order. */
  entries: IncidentEntry[]
}

type TrackPart = Pick<Track, 'entityId' | 'name' | 'points'>

/** The state of a replay at a time: the last position of each unit and the entries of the window up to then. */
export function momentAt(
  time: number,
  from: number,
  entries: readonly IncidentEntry[],
  tracks: readonly TrackPart[],
): ReplayMoment {
  return {
    units: tracks.flatMap(({ entityId, name, points }) => {
      const last = points.findLast((one) => Date.parse(one.time) <= time)
      return last ? [{ id: entityId, name, position: [last.lon, last.lat] as [number, number] }] : []
    }),
    entries: entries
      .filter((one) => Date.parse(one.time) >= from && Date.parse(one.time) <= time)
      .toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time)),
  }
}
