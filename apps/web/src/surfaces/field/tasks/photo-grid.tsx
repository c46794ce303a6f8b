import type { Attachment } from '@civitas/sdk'
import { formatDistance, useTexts } from '@civitas/ui'
import { EvidencePhoto } from '../../../capabilities/cases/evidence-photo.tsx'
import { metresBetween } from '../../../lib/place.ts'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'

/** A photo that waits on this phone. */
export interface WaitingPhoto {
  id: string
  body: { content: string; position?: [number, number] }
}

interface PhotoGridProps {
  attachments: Attachment[]
  waiting: WaitingPhoto[]
  /** Where the case is, and how near a photo must have been taken to count; null where it does not matter. */
  place?: [number, number] | null
  withinM?: number | null
}

/** The evidence as pictures; those not sent yet carry a mark, and each says how far from the case it was taken. */
export function PhotoGrid({ attachments, waiting, place = null, withinM = null }: PhotoGridProps) {
  const texts = useTexts(fieldTexts)
  if (attachments.length + waiting.length === 0) return null
  const far = (position: [number, number] | null | undefined) =>
    withinM === null || !place ? null : (
      <Far metres={position ? metresBetween(place, position) : null} withinM={withinM} />
    )
  return (
    <div className={styles.photos}>
      {attachments.map((each, index) => (
        <div key={each.id}>
          <EvidencePhoto
            attachment={each}
            label={texts.photoOf(String(index + 1))}
            className={styles.photo}
          />
          {far(each.position)}
        </div>
      ))}
      {waiting.map((each, index) => (
        <div key={each.id}>
          <div className={styles.photoBox}>
            <img
              className={styles.photo}
              src={`data:image/jpeg;base64,${each.body.content}`}
              alt={texts.photoOf(String(attachments.length + index + 1))}
            />
            <span>{texts.photoWaiting}</span>
          </div>
          {far(each.body.position)}
        </div>
      ))}
    </div>
  )
}

function Far({ metres, withinM }: { metres: number | null; withinM: number }) {
  const texts = useTexts(fieldTexts)
  const isNear = metres !== null && metres <= withinM
  const words = metres === null ? texts.photoNoPlace : texts.photoAway(formatDistance(metres))
  return <small className={isNear ? styles.quiet : styles.far}>{words}</small>
}
