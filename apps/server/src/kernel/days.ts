/** The day of the city of an instant, `2025-06-01` (Asia/Shanghai, UTC+8 all year). */
export function dayOf(time: Date): string {
  return new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}
