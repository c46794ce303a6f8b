import { formatPosition, LazyPlaceMap } from '../../../capabilities/place/lazy-place-map.tsx'
import parts from '../parts/parts.module.css'

interface PlaceFieldProps {
  value?: [number, number]
  onChange?: (position: [number, number]) => void
}

/** Chooses a place by a click on the map. */
export function PlaceField({ value, onChange }: PlaceFieldProps) {
  return (
    <>
      <div className={parts.map}>
        <LazyPlaceMap
          position={value ?? null}
          onPick={(position) => onChange?.(position)}
          zoom={value ? 15 : 13}
        />
      </div>
      {value ? <small className="code">{formatPosition(value)}</small> : null}
    </>
  )
}
