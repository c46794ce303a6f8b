import { type EventReport, getReportPhoto } from '@civitas/sdk'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { client } from '../../app/client.ts'

type Photo = EventReport['photos'][number]

/** Pictures that came with a report, read with the caller’s token; each opens alone. */
export function ReportPhotos({ photos, label }: { photos: readonly Photo[]; label: string }) {
  if (photos.length === 0) return null
  return (
    <span style={{ display: 'flex', gap: 8, marginTop: 4 }}>
      {photos.map((photo) => (
        <ReportPhoto key={photo.id} photo={photo} label={label} />
      ))}
    </span>
  )
}

function ReportPhoto({ photo, label }: { photo: Photo; label: string }) {
  const read = useQuery({
    queryKey: [getReportPhoto.id, photo.id],
    queryFn: ({ signal }) => client.call(getReportPhoto, { params: { id: photo.id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    if (!read.data) return
    const made = URL.createObjectURL(new Blob([new Uint8Array(read.data)], { type: photo.contentType }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [read.data, photo.contentType])
  if (!address) return null
  return (
    <a href={address} target="_blank" rel="noreferrer">
      <img src={address} alt={label} style={{ height: 72, borderRadius: 4 }} />
    </a>
  )
}
