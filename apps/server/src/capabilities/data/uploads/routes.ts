import * as contract from '@civitas/contract'
import { conflict } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { loadUploadAs } from './load-upload.ts'
import { previewUpload } from './preview-file.ts'
import { beginUpload, endUpload, getOwnUpload, seeUpload, takePiece } from './take-upload.ts'

/** Binds files on their way in. */
export function bindUploads(parts: DataParts): void {
  const { http } = parts.kernel
  http.fastify.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  )
  http.bind(contract.createUpload, ({ body }, { principal }) => beginUpload(parts, principal, body))
  http.bind(contract.getUpload, ({ params }, { principal }) => seeUpload(parts, principal, params.id))
  http.bind(contract.putUploadChunk, ({ params, query }, { principal, raw }) =>
    takePiece(parts, principal, { id: params.id, offset: query.offset, content: raw.body }),
  )
  http.bind(contract.finishUpload, ({ params }, { principal }) => endUpload(parts, principal, params.id))
  http.bind(contract.previewUpload, async ({ params, body }, { principal }) => {
    const upload = await getOwnUpload(parts, principal, params.id)
    if (upload.state !== 'ready') throw conflict('incomplete', '文件还没有传完。')
    return previewUpload(parts, upload, body)
  })
  http.bind(contract.loadUpload, ({ params, body }, { principal }) =>
    loadUploadAs(parts, principal, params.id, body),
  )
}
