import type { MaterialState } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useState } from 'react'
import { shrinkPhoto } from '../../../lib/shrink-photo.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import portal from '../portal.module.css'
import styles from './services.module.css'
import { serviceTexts } from './services.texts.ts'
import type { FormSource } from './step-form.tsx'

/** A file as it is sent: Base64 with its type. */
export interface UploadedFile {
  name: string
  contentType: 'image/jpeg' | 'application/pdf'
  content: string
}

const mostBytes = 5_000_000

async function toUpload(file: File): Promise<UploadedFile> {
  if (file.type !== 'application/pdf')
    return { name: file.name, contentType: 'image/jpeg', content: await shrinkPhoto(file) }
  if (file.size > mostBytes) throw new RangeError('too large')
  return { name: file.name, contentType: 'application/pdf', content: await toBase64(file) }
}

/** Papers of an application: what is met without one says why, the others are uploaded. */
export function PapersStep({ source, isTried }: { source: FormSource; isTried: boolean }) {
  const texts = useTexts(serviceTexts)
  const asked = new Set(source.corrections.flatMap((one) => (one.material ? [one.material] : [])))
  const missing = source.materials.filter((one) => one.required && one.by === 'missing')
  return (
    <div>
      <h1>{texts.papers}</h1>
      <p className={portal.hint}>{texts.papersWhy}</p>
      {isTried && missing.length > 0 ? (
        <p className={portal.error} role="alert">
          {texts.missing}：{missing.map((one) => one.title).join('、')}
        </p>
      ) : null}
      <ul className={styles.papers}>
        {source.materials.map((one) => (
          <Paper key={one.material} paper={one} source={source} mayReplace={asked.has(one.material)} />
        ))}
      </ul>
    </div>
  )
}

interface PaperProps {
  paper: MaterialState
  source: FormSource
  mayReplace: boolean
}

function Paper({ paper, source, mayReplace }: PaperProps) {
  const texts = useTexts(serviceTexts)
  const [isWrong, setWrong] = useState(false)
  const isMet = paper.by !== 'missing' && paper.by !== 'made-up-later'
  const isFree = paper.by === 'licence' || paper.by === 'data'
  const take = async (file: File | undefined) => {
    if (!file) return
    try {
      await source.addFile(paper.material, await toUpload(file))
      setWrong(false)
    } catch {
      setWrong(true)
    }
  }
  return (
    <li data-met={isMet}>
      <p>
        <strong>{paper.title}</strong>
      </p>
      <p className={isMet ? styles.metLine : styles.quiet}>
        {paper.says}
        {paper.reference && isMet ? ` · ${paper.reference}` : ''}
      </p>
      {isFree && !mayReplace ? null : (
        <div className={portal.buttons}>
          <label className={`${portal.go} ${portal.second}`}>
            {isMet ? texts.replace : texts.upload(paper.title)}
            <input
              type="file"
              accept="image/jpeg,image/png,application/pdf"
              className={portal.file}
              onChange={(event) => void take(event.target.files?.[0])}
            />
          </label>
          {source.takeEarlier && !isMet ? (
            <button
              type="button"
              className={`${portal.go} ${portal.second}`}
              onClick={() => void source.takeEarlier?.(paper.material).catch(() => setWrong(true))}
            >
              {texts.earlier}
            </button>
          ) : null}
        </div>
      )}
      {isWrong ? (
        <p className={portal.error} role="alert">
          {texts.wrongFile}
        </p>
      ) : null}
    </li>
  )
}
