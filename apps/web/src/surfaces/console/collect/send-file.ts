import { createUpload, finishUpload, getUpload, ProblemError, type Upload } from '@civitas/sdk'
import { client } from '../../../app/client.ts'

/** Bytes of a piece; a piece that is lost is sent again. */
const pieceBytes = 4 * 1024 * 1024

/**
 * Sends a file in pieces and tells how far it is. Given an upload that was cut, goes on where the platform says it stands.
 */
export async function sendFile(file: File, tell: (upload: Upload) => void, begun?: Upload): Promise<Upload> {
  let upload = begun
    ? await client.call(getUpload, { params: { id: begun.id } })
    : await client.call(createUpload, { body: { name: file.name, bytes: file.size } })
  tell(upload)
  await sendPieces(file, upload, tell)
  upload = await client.call(finishUpload, { params: { id: upload.id } })
  tell(upload)
  return upload
}

/** Sends what is missing of a file. */
export async function sendPieces(file: File, begun: Upload, tell: (upload: Upload) => void): Promise<void> {
  let upload = begun
  while (upload.received < upload.bytes) {
    upload = await sendPiece(upload, file.slice(upload.received, upload.received + pieceBytes))
    tell(upload)
  }
}

async function sendPiece(upload: Upload, piece: Blob): Promise<Upload> {
  const answer = await fetch(`/api/data/uploads/${upload.id}/bytes?offset=${upload.received}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${client.options.token?.()}`,
      'content-type': 'application/octet-stream',
    },
    body: piece,
  })
  const body = await answer.json()
  if (!answer.ok) throw new ProblemError(body)
  return body
}
