import { createStore, useStore } from '../../../lib/store.ts'

export type Density = 'comfortable' | 'compact'

const KEY = 'civitas.density'

const density = createStore<Density>(localStorage.getItem(KEY) === 'compact' ? 'compact' : 'comfortable')

/** How close rows stand, kept on this device. */
export function useDensity(): Density {
  return useStore(density)
}

export function setDensity(next: Density): void {
  localStorage.setItem(KEY, next)
  density.set(next)
}
