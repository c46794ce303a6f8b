type Cells = readonly (string | null)[]

/** Rows that may stand above the data: titles over merged cells, units of issue, a header of two lines. */
const mostAbove = 6
const isText = (cell: string | null | undefined) =>
  typeof cell === 'string' && cell.trim() !== '' && !/^[+-]?[\d.,]+%?$|^\d{4}-\d\d-\d\d/.test(cell.trim())

/** Cells that hold something; a title over merged cells repeats itself in each or stands in the first only. */
const widthOf = (cells: Cells) => new Set(cells.filter((cell) => cell !== null)).size

/**
 * Finds the titles of the columns among the first rows of a sheet. A row with one text above a wider one is a title of the
 * sheet. A row with gaps, whose gaps the next row fills and which it leaves empty elsewhere, is the upper line of a header of
 * two: `基本信息 / 姓名`.
 */
export function findHeader(rows: readonly Cells[]): { titles: string[]; from: number } {
  const widest = Math.max(...rows.map(widthOf))
  let at = 0
  while (at < rows.length - 1 && widthOf(rows[at] as Cells) === 1 && widest > 1) at++
  const upper = rows[at] ?? []
  const lower = rows[at + 1]
  const isDouble = lower !== undefined && isUpperLine(upper, lower)
  const width = Math.max(upper.length, isDouble ? lower.length : 0)
  let over = ''
  const titles = Array.from({ length: width }, (_, i) => {
    const above = upper[i]?.trim() ?? ''
    if (!isDouble) return above || `列${i + 1}`
    const below = lower[i]?.trim() ?? ''
    over = above || over
    return below && over !== below ? `${over} ${below}` : above || below || `列${i + 1}`
  })
  return { titles, from: at + (isDouble ? 2 : 1) }
}

function isUpperLine(upper: Cells, lower: Cells): boolean {
  const width = Math.max(upper.length, lower.length)
  const columns = Array.from({ length: width }, (_, i) => ({
    above: upper[i] ?? null,
    below: lower[i] ?? null,
  }))
  // Merged cells may be read as gaps or as the same text again.
  const isGap = (i: number) =>
    upper[i] === null || upper[i] === undefined || (i > 0 && upper[i] === upper[i - 1])
  const gaps = columns.filter((_, i) => isGap(i))
  const down = columns.filter(({ above, below }) => above !== null && (below === null || below === above))
  return (
    gaps.length > 0 &&
    down.length > 0 &&
    columns.every(({ below }) => below === null || isText(below)) &&
    gaps.every(({ below }) => below !== null)
  )
}

/** Takes the rows of a sheet one by one: the first few are kept until the titles are known, then all that is data goes on. */
export function newHeader() {
  let held: Cells[] | undefined = []
  let titles: string[] | undefined
  const settle = (): Cells[] => {
    if (!held || held.length === 0) return []
    const found = findHeader(held)
    const data = held.slice(found.from)
    titles = found.titles
    held = undefined
    return data
  }
  return {
    take: (cells: Cells): readonly Cells[] => {
      if (!held) return [cells]
      held.push(cells)
      return held.length >= mostAbove ? settle() : []
    },
    end: settle,
    titles: () => titles,
  }
}
