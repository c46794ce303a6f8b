import { useTexts } from '@civitas/ui'
import { useState } from 'react'
import { findPlaceSoon } from '../../../lib/place.ts'
import { shrinkPhoto } from '../../../lib/shrink-photo.ts'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'

/** A photo just taken: base64 of a JPEG, when, and where the phone was if it may tell. */
export interface Shot {
  fileName: string
  content: string
  takenTime: string
  position?: [number, number]
}

interface CameraProps {
  isBusy: boolean
  problem: string | null
  onShot: (shot: Shot) => Promise<unknown>
}

/** The camera. The place is asked with the picture, for a check asks where it was taken. */
export function Camera({ isBusy, problem, onShot }: CameraProps) {
  const texts = useTexts(fieldTexts)
  const [state, setState] = useState<'idle' | 'shrinking' | 'bad'>('idle')
  const [isPlaceless, setPlaceless] = useState(false)
  const take = async (file: File | undefined) => {
    if (!file) return
    setState('shrinking')
    const [content, position] = await Promise.all([shrinkPhoto(file).catch(() => null), findPlaceSoon()])
    setState(content === null ? 'bad' : 'idle')
    setPlaceless(position === null)
    if (content === null) return
    const takenTime = new Date().toISOString()
    await onShot({
      fileName: `${takenTime.replace(/\D/g, '').slice(0, 14)}.jpg`,
      content,
      takenTime,
      ...(position ? { position } : {}),
    })
  }
  const isWorking = isBusy || state === 'shrinking'
  return (
    <>
      {problem || state === 'bad' ? (
        <div className={styles.problem} role="alert">
          {problem ?? texts.photoBad}
        </div>
      ) : null}
      {isPlaceless ? (
        <p className={styles.note} role="status">
          {texts.photoPlaceless}
        </p>
      ) : null}
      <label className={styles.shoot}>
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
          <path d="M4 8h4l2-3h4l2 3h4v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z" />
        </svg>
        {isWorking ? texts.shrinking : texts.takePhoto}
        <input
          type="file"
          accept="image/*"
          capture="environment"
          disabled={isWorking}
          onChange={(event) => {
            void take(event.target.files?.[0])
            event.target.value = ''
          }}
        />
      </label>
    </>
  )
}
