import { type Attachment, getAttachment, getSpotPhoto } from '@civitas/sdk'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { client } from '../../app/client.ts'

/** Reads a photo with the caller’s token and answers an address the page may show, null until read. */
export function usePhoto(attachment: Attachment): string | null {
  return usePicture(
    [getAttachment.id, attachment.id],
    (signal) => client.call(getAttachment, { params: { id: attachment.id }, signal }),
    attachment.contentType,
  )
}

function usePicture(
  key: readonly string[],
  load: (signal: AbortSignal) => Promise<Uint8Array>,
  type?: string,
): string | null {
  const read = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => load(signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    if (!read.data) return
    const made = URL.createObjectURL(new Blob([new Uint8Array(read.data)], type ? { type } : {}))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [read.data, type])
  return address
}

/** A small picture of a spot check, or of the handling it looks at. */
export function SpotPhoto({ checkId, photoId, label }: { checkId: string; photoId: string; label: string }) {
  const address = usePicture([getSpotPhoto.id, photoId], (signal) =>
    client.call(getSpotPhoto, { params: { id: checkId, photoId }, signal }),
  )
  if (!address) return null
  return (
    <a href={address} target="_blank" rel="noreferrer">
      <img src={address} alt={label} style={{ blockSize: '2.5rem', marginInlineEnd: 4 }} />
    </a>
  )
}

interface EvidencePhotoProps {
  attachment: Attachment
  label: string
  className?: string
}

/** A photo kept as evidence; opens alone in a new tab. */
export function EvidencePhoto({ attachment, label, className }: EvidencePhotoProps) {
  const address = usePhoto(attachment)
  if (!address) return <span className={className} />
  return (
    <a href={address} target="_blank" rel="noreferrer">
      <img src={address} alt={label} className={className} />
    </a>
  )
}
