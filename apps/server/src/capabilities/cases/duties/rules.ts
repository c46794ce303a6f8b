/** A line of the responsibility list as it is stored; the newest line of a place holds. */
export interface DutyRecord {
  item: string
  divisionCode: string
  organisationId: string
  fromDate: string
  toDate: string | null
}

/** Two lines of one item and division that hold on the same day for different organisations, both with a stated end. */
export interface Conflict {
  item: string
  divisionCode: string
  organisations: string[]
  fromDate: string
}

/**
 * Lines that contradict each other. A line without an end is followed by the next one and is no conflict; a line that
 * says it holds until a day after another one has begun is.
 */
export function findConflicts(rows: readonly DutyRecord[]): Conflict[] {
  const found: Conflict[] = []
  for (const group of groupByPlace(rows).values()) {
    const sorted = [...group].sort((a, b) => a.fromDate.localeCompare(b.fromDate))
    sorted.forEach((row, i) => {
      const before = sorted
        .slice(0, i)
        .find(
          (one) =>
            one.toDate !== null && one.toDate >= row.fromDate && one.organisationId !== row.organisationId,
        )
      if (before)
        found.push({
          item: row.item,
          divisionCode: row.divisionCode,
          organisations: [before.organisationId, row.organisationId],
          fromDate: row.fromDate,
        })
    })
  }
  return found
}

export function placeKey(row: Pick<DutyRecord, 'item' | 'divisionCode'>): string {
  return `${row.item} ${row.divisionCode}`
}

function groupByPlace(rows: readonly DutyRecord[]): Map<string, DutyRecord[]> {
  const groups = new Map<string, DutyRecord[]>()
  for (const row of rows) groups.set(placeKey(row), [...(groups.get(placeKey(row)) ?? []), row])
  return groups
}

/** Items nobody answers for in a district: neither there, nor below in all of it, nor in the city above. */
export function findGaps(
  items: readonly string[],
  districts: readonly string[],
  rows: readonly DutyRecord[],
): Array<{ item: string; divisionCode: string }> {
  const held = new Set(rows.map(placeKey))
  return items.flatMap((item) =>
    districts
      .filter((code) => {
        const above = [code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`]
        return !above.some((divisionCode) => held.has(placeKey({ item, divisionCode })))
      })
      .map((divisionCode) => ({ item, divisionCode })),
  )
}

/** Rows of a comma separated file (RFC 4180): quotes, doubled quotes, line breaks in quotes. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const body = text.replace(/^\uFEFF/, '')
  for (let i = 0; i < body.length; i++) {
    const c = body[i] as string
    if (quoted) {
      if (c === '"' && body[i + 1] === '"') {
        cell += '"'
        i += 1
      } else if (c === '"') quoted = false
      else cell += c
    } else if (c === '"' && cell === '') quoted = true
    else if (c === ',' || c === '\n') {
      row.push(cell.replace(/\r$/, ''))
      cell = ''
      if (c === '\n') {
        rows.push(row)
        row = []
      }
    } else cell += c
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell.replace(/\r$/, '')])
  return rows.filter((one) => one.some((value) => value.trim() !== ''))
}
