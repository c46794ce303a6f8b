/**
 * JSON in one form only, so that a digest can be made again from the same content: keys sorted, no white space,
 * `undefined` left out (the idea of RFC 8785; numbers as ECMAScript prints them).
 */
export function toCanonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => toCanonical(one ?? null)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    if (value instanceof Date) return JSON.stringify(value.toISOString())
    const parts = Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => `${JSON.stringify(key)}:${toCanonical(part)}`)
    return `{${parts.join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}
