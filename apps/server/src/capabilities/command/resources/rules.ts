import type { AllocationState } from '@civitas/contract'

const next: Record<AllocationState, readonly AllocationState[]> = {
  requested: ['approved', 'cancelled'],
  approved: ['shipped', 'cancelled'],
  shipped: ['received'],
  received: ['returned', 'consumed'],
  returned: [],
  consumed: [],
  cancelled: [],
}

export function mayMove(from: AllocationState, to: AllocationState): boolean {
  return next[from].includes(to)
}

/** Moves that hand goods over carry two signatures. */
export const handsOver: readonly AllocationState[] = ['shipped', 'received', 'returned']

export interface Reachable {
  available: number
  minutes: number | null
}

/** Takes from what arrives first until the quantity is met; what is missing is the shortage. */
export function combine<T extends Reachable>(
  lines: readonly T[],
  quantity: number,
): { parts: { line: T; quantity: number }[]; shortage: number } {
  const parts: { line: T; quantity: number }[] = []
  let missing = quantity
  for (const line of lines) {
    if (missing <= 0 || line.minutes === null || line.available <= 0) continue
    const taken = Math.min(missing, line.available)
    parts.push({ line, quantity: taken })
    missing -= taken
  }
  return { parts, shortage: Math.max(0, missing) }
}
