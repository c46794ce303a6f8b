const zero = 48
const dash = 45
const colon = 58
const letterT = 84
const letterZ = 90
const dot = 46

/** The last day read and its beginning, ms since epoch: nearly all times that come in are of the same day. */
let lastDay = 0
let lastDayMs = Date.UTC(1970, 0, 1)

/**
 * The instant an ISO 8601 text names, or with which the interval it names begins; ms since epoch, NaN when it is none.
 * UTC with seconds or milliseconds, as devices send it, is read without the general parser.
 */
export function parseInstant(text: string): number {
  const plain = text.length === 20 || text.length === 24 ? parsePlain(text) : Number.NaN
  if (!Number.isNaN(plain)) return plain
  if (!/^\d{4}-\d\d-\d\dT/.test(text)) return Number.NaN
  return Date.parse(text.split('/')[0] as string)
}

/** `YYYY-MM-DDThh:mm:ss[.fff]Z`; NaN for anything else. */
function parsePlain(text: string): number {
  const last = text.length - 1
  if (
    text.charCodeAt(4) !== dash ||
    text.charCodeAt(7) !== dash ||
    text.charCodeAt(10) !== letterT ||
    text.charCodeAt(13) !== colon ||
    text.charCodeAt(16) !== colon ||
    text.charCodeAt(last) !== letterZ ||
    (last === 23 && text.charCodeAt(19) !== dot)
  )
    return Number.NaN
  const day = pair(text, 0) * 1_000_000 + pair(text, 2) * 10_000 + pair(text, 5) * 100 + pair(text, 8)
  const hour = pair(text, 11)
  const minute = pair(text, 14)
  const second = pair(text, 17)
  const ms = last === 23 ? pair(text, 20) * 10 + digit(text, 22) : 0
  const start = day === lastDay ? lastDayMs : startOf(day)
  if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN
  return start + ((hour * 60 + minute) * 60 + second) * 1000 + ms
}

/** The beginning of a day written `YYYYMMDD` as a number. */
function startOf(day: number): number {
  const month = Math.floor(day / 100) % 100
  const date = day % 100
  if (!(month >= 1 && month <= 12 && date >= 1 && date <= 28)) return Number.NaN
  lastDay = day
  lastDayMs = Date.UTC(Math.floor(day / 10_000), month - 1, date)
  return lastDayMs
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - zero
  return value >= 0 && value <= 9 ? value : Number.NaN
}

function pair(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1)
}
