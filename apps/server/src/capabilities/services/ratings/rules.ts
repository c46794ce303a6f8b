/** A grade of 差评: 不满意 and 非常不满意. */
export function isBad(grade: number): boolean {
  return grade <= 2
}

/** How long a rating may be changed, ms. */
export const editableMs = 24 * 3_600_000
/** Working days to put right what a bad rating tells of. */
export const rectifyDays = 15
/** More than so many ratings from one terminal in so long are set aside. */
export const burst = { ratings: 10, minutes: 10 }
