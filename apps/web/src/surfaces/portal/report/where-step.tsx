import { useTexts } from '@civitas/ui'
import { useState } from 'react'
import { formatPosition, LazyPlaceMap } from '../../../capabilities/place/lazy-place-map.tsx'
import { findMyPlace } from '../../../lib/place.ts'
import styles from '../portal.module.css'
import { portalTexts } from '../portal.texts.ts'
import type { StepProps } from './text-steps.tsx'

/** Asks where: the device tells, or one taps the map. */
export function WhereStep({ draft, onChange, isTried }: StepProps) {
  const texts = useTexts(portalTexts)
  const [state, setState] = useState<'idle' | 'locating' | 'failed'>('idle')
  const locate = () => {
    setState('locating')
    findMyPlace().then(
      (position) => {
        setState('idle')
        onChange({ position })
      },
      () => setState('failed'),
    )
  }
  return (
    <div className={styles.question}>
      <div>
        <h1>{texts.where}</h1>
        <p className={styles.hint}>{texts.whereHint}</p>
        {isTried && !draft.position ? (
          <p className={styles.error} role="alert">
            {texts.placeNeeded}
          </p>
        ) : null}
        {state === 'failed' ? (
          <p className={styles.error} role="alert">
            {texts.placeFailed}
          </p>
        ) : null}
      </div>
      <div className={styles.buttons}>
        <button
          type="button"
          className={`${styles.go} ${styles.second}`}
          disabled={state === 'locating'}
          onClick={locate}
        >
          {state === 'locating' ? texts.locating : texts.useMyPlace}
        </button>
      </div>
      <div className={styles.map}>
        <LazyPlaceMap position={draft.position} onPick={(position) => onChange({ position })} zoom={15} />
      </div>
      {draft.position ? (
        <p role="status">
          {texts.placeChosen} <span className="code">{formatPosition(draft.position)}</span>
        </p>
      ) : null}
    </div>
  )
}
