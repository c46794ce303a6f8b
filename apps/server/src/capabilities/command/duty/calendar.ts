/** A shift as a calendar program reads it. */
export interface CalendarEntry {
  id: string
  start: Date
  end: Date
  summary: string
  description: string
  sequence: number
  changed: Date
}

/** A calendar of duty shifts, iCalendar 2.0 (RFC 5545): CRLF lines folded at 75 octets, times in UTC. */
export function writeCalendar(title: string, entries: readonly CalendarEntry[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Civitas//Duty roster//ZH',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapeText(title)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...entries.flatMap(toEvent),
    'END:VCALENDAR',
  ]
  return `${lines.map(fold).join('\r\n')}\r\n`
}

function toEvent(entry: CalendarEntry): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${entry.id}@duty.civitas`,
    `DTSTAMP:${stamp(entry.changed)}`,
    `DTSTART:${stamp(entry.start)}`,
    `DTEND:${stamp(entry.end)}`,
    `SEQUENCE:${entry.sequence}`,
    `SUMMARY:${escapeText(entry.summary)}`,
    `DESCRIPTION:${escapeText(entry.description)}`,
    'CATEGORIES:DUTY',
    'TRANSP:OPAQUE',
    'END:VEVENT',
  ]
}

/** `20250601T000000Z` (RFC 5545, 3.3.5, form 2). */
function stamp(time: Date): string {
  return `${time.toISOString().slice(0, 19).replaceAll('-', '').replaceAll(':', '')}Z`
}

/** TEXT values (RFC 5545, 3.3.11). */
function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(';', '\\;').replaceAll(',', '\\,').replace(/\r?\n/g, '\\n')
}

/** Content lines of at most 75 octets (RFC 5545, 3.1); a character is never cut. */
function fold(line: string): string {
  const parts: string[] = []
  let part = ''
  for (const letter of line) {
    const limit = parts.length === 0 ? 75 : 74
    if (Buffer.byteLength(part + letter) > limit) {
      parts.push(part)
      part = ''
    }
    part += letter
  }
  return [...parts, part].join('\r\n ')
}
