import { Loading, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { lazy, Suspense } from 'react'
import styles from './warnings.module.css'
import { warningsTexts } from './warnings.texts.ts'

const PolygonMap = lazy(() =>
  import('../../../capabilities/place/polygon-map.tsx').then((m) => ({ default: m.PolygonMap })),
)

export type Corner = [number, number]

interface AreaFieldProps {
  id?: string
  value?: Corner[]
  onChange?: (corners: Corner[]) => void
}

/** An area drawn corner by corner on the map. */
export function AreaField({ value = [], onChange }: AreaFieldProps) {
  const texts = useTexts(warningsTexts)
  return (
    <>
      <div className={styles.draw}>
        <Suspense fallback={<Loading />}>
          <PolygonMap
            label={texts.polygon}
            corners={value}
            onAdd={(corner) => onChange?.([...value, corner])}
          />
        </Suspense>
      </div>
      <div className={styles.drawActs}>
        <Button size="small" disabled={value.length === 0} onClick={() => onChange?.(value.slice(0, -1))}>
          {texts.undoCorner}
        </Button>
        <Button size="small" disabled={value.length === 0} onClick={() => onChange?.([])}>
          {texts.clearCorners}
        </Button>
      </div>
    </>
  )
}

/** The drawn area as geometry; undefined with fewer than three corners. */
export function toPolygon(corners: readonly Corner[]): GeoJSON.Polygon | undefined {
  const [first] = corners
  if (!first || corners.length < 3) return undefined
  return { type: 'Polygon', coordinates: [[...corners, first]] }
}

/** The corners of what was drawn; none for an area of several parts, which stands for its divisions. */
export function toCorners(geometry: GeoJSON.Geometry | null): Corner[] {
  if (geometry?.type !== 'Polygon') return []
  return (geometry.coordinates[0] ?? []).slice(0, -1) as Corner[]
}
