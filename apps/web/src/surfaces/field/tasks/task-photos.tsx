import { formatDistance, formatNumber, usePick, useTexts } from '@civitas/ui'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import type { ShownTask } from '../queue/queue-rules.ts'
import { Camera } from './camera.tsx'
import { PhotoGrid } from './photo-grid.tsx'
import { usePerform } from './use-perform.ts'

interface TaskPhotosProps {
  shown: ShownTask
  missing: number
}

/** Photos on the platform, photos that wait, and the camera. */
export function TaskPhotos({ shown, missing }: TaskPhotosProps) {
  const texts = useTexts(fieldTexts)
  const pick = usePick()
  const { task, waitingPhotos } = shown
  const { run, isBusy, problem } = usePerform()
  const need = missing > 0 ? texts.photosNeed(formatNumber(task.photosRequired)) : texts.photosEnough
  return (
    <section className={styles.block}>
      <h2>
        {texts.photos}
        <small>{task.photosRequired === 0 ? '' : need}</small>
      </h2>
      {task.photoWithinM === null ? null : (
        <p className={styles.quiet}>{texts.photoWithin(formatDistance(task.photoWithinM))}</p>
      )}
      <PhotoGrid
        attachments={task.attachments}
        waiting={waitingPhotos}
        place={task.position}
        withinM={task.photoWithinM}
      />
      <Camera
        isBusy={isBusy}
        problem={problem}
        onShot={(body) => run({ kind: 'photo', subjectId: task.id, title: pick(task.title), body })}
      />
      {waitingPhotos.length > 0 ? <p className={styles.quiet}>{texts.saved}</p> : null}
    </section>
  )
}
