type Hours = [number, number][]

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** Hours of a day as people write them: `08:30-12:00, 13:30-17:30`. */
export function toHoursText(hours: Hours): string {
  return hours.map(([from, to]) => `${clock(from)}-${clock(to)}`).join(', ')
}

/** Reads hours as people write them; null when they are none. */
export function toHours(text: string): Hours | null {
  const parts = text
    .split(/[,，、]/)
    .map((part) => part.trim())
    .filter(Boolean)
  const hours = parts.map((part) => /^(\d{1,2}):(\d{2})\s*[-–—~]\s*(\d{1,2}):(\d{2})$/.exec(part))
  if (hours.some((one) => one === null)) return null
  return hours.map((one) => {
    const [, h1, m1, h2, m2] = (one as RegExpExecArray).map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ]
    return [h1 * 60 + m1, h2 * 60 + m2]
  })
}
