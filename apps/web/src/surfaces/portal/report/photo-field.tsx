import { formatNumber, useTexts } from '@civitas/ui'
import { useState } from 'react'
import { shrinkPhoto } from '../../../lib/shrink-photo.ts'
import { ownReportTexts } from '../own-reports.texts.ts'
import styles from '../portal.module.css'

const most = 4

interface PhotoFieldProps {
  /** JPEG in Base64. */
  photos: string[]
  onChange: (photos: string[]) => void
}

/** Photos of the problem, camera first; made smaller before they are kept. */
export function PhotoField({ photos, onChange }: PhotoFieldProps) {
  const texts = useTexts(ownReportTexts)
  const [isWrong, setWrong] = useState(false)
  const add = async (files: FileList | null) => {
    try {
      const made = await Promise.all([...(files ?? [])].map((file) => shrinkPhoto(file)))
      setWrong(false)
      onChange([...photos, ...made].slice(0, most))
    } catch {
      setWrong(true)
    }
  }
  return (
    <div className={styles.photos}>
      <label className={`${styles.go} ${styles.second}`}>
        {texts.addPhoto}
        <input
          type="file"
          accept="image/*"
          capture="environment"
          multiple
          className={styles.file}
          disabled={photos.length >= most}
          onChange={(event) => void add(event.target.files)}
        />
      </label>
      <p className={styles.hint}>{texts.photoHint}</p>
      {isWrong ? (
        <p className={styles.error} role="alert">
          {texts.photoWrong}
        </p>
      ) : null}
      <div className={styles.thumbs}>
        {photos.map((photo, index) => (
          <figure key={photo.slice(-40)}>
            <img src={`data:image/jpeg;base64,${photo}`} alt={texts.photo} />
            <button type="button" onClick={() => onChange(photos.filter((each) => each !== photo))}>
              {texts.removePhoto(formatNumber(index + 1))}
            </button>
          </figure>
        ))}
      </div>
    </div>
  )
}
