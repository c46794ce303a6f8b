import { getOutcomePhoto, getReportOutcome, type OwnReport, type ReportOutcome } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { client } from '../../app/client.ts'
import { useRead } from '../../app/query.ts'
import { ownReportTexts } from './own-reports.texts.ts'
import styles from './portal.module.css'

/** Whom a report was handed to, what they replied, and the place before and after. */
export function Outcome({ one }: { one: OwnReport }) {
  const texts = useTexts(ownReportTexts)
  const { id } = one.report
  const isOn = one.state === 'handling' || one.state === 'done'
  const { data } = useRead(getReportOutcome, { params: { id } }, { enabled: isOn, everyMs: 30_000 })
  if (!data) return null
  return (
    <>
      {data.unit ? <p>{texts.handedTo(data.unit)}</p> : null}
      {data.reply ? (
        <p>
          {texts.reply}：{data.reply}
        </p>
      ) : null}
      {data.photos.length > 0 ? (
        <div className={styles.pairs}>
          {data.photos.map((photo) => (
            <Picture key={photo.id} reportId={id} photo={photo} />
          ))}
        </div>
      ) : null}
    </>
  )
}

function Picture({ reportId, photo }: { reportId: string; photo: ReportOutcome['photos'][number] }) {
  const texts = useTexts(ownReportTexts)
  const read = useQuery({
    queryKey: [getOutcomePhoto.id, photo.id],
    queryFn: ({ signal }) =>
      client.call(getOutcomePhoto, { params: { id: reportId, photoId: photo.id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    if (!read.data) return
    const made = URL.createObjectURL(new Blob([new Uint8Array(read.data)], { type: photo.contentType }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [read.data, photo.contentType])
  const label = texts[photo.when]
  return (
    <figure>
      {address ? (
        <a href={address} target="_blank" rel="noreferrer">
          <img src={address} alt={label} />
        </a>
      ) : null}
      <figcaption className={styles.quiet}>{label}</figcaption>
    </figure>
  )
}
