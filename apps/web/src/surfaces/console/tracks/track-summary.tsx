import type { Track } from '@civitas/sdk'
import {
  formatDistance,
  formatDuration,
  formatNumber,
  formatTime,
  Stat,
  useLocale,
  useTexts,
} from '@civitas/ui'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

const lengthOf = (part: { startTime: string; endTime: string }) =>
  Date.parse(part.endTime) - Date.parse(part.startTime)

/** `06-01 08:00`, the year being that of the window. */
const short = (time: string) => formatTime(time).slice(5)

/** Mileage, trips, stops and roads of a track; a trip or stop leads the replay there. */
export function TrackSummary({ track, onGo }: { track: Track; onGo: (timeMs: number) => void }) {
  const texts = useTexts(tracksTexts)
  return (
    <>
      <h2>{track.name}</h2>
      <div className={styles.stats}>
        <Stat label={texts.mileage} value={formatDistance(track.matched?.mileageM ?? track.mileageM)} />
        <Stat label={texts.positions} value={formatNumber(track.stored)} />
        <Stat label={texts.drifted} value={formatNumber(track.drifted)} />
      </div>
      {track.truncated ? <p className={styles.fault}>{texts.truncated}</p> : null}
      {track.hidden > 0 ? <p className={styles.note}>{texts.hideHours(formatNumber(track.hidden))}</p> : null}
      <Trips track={track} onGo={onGo} />
      <Stops track={track} onGo={onGo} />
      {track.matched ? <Roads matched={track.matched} /> : null}
    </>
  )
}

function Trips({ track, onGo }: { track: Track; onGo: (timeMs: number) => void }) {
  const texts = useTexts(tracksTexts)
  const locale = useLocale()
  return (
    <div>
      <h2>
        {texts.trips} {formatNumber(track.trips.length)}
      </h2>
      {track.trips.length === 0 ? <p className={styles.note}>{texts.noTrips}</p> : null}
      <ul className={styles.rows}>
        {track.trips.map((trip, index) => (
          <li key={trip.startTime}>
            <button type="button" className={styles.row} onClick={() => onGo(Date.parse(trip.startTime))}>
              <span>{index + 1}</span>
              <b>
                {short(trip.startTime)} — {short(trip.endTime).slice(-5)}
              </b>
              <span>{formatDistance(trip.mileageM)}</span>
              <small>
                {formatDuration(lengthOf(trip), locale)} · {texts.top(formatNumber(trip.topSpeedKmH))}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Stops({ track, onGo }: { track: Track; onGo: (timeMs: number) => void }) {
  const texts = useTexts(tracksTexts)
  const locale = useLocale()
  return (
    <div>
      <h2>
        {texts.stops} {formatNumber(track.stops.length)}
      </h2>
      {track.stops.length === 0 ? <p className={styles.note}>{texts.noStops}</p> : null}
      <ul className={styles.rows}>
        {track.stops.map((stop, index) => (
          <li key={stop.startTime}>
            <button type="button" className={styles.row} onClick={() => onGo(Date.parse(stop.startTime))}>
              <span>{index + 1}</span>
              <b>
                {short(stop.startTime)} — {short(stop.endTime).slice(-5)}
              </b>
              <span>{formatDuration(stop.seconds * 1_000, locale)}</span>
              <small className="code">
                {stop.lon.toFixed(5)},{stop.lat.toFixed(5)}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Roads({ matched }: { matched: NonNullable<Track['matched']> }) {
  const texts = useTexts(tracksTexts)
  return (
    <div>
      <h2>{texts.roads}</h2>
      <ul className={styles.rows}>
        {matched.roads.map((road, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a road may be driven twice and is known by its turn
          <li key={index} className={styles.row}>
            <span>{index + 1}</span>
            <b>{road.name || texts.namelessRoad}</b>
            <span>{formatDistance(road.metres)}</span>
          </li>
        ))}
      </ul>
      {matched.unmatched > 0 ? (
        <p className={styles.note}>{texts.unmatched(formatNumber(matched.unmatched))}</p>
      ) : null}
    </div>
  )
}
