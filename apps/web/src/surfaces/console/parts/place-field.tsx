import { formatPosition, LazyPlaceMap, type Position } from '../../../capabilities/place/lazy-place-map.tsx'
import styles from './parts.module.css'

/** A place as a field of a dialog: clicked on a small map. */
export function PlaceField({
  value,
  onChange,
}: {
  value?: Position
  onChange?: (position: Position) => void
}) {
  return (
    <>
      <div className={styles.map}>
        <LazyPlaceMap position={value ?? null} onPick={(position) => onChange?.(position)} zoom={13} />
      </div>
      {value ? <span className="code">{formatPosition(value)}</span> : null}
    </>
  )
}
