export interface CsvComponent {
  title: string
  source: string
  unit: string
  cutOffTime: string
  value: number | null
  items: ReadonlyArray<Record<string, unknown>>
}

/** Every figure of a page as a table of its own, with time and source in each line and a footnote at the end. */
export function pageCsv(
  components: readonly CsvComponent[],
  words: { columns: readonly string[]; footnote: string },
): string {
  const lines = components.flatMap((one) => {
    const tail = [one.unit, one.cutOffTime, one.source]
    const rows = one.items.map((item) => [one.title, nameOf(item), figureOf(item), ...tail])
    const isTold = one.items.some((item) => figureOf(item) !== '')
    return isTold || one.value === null ? rows : [[one.title, '', String(one.value), ...tail], ...rows]
  })
  const text = [words.columns, ...lines, [words.footnote]].map((cells) => cells.map(quote).join(','))
  return `\uFEFF${text.join('\r\n')}\r\n`
}

function nameOf({ group, name, time, title }: Record<string, unknown>): string {
  return [group, name ?? title, time].filter((one) => one !== undefined && one !== null).join(' ')
}

function figureOf({ value }: Record<string, unknown>): string {
  return typeof value === 'number' ? String(value) : ''
}

/** Quoted where it must be; what a table program would run as a formula is kept as words. */
function quote(cell: string): string {
  const safe = /^[=+@\t]/.test(cell) || /^-[^0-9.]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
