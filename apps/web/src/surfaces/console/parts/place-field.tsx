import { formatPosition, LazyPlaceMap, type Position } from '../../../capabilities/place/lazy-place-map.tsx'
import styles from './parts.module.css'

interface PlaceFieldProps {
  /** What is said while no place is chosen. */
  none?: string
  value?: Position
  onChange?: (position: Position) => void
}

/** Chooses a place on a small map, as a field of a form. */
export function PlaceField({ none, value, onChange }: PlaceFieldProps) {
  return (
    <>
      <div className={styles.map}>
        <LazyPlaceMap position={value ?? null} onPick={(position) => onChange?.(position)} zoom={13} />
      </div>
      {value || none ? (
        <span className={value ? 'code' : undefined}>{value ? formatPosition(value) : none}</span>
      ) : null}
    </>
  )
}
