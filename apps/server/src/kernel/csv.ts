/**
 * A file of comma-separated values (RFC 4180) as table programs of a Chinese desk open it: UTF-8 with its mark, lines ended
 * by CR LF. A text such a program would take for a formula is kept a text.
 */
export function toCsv(lines: ReadonlyArray<readonly unknown[]>): string {
  return `\uFEFF${lines.map((cells) => cells.map(csvCell).join(',')).join('\r\n')}\r\n`
}

function csvCell(value: unknown): string {
  const text = String(value)
  const isFormula = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text))
  const safe = isFormula ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
