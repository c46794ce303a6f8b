import type { RuleScope } from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { Button, Input, Radio } from 'antd'
import { lazy, Suspense, useState } from 'react'
import styles from './rules.module.css'
import { rulesTexts } from './rules.texts.ts'

const PolygonMap = lazy(() =>
  import('../../../capabilities/place/polygon-map.tsx').then((m) => ({ default: m.PolygonMap })),
)

type Geofence = NonNullable<RuleScope['geofence']>
type Corner = [number, number]

interface GeofenceFieldProps {
  value: Geofence | undefined
  onChange: (value: Geofence | undefined) => void
}

/** One corner a line, as `parseCorners` reads it. */
export const writeCorners = (corners: Corner[]) =>
  corners.map(([lon, lat]) => `${lon.toFixed(5)},${lat.toFixed(5)}`).join('\n')

/** Reads one corner a line; null when a line is no corner. */
export function parseCorners(text: string): Corner[] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const corners = lines.map((line) =>
    line
      .split(/[,，\s]+/)
      .filter(Boolean)
      .map(Number),
  )
  const isCorner = (corner: number[]): corner is Corner =>
    corner.length === 2 && Math.abs(corner[0] ?? 999) <= 180 && Math.abs(corner[1] ?? 999) <= 90
  return corners.every(isCorner) ? corners : null
}

/** A polygon drawn on the map or typed corner by corner. Fewer than three corners are no fence yet. */
export function GeofenceField({ value, onChange }: GeofenceFieldProps) {
  const { form: texts } = useTexts(rulesTexts)
  const [text, setText] = useState(() => writeCorners(value?.polygon ?? []))
  const corners = parseCorners(text)
  const inside = value?.inside ?? true
  const set = (next: string, isInside = inside) => {
    setText(next)
    const polygon = parseCorners(next)
    onChange(polygon && polygon.length >= 3 ? { polygon, inside: isInside } : undefined)
  }
  const isWrong = text.trim() !== '' && (corners === null || corners.length < 3)
  return (
    <div>
      <p>{texts.geofenceHint}</p>
      <div className={styles.fence}>
        <div className={styles.fenceMap}>
          <Suspense fallback={<Loading />}>
            <PolygonMap
              label={texts.fenceMap}
              corners={corners ?? []}
              onAdd={(corner) => set(writeCorners([...(corners ?? []), corner]))}
            />
          </Suspense>
        </div>
        <div>
          <Input.TextArea
            className="code"
            aria-label={texts.corners}
            placeholder="118.90000,33.45000"
            rows={10}
            status={isWrong ? 'error' : undefined}
            value={text}
            onChange={(event) => set(event.target.value)}
          />
          {isWrong ? <p className={styles.fault}>{texts.cornersWrong}</p> : null}
          <Radio.Group
            aria-label={texts.side}
            value={inside}
            onChange={(event) => set(text, event.target.value as boolean)}
            options={[
              { value: true, label: texts.inside },
              { value: false, label: texts.outside },
            ]}
          />
          <div className={styles.acts}>
            <Button
              size="small"
              disabled={!corners?.length}
              onClick={() => set(writeCorners((corners ?? []).slice(0, -1)))}
            >
              {texts.undo}
            </Button>
            <Button size="small" disabled={text === ''} onClick={() => set('')}>
              {texts.clearFence}
            </Button>
          </div>
        </div>
      </div>
    </div>
  )
}
