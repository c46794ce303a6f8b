import { type Attachment, getAttachment } from '@civitas/sdk'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { client } from '../../app/client.ts'

/** Reads a photo with the caller’s token and answers an address the page may show, null until read. */
export function usePhoto(attachment: Attachment): string | null {
  const read = useQuery({
    queryKey: [getAttachment.id, attachment.id],
    queryFn: ({ signal }) => client.call(getAttachment, { params: { id: attachment.id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    if (!read.data) return
    const blob = new Blob([new Uint8Array(read.data)], { type: attachment.contentType })
    const made = URL.createObjectURL(blob)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [read.data, attachment.contentType])
  return address
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
