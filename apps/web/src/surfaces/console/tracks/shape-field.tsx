import { Loading, useTexts } from '@civitas/ui'
import { Button, Input } from 'antd'
import { lazy, Suspense } from 'react'
import { parseCorners, writeCorners } from '../rules/geofence-field.tsx'
import ruleStyles from '../rules/rules.module.css'
import { toShape } from './fence-draft.ts'
import { tracksTexts } from './tracks.texts.ts'

const PolygonMap = lazy(() =>
  import('../../../capabilities/place/polygon-map.tsx').then((m) => ({ default: m.PolygonMap })),
)

interface ShapeFieldProps {
  /** One corner a line. */
  value: string
  isRoute: boolean
  onChange: (value: string) => void
}

/** An area or route drawn on the map or typed point by point. */
export function ShapeField({ value, isRoute, onChange }: ShapeFieldProps) {
  const texts = useTexts(tracksTexts)
  const corners = parseCorners(value) ?? []
  const isWrong = value.trim() !== '' && toShape(value, isRoute) === null
  return (
    <>
      <p>{isRoute ? texts.drawRoute : texts.drawArea}</p>
      <div className={ruleStyles.fence}>
        <div className={ruleStyles.fenceMap}>
          <Suspense fallback={<Loading />}>
            <PolygonMap
              label={texts.shapeMap}
              corners={corners}
              isRoute={isRoute}
              onAdd={(corner) => onChange(writeCorners([...corners, corner]))}
            />
          </Suspense>
        </div>
        <div>
          <Input.TextArea
            className="code"
            aria-label={texts.corners}
            placeholder="118.90000,33.45000"
            rows={9}
            status={isWrong ? 'error' : undefined}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          {isWrong ? (
            <p className={ruleStyles.fault}>{isRoute ? texts.routeWrong : texts.areaWrong}</p>
          ) : null}
          <div className={ruleStyles.acts}>
            <Button
              size="small"
              disabled={corners.length === 0}
              onClick={() => onChange(writeCorners(corners.slice(0, -1)))}
            >
              {texts.undo}
            </Button>
            <Button size="small" disabled={value === ''} onClick={() => onChange('')}>
              {texts.clearShape}
            </Button>
          </div>
        </div>
      </div>
    </>
  )
}
