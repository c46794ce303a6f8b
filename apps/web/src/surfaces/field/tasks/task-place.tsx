import type { Task } from '@civitas/sdk'
import { Button, formatDistance, useTexts } from '@civitas/ui'
import { useState } from 'react'
import { Link } from 'react-router'
import { formatPosition, LazyPlaceMap } from '../../../capabilities/place/lazy-place-map.tsx'
import { metresBetween } from '../../../lib/place.ts'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import { useMyPlace } from './use-my-place.ts'

/** Where a task is: words, coordinates, distance; the map only when asked for, for it costs data and battery. */
export function TaskPlace({ task, mayMap }: { task: Task; mayMap: boolean }) {
  const texts = useTexts(fieldTexts)
  const place = useMyPlace()
  const [hasMap, setMap] = useState(false)
  const { position, entityName } = task
  if (!position && !entityName) return null
  return (
    <section className={styles.block}>
      <h2>
        {texts.where}
        {place && position ? (
          <small>{texts.distance(formatDistance(metresBetween(place, position)))}</small>
        ) : null}
      </h2>
      {entityName ? <p>{entityName}</p> : null}
      {position ? (
        <>
          <div className={styles.line}>
            <span className="code">{formatPosition(position)}</span>
            {mayMap ? (
              <>
                <Button onClick={() => setMap(!hasMap)} aria-expanded={hasMap}>
                  {hasMap ? texts.hideMap : texts.showMap}
                </Button>
                <Link to={`/map?c=${position[0].toFixed(5)},${position[1].toFixed(5)},16`}>
                  {texts.navigate}
                </Link>
              </>
            ) : null}
          </div>
          {hasMap ? (
            <div className={styles.map}>
              <LazyPlaceMap position={position} />
            </div>
          ) : null}
        </>
      ) : null}
    </section>
  )
}
