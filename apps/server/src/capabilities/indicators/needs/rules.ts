/** Where each value lies between the least and the greatest, 0 to 100; all alike lie in the middle. */
export function spread(values: ReadonlyArray<number | null>): Array<number | null> {
  const known = values.filter((value) => value !== null)
  const [least, most] = [Math.min(...known), Math.max(...known)]
  return values.map((value) => {
    if (value === null) return null
    return most === least ? 50 : ((value - least) / (most - least)) * 100
  })
}

/** The weighted mean; none while a part is missing, since a mean of what is left would compare unlike things. */
export function weigh(parts: ReadonlyArray<{ score: number | null; weight: number }>): number | null {
  let [sum, whole] = [0, 0]
  for (const { score, weight } of parts) {
    if (score === null) return null
    sum += score * weight
    whole += weight
  }
  return Math.round((sum / whole) * 100) / 100
}
