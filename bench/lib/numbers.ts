const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** A unified social credit code of nobody, with a good check character (GB 32100). */
export function creditCode(n: number): string {
  const first17 = `91990104${String(n).padStart(9, '0')}`
  let [sum, weight] = [0, 1]
  for (const letter of first17) {
    sum += letters.indexOf(letter) * weight
    weight = (weight * 3) % 31
  }
  return first17 + letters[(31 - (sum % 31)) % 31]
}
