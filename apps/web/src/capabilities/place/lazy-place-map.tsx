import { Loading } from '@civitas/ui'
import { type ComponentProps, lazy, Suspense } from 'react'
import type { PlaceMap as PlaceMapComponent } from './place-map.tsx'

const PlaceMap = lazy(() => import('./place-map.tsx').then((m) => ({ default: m.PlaceMap })))

/** The small map, loaded when it is shown. */
export function LazyPlaceMap(props: ComponentProps<typeof PlaceMapComponent>) {
  return (
    <Suspense fallback={<Loading />}>
      <PlaceMap {...props} />
    </Suspense>
  )
}

/** `118.88828, 33.44213` */
export function formatPosition(position: readonly [number, number]): string {
  return `${position[0].toFixed(5)}, ${position[1].toFixed(5)}`
}
export type { Position } from './place-map.tsx'
