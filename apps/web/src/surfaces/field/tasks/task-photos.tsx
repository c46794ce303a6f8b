import { formatNumber, usePick, useTexts } from '@civitas/ui'
import { useState } from 'react'
import { EvidencePhoto } from '../../../capabilities/cases/evidence-photo.tsx'
import { shrinkPhoto } from '../../../lib/shrink-photo.ts'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import type { ShownTask } from '../queue/queue-rules.ts'
import { usePerform } from './use-perform.ts'

interface TaskPhotosProps {
  shown: ShownTask
  missing: number
  place: [number, number] | null
}

/** Photos on the platform, photos that wait, and the camera. */
export function TaskPhotos({ shown, missing, place }: TaskPhotosProps) {
  const texts = useTexts(fieldTexts)
  const pick = usePick()
  const { task, waitingPhotos } = shown
  const { run, isBusy, problem } = usePerform()
  const [state, setState] = useState<'idle' | 'shrinking' | 'bad'>('idle')
  const take = async (file: File | undefined) => {
    if (!file) return
    setState('shrinking')
    const content = await shrinkPhoto(file).catch(() => null)
    setState(content === null ? 'bad' : 'idle')
    if (content === null) return
    const takenTime = new Date().toISOString()
    await run({
      kind: 'photo',
      subjectId: task.id,
      title: pick(task.title),
      body: {
        fileName: `${takenTime.replace(/\D/g, '').slice(0, 14)}.jpg`,
        content,
        takenTime,
        ...(place ? { position: place } : {}),
      },
    })
  }
  const isWorking = isBusy || state === 'shrinking'
  return (
    <section className={styles.block}>
      <h2>
        {texts.photos}
        <small>
          {task.photosRequired === 0
            ? ''
            : missing > 0
              ? texts.photosNeed(formatNumber(task.photosRequired))
              : texts.photosEnough}
        </small>
      </h2>
      <PhotoGrid shown={shown} />
      {problem || state === 'bad' ? (
        <div className={styles.problem} role="alert">
          {problem ?? texts.photoBad}
        </div>
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
      {waitingPhotos.length > 0 ? <p className={styles.quiet}>{texts.saved}</p> : null}
    </section>
  )
}

/** The evidence as pictures; those not sent yet carry a mark. */
export function PhotoGrid({ shown }: { shown: ShownTask }) {
  const texts = useTexts(fieldTexts)
  const { task, waitingPhotos } = shown
  if (task.attachments.length + waitingPhotos.length === 0) return null
  return (
    <div className={styles.photos}>
      {task.attachments.map((each, index) => (
        <EvidencePhoto
          key={each.id}
          attachment={each}
          label={texts.photoOf(String(index + 1))}
          className={styles.photo}
        />
      ))}
      {waitingPhotos.map((each, index) => (
        <div key={each.id} className={styles.photoBox}>
          <img
            className={styles.photo}
            src={`data:image/jpeg;base64,${each.body.content}`}
            alt={texts.photoOf(String(task.attachments.length + index + 1))}
          />
          <span>{texts.photoWaiting}</span>
        </div>
      ))}
    </div>
  )
}
