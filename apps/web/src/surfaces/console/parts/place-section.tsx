import { useTexts } from '@civitas/ui'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { formatPosition, LazyPlaceMap } from '../../../capabilities/place/lazy-place-map.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { Quiet, Section } from './page.tsx'
import styles from './parts.module.css'

interface PlaceProps {
  position: [number, number] | null
  words?: ReactNode
  entityId?: string | null
  mayMap: boolean
}

/** Where something is: a small map, the words, and the way to the large map. */
export function PlaceSection({ position, words, entityId, mayMap }: PlaceProps) {
  const texts = useTexts(consoleTexts)
  return (
    <Section title={texts.place} extra={words}>
      {position && mayMap ? (
        <div className={styles.map}>
          <LazyPlaceMap position={position} />
        </div>
      ) : null}
      {position ? (
        <div className={styles.placeFoot}>
          <span className="code">{formatPosition(position)}</span>
          {mayMap ? <Link to={mapAddress(position, entityId)}>{texts.openMap}</Link> : null}
        </div>
      ) : (
        <Quiet>{texts.none}</Quiet>
      )}
    </Section>
  )
}

function mapAddress([lon, lat]: [number, number], entityId?: string | null): string {
  return `/map?c=${lon.toFixed(5)},${lat.toFixed(5)},16${entityId ? `&select=${entityId}` : ''}`
}
